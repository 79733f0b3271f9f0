"""What verbs share, without click: the opened workspace, receiving, reading, batches of the review, the ledger."""
