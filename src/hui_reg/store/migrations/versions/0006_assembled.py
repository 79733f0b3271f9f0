"""What every unit's dossiers were assembled from, so that only what changed is assembled anew."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from hui_reg.store.schema import unsealed

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _ordering() -> sa.Column[str]:
    text = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
    return sa.Column("place", text, nullable=False, server_default="")


def _flag(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def upgrade() -> None:
    op.add_column("readings", sa.Column("digest", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("readings", _text("stamp"))
    _stamp(op.get_bind())
    op.create_index("ix_readings_digest", "readings", ["sha256", "digest", "stamp"])
    op.add_column("assessments", _ordering())
    op.add_column("assessments", _text("term"))
    op.add_column("assessments", _text("marked"))
    _place(op.get_bind())
    with op.batch_alter_table("assessments") as table:
        table.drop_column("position")
    op.create_index("ix_assessments_unit", "assessments", ["unit"])
    op.create_index("ix_assessments_id_number", "assessments", ["id_number"])
    for column in (_ordering(), _text("unit"), _flag("may_be_someones")):
        op.add_column("leftovers", column)
    op.add_column("leftovers", sa.Column("message", sa.String(length=64), nullable=False, server_default=""))
    op.create_index("ix_leftovers_unit", "leftovers", ["unit"])
    op.create_index("ix_leftovers_message", "leftovers", ["message"])
    op.add_column("mail_problems", _ordering())
    op.create_index("ix_mail_problems_message", "mail_problems", ["message"])
    _create()


def _stamp(connection: sa.Connection) -> None:
    """What is read stays read: the digest of each document, and the versions of its readers."""
    table = sa.table("readings", *map(sa.column, ("sha256", "document", "digest", "stamp")))
    for sha256 in connection.execute(sa.select(table.c.sha256)).scalars().all():
        document = unsealed(
            str(connection.execute(sa.select(table.c.document).where(table.c.sha256 == sha256)).scalar())
        )
        try:
            versions = dict(sorted(json.loads(document)["versions"].items()))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # damaged: it is read again
        values = {"digest": hashlib.sha256(document.encode()).hexdigest()[:32], "stamp": json.dumps(versions)}
        connection.execute(sa.update(table).where(table.c.sha256 == sha256).values(values))


def _place(connection: sa.Connection) -> None:
    """The order that was a number, as text."""
    table = sa.table("assessments", *map(sa.column, ("key", "position", "place")))
    rows = connection.execute(sa.select(table.c.key, table.c.position)).all()
    for key, position in rows:
        connection.execute(sa.update(table).where(table.c.key == key).values(place=f"{position:08d}"))


def _create() -> None:
    op.create_table(
        "tellings",
        sa.Column("sha256", sa.String(length=64), primary_key=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
    )
    op.create_index("ix_tellings_sender", "tellings", ["sender"])
    op.create_table(
        "assembled",
        sa.Column("unit", sa.Text(), primary_key=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
    )
    op.create_table(
        "papers",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cells", sa.Text(), nullable=True),
        *(sa.Column(f"band{number}", sa.Integer(), nullable=True) for number in range(8)),
    )
    for column in ("key", "sha256"):
        op.create_index(f"ix_papers_{column}", "papers", [column])
    op.create_index("ix_papers_band", "papers", ["band3"])
    op.create_table(
        "ties",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("sort", sa.String(length=12), primary_key=True),
        sa.Column("value", sa.Text(), primary_key=True),
    )
    op.create_index("ix_ties_value", "ties", ["sort", "value"])
