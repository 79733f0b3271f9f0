"""The PostgreSQL that several computers share."""

from tests.servers.postgres import postgres_url

__all__ = ["postgres_url"]
