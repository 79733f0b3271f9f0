"""Albums: drawn, written, encrypted for the way."""
