"""The exercises of the course: n03.py holds those of notebook 03, in the order of the notebook."""
