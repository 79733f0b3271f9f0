"""Who works with us: several computers that read together, who waits for what the others read, a hand beside us."""
