"""Mail servers for the tests: a real Dovecot, and a scripted one that misbehaves on demand."""
