"""The tables of several computers: whose turn it is, where blobs are. They stand in every database, empty in SQLite."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table

from hui_reg.store.schema import UtcDateTime, metadata
from hui_reg.store.words import Told

turns = Table(
    "turns",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("holder", Told, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)
"""Whose turn it is to write, where several computers share a database (``store.joint.turns``)."""

places = Table("places", metadata, Column("id", String(32), primary_key=True), Column("title", Told, nullable=False))
"""The folders and buckets of blobs that this database's computers have, by the id that lies in each."""

holdings = Table(
    "holdings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("place", String(32), ForeignKey("places.id"), primary_key=True),
    Index("ix_holdings_place", "place"),
)
"""Which blobs are where: noted before they are written there, so that no copy is ever unknown."""
