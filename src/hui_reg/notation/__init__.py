"""How things are written: one folding and one parser for names, numbers, amounts and dates."""
