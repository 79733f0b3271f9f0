"""The ID card, both sides."""
