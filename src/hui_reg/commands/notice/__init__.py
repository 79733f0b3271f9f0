"""`hui-reg notice …`: the notice file itself, before anybody is judged by it."""
