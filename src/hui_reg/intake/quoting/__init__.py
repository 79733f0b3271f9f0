"""What of a mail's text others wrote: what a reply quotes, what a forward hands on."""
