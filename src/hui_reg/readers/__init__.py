"""Files to readings: what is it, on which pages, and what does it say."""
