"""What several computers on one PostgreSQL need: the address, turns, who holds which blobs, the queue, roles."""
