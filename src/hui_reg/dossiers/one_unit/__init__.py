"""One unit by itself: its papers settled, and its dossiers written out."""
