"""The course's own words: what notebooks and learners call.

ready("01") begins a notebook. predict("01_error_at_16", 300) keeps a prediction, recall("01") brings it back. check,
hint and solution belong to one exercise; progress() shows the whole course, and score() gives it as a dictionary.
Nothing of it leaves the machine.
"""

from gradlab.course.commands import check, hint, predict, ready, recall, solution
from gradlab.course.progress_map import progress, score

__all__ = ["check", "hint", "predict", "progress", "ready", "recall", "score", "solution"]
