"""texts without a length of the column's own, claims, whose turn it is, and where files are"""

import json

import sqlalchemy as sa
from alembic import op

from hui_reg.store import claims

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXTS = {
    "assessments": {"key": 400, "id_number": 18},
    "entries": {"applicant": 400},
    "sightings": {"account": 200, "folder": 400},
    "unreceived": {"account": 200, "folder": 400},
}


def upgrade() -> None:
    for table, columns in _TEXTS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, length in columns.items():
                batch_op.alter_column(name, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=False)
    with op.batch_alter_table("written", schema=None) as batch_op:
        batch_op.add_column(sa.Column("token", sa.String(16), nullable=True))
    op.create_table(
        "claims",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what"),
    )
    op.create_index("ix_claims_seq", "claims", ["seq"])
    op.create_table(
        "turns",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "holdings",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("place", sa.String(32), sa.ForeignKey("places.id"), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "place"),
    )
    op.create_index("ix_holdings_place", "holdings", ["place"])
    _claim(op.get_bind())


def _claim(connection: sa.Connection) -> None:
    """The columns are those of this revision."""
    names = ("seq", "applicant", "kind", "data", "supersedes")
    entries = sa.table("entries", *map(sa.column, names))
    rows = connection.execute(sa.select(entries).order_by(entries.c.seq)).mappings().all()
    claims.renew(connection, [{**row, "data": json.loads(row["data"])} for row in rows])
