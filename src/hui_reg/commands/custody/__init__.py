"""The verbs that prove what is kept, bring it back, hand it on and close it."""
