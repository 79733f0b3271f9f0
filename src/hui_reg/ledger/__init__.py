"""After the review: an append-only ledger from registration to subsidy; the state is the fold of its entries."""
