"""Several computers that read together: who works, and who waits for what the others read."""
