"""How what is kept is sealed: under a key, by a sum, in the lines of a journal."""
