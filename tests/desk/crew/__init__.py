"""Several computers on one database, each a workspace and processes of its own."""
