"""`hui-reg export …`: one module for each thing that leaves the office."""
