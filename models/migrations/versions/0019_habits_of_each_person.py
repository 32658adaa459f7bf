"""habits of each person"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('users', sa.Column('scheme', sa.String(length=6), nullable=False, server_default='system'))
    op.add_column('users', sa.Column('shortcuts', sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column('users', 'shortcuts')
    op.drop_column('users', 'scheme')
