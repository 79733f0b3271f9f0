"""The press: prints invented documents the way real ones look when they reach a mailbox.

Everything is drawn from a seed, so the same call gives the same bytes. Nobody in here exists.
"""
