"""What staff type, made rulings: of values, of files, of units. What can't be, is refused with the remedy."""
