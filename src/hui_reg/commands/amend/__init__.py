"""``hui-reg amend …``: what staff say of the evidence, one module each."""
