"""What mailers write bytes as: transfer encodings of parts, and files that stand encoded inside a text."""
