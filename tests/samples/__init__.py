"""Tests of the invented mails, and of the press that prints them."""
