"""The course's own words: what notebooks and learners call.

ready("04") begins a notebook and asks two or three questions about earlier ones; from_memory("04") asks them again.
predict("01_error_at_16", 300) keeps a prediction, recall("01") brings it back. check, hint and solution belong to one
exercise or question; progress() shows the whole course, and score() gives it as a dictionary.
then_and_now() asks again for predictions that went wrong, and my_page() writes a page of it all to print.
save_notes() writes all of it into one file, which load_notes() takes in elsewhere.
Nothing of it leaves the machine.
"""

from gradlab.course.commands import check, hint, predict, ready, recall, solution
from gradlab.course.memory.desk import from_memory
from gradlab.course.one_file import load_notes, save_notes
from gradlab.course.page_of_ones_own import my_page
from gradlab.course.progress_map import progress, score
from gradlab.course.then_and_now import predict_again, then_and_now

__all__ = [
    "check",
    "from_memory",
    "hint",
    "load_notes",
    "my_page",
    "predict",
    "predict_again",
    "progress",
    "ready",
    "recall",
    "save_notes",
    "score",
    "solution",
    "then_and_now",
]
