"""One verb per file; the only place where stages meet each other and the store."""
