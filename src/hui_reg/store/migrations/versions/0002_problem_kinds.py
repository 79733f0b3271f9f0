"""What is wrong with a mail or a file as columns, not to be searched for in documents"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("readings", sa.Column("problem_kind", sa.String(length=40), nullable=True))
    op.create_table(
        "message_problems",
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["messages.sha256"]),
        sa.PrimaryKeyConstraint("message", "kind"),
    )
    connection = op.get_bind()
    readings = sa.table("readings", sa.column("sha256"), sa.column("document"), sa.column("problem_kind"))
    for sha256, document in connection.execute(sa.select(readings.c.sha256, readings.c.document)).all():
        problem = json.loads(document).get("problem")
        if problem:
            kind = sa.update(readings).where(readings.c.sha256 == sha256).values(problem_kind=problem["kind"])
            connection.execute(kind)
    messages = sa.table("messages", sa.column("sha256"), sa.column("document"))
    problems = sa.table("message_problems", sa.column("message"), sa.column("kind"))
    for sha256, document in connection.execute(sa.select(messages.c.sha256, messages.c.document)).all():
        for kind in sorted({problem["kind"] for problem in json.loads(document).get("problems", ())}):
            connection.execute(sa.insert(problems).values(message=sha256, kind=kind))
