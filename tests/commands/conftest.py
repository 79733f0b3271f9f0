"""The PostgreSQL that commands are tried on."""

from tests.servers.postgres import postgres_url

__all__ = ["postgres_url"]
