"""From which unit each mail and file comes: what every mail tells of it, and what all of them come to. Pure."""
