"""`python -m gradlab.operators` prints the table of all operators with their slopes."""

from gradlab.operators.table import table

print(table())
