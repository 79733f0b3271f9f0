"""The PostgreSQL that commands are tried on."""

from servers.postgres import postgres_url

__all__ = ["postgres_url"]
