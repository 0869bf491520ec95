"""Data of the learner's own, for notebook 15: a table, a folder of pictures, examples of both, and a project's checklist.

read_table("my_table.csv") and read_pictures("my_pictures") give x, y and classes as training takes them, and print in words
what was done. example_table() and example_pictures() write files that look as they should. Project looks at what was built.
"""

from gradlab.course.own.examples import example_pictures, example_table
from gradlab.course.own.picture_folder import PictureFolder, read_pictures
from gradlab.course.own.project import Project
from gradlab.course.own.table import Table, read_table

__all__ = ["PictureFolder", "Project", "Table", "example_pictures", "example_table", "read_pictures", "read_table"]
