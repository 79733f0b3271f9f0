"""A labelled corpus with other typefaces and other layouts than ``samples/``: what reading is measured on.

It shares nothing with ``samples/press`` but the drawn faces (a face detector must accept them).
"""
