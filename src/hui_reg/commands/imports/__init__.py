"""`hui-reg import …`: one module for each thing that comes back."""
