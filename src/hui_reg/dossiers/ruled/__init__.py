"""Where rulings of staff meet what was read: papers, units, people. Everything pure; nothing is ruled elsewhere."""
