"""What can be told from pixels before anybody knows what the page says."""
