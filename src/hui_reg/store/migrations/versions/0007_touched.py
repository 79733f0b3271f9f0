"""The database notes which mails and readings were written, so that validations need not look at all of them."""

import sqlalchemy as sa
from alembic import op

from hui_reg.store.derived import touched

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "touched",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("sort", sa.String(length=4), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
    )
    for name in ("spoken", "damaged"):
        op.add_column("tellings", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_readings_stamp", "readings", ["stamp"])
    op.create_index("ix_readings_problem", "readings", ["problem_kind"])
    op.create_index("ix_messages_version", "messages", ["version"])
    op.create_index("ix_assessments_marked", "assessments", ["marked"])
    op.execute("DELETE FROM assembled")  # of what was assembled before it isn't known what was said of which mail
    for statement in touched.triggers(op.get_bind().dialect.name):
        op.execute(statement)
