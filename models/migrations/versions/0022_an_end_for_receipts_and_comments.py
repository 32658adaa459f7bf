"""an end for receipts and comments"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("receipts", sa.Column("month", sa.String(length=7), server_default="", nullable=False))
    # Nobody knows the nights of those that are there: their time begins with the newest one.
    op.execute("UPDATE receipts SET month = (SELECT substr(CAST(max(day) AS VARCHAR), 1, 7) FROM seals)")
    op.create_index(op.f("ix_receipts_month"), "receipts", ["month"], unique=False)
    op.create_index(op.f("ix_released_comments_week"), "released_comments", ["week"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_released_comments_week"), table_name="released_comments")
    op.drop_index(op.f("ix_receipts_month"), table_name="receipts")
    op.drop_column("receipts", "month")
