"""What is asked of units and told them: what was asked and what came of it, and what goes along with a letter."""
