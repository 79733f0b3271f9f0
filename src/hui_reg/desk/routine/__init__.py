"""What happens by itself, day after day: the round from mailbox to sheets, what it remembers, when it is started."""
