"""The course's own words: what notebooks and learners call.

ready("01") begins a notebook. predict("01_error_at_16", 300) keeps a prediction, recall("01") brings it back. check,
hint and solution belong to one exercise; progress() shows the whole course, and score() gives it as a dictionary.
save_notes() writes all of it into one file, which load_notes() takes in elsewhere.
Nothing of it leaves the machine.
"""

from gradlab.course.commands import check, hint, predict, ready, recall, solution
from gradlab.course.one_file import load_notes, save_notes
from gradlab.course.progress_map import progress, score

__all__ = ["check", "hint", "load_notes", "predict", "progress", "ready", "recall", "save_notes", "score", "solution"]
