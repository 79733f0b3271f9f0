"""The check before papers are sent, as a unit's contact is told: the noun, and the page to print."""
