"""The questions about each notebook, found by gradlab.course.memory.question."""
