"""the ledger's tree, and how far its journal has come; documents with a sum of their own"""

import sqlalchemy as sa
from alembic import op

from hui_reg.store import merkle
from hui_reg.store.schema import sealed

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DOCUMENTS = (
    ("mails", "problem"),
    *((name, "document") for name in ("messages", "readings", "assessments", "leftovers", "mail_problems")),
)
_KEYS = {"mails": "sha256", "messages": "sha256", "readings": "sha256", "assessments": "key"}


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "leaves",
        sa.Column("seq", number, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "written",
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    _plant(op.get_bind())
    for table, column in _DOCUMENTS:
        _seal(op.get_bind(), table, _KEYS.get(table, "id"), column)


def _plant(connection: sa.Connection) -> None:
    """A leaf for each entry there is. The columns are those of this revision."""
    names = ("seq", "applicant", "kind", "on", "recorded_at", "by", "source", "data", "supersedes")
    entries = sa.table("entries", *map(sa.column, names))
    leaves = sa.table("leaves", *map(sa.column, ("seq", "salt", "commitment")))
    for row in connection.execute(sa.select(entries).order_by(entries.c.seq)).mappings().all():
        salt = merkle.new_salt()
        leaf = {"seq": row["seq"], "salt": salt, "commitment": merkle.commitment(salt, dict(row))}
        connection.execute(sa.insert(leaves).values(**leaf))


def _seal(connection: sa.Connection, name: str, key: str, column: str) -> None:
    table = sa.table(name, sa.column(key), sa.column(column))
    held, known = table.c[column], table.c[key]
    for one in connection.execute(sa.select(known).where(held.is_not(None))).scalars().all():
        document = connection.execute(sa.select(held).where(known == one)).scalar()
        connection.execute(sa.update(table).where(known == one).values({column: sealed(str(document))}))
