"""What is asked of a person at a terminal, and what helps one who mistyped."""
