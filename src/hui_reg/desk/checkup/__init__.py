"""Is everything there that a run needs? Each room's looks, and a report of them without anybody's data."""
