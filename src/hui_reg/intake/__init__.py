"""Bytes to files: mailboxes, folders of mails, MIME, names, archives."""
