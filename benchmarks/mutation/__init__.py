"""Mutation testing of what decides: ``python -m benchmarks.mutation`` (``make mutants``).

The usual tools start the tests anew for every mutant, or copy the package; here the tests are imported once, every
mutant is a fork of that process in which one function has other code, and only the tests that run that function are
asked. So thousands of mutants are a matter of an hour or two of one core, and a run that is broken off goes on.
Where the tests of one room are enough, ``--tests tests/notation notation`` asks them alone.
"""
