"""photos that look alike are found in the index alone"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BANDS = ["band3", "band0", "band1", "band2", "band4", "band5", "band6", "band7"]


def upgrade() -> None:
    op.drop_index("ix_papers_band", "papers")
    op.create_index("ix_papers_bands", "papers", _BANDS)
