"""Everything that holds other files: what it is by its content, and its members under one budget."""
