"""Random programs, run on gradlab and on TensorFlow: what both see must be the same, and errors must be of one kind.

A program (program.py) is plain data that prints as Python source text; the text is what runs (run.py). It is put together
(generate.py) out of all public functions with their parameters (catalogue.py, operands.py), and compared (compare.py) in
every value, slope, None, shape, dtype and error. What differs for a reason is in rules.py. Anything else is a fault, and is
made as short as possible (shrink.py) before it is shown.

    python -m tests.oracle.programs 1000 7      # a thousand programs from the seed 7
"""
