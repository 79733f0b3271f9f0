"""The histories happen in a file of their own, and in a database that computers share."""

from tests.servers.postgres import postgres_url as postgres_url
