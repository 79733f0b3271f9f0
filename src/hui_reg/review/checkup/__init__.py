"""What a unit is told of its papers before it sends them: person by person, and as a page to print."""
