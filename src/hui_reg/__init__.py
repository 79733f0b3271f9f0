"""hui-reg: from a mailbox of registration materials to reviewed applicants."""

__version__ = "0.1.0"
