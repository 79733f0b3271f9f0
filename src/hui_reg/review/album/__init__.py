"""The album: one offline page for each unit."""
