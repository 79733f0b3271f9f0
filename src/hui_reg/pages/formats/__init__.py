"""One module for each family of file formats: what it is, and the pages in it."""
