"""People in the loop: what goes out to reviewers and units, and what comes back."""
