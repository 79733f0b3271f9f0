"""The application form."""
