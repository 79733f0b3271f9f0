"""How what is kept is sealed under a key, and how the journals tell it."""
