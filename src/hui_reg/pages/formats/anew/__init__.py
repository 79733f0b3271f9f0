"""Office files made anew of what they show."""
