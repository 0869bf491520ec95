"""Planted faults: one small mistake at a time is put into the library, and the tests concerned have to notice.

A test suite is only as good as the mistakes that it would find. `python -m tests.planted` turns a sign, shifts a number by
one, swaps two arguments or leaves a line out, somewhere in the engine, the landscape, the recording or the browser's
player, and runs the tests of that room. A fault that no test notices is either found by a new test, or changes nothing and
is listed in equivalent.py with the reason.
"""
