"""What is kept: the database, the blobs, the lock."""
