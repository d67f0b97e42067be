"""`python -m bot`: the same verbs for people, scripts and the Makefile."""
