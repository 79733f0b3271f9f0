"""Bytes to numbered, upright pages, once, for readers and for eyes."""
