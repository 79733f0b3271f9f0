"""The mailbox on its server, over IMAP."""
