"""The worker that may die: the one place where bytes from outside are parsed."""
