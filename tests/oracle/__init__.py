"""The notice, judged a second time: an oracle that shares nothing with the rules, and the proofs built on it."""
