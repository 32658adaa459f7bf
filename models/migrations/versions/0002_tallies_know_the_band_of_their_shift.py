"""tallies know the band of their shift"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('tallies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shift_band', sa.String(length=8), nullable=True))

    # What was sealed before takes the band its shift has now; without a shift it is unknown.
    op.execute("""
        UPDATE tallies SET shift_band = COALESCE((
            SELECT shifts.band FROM shifts
            WHERE shifts.unit_id = tallies.unit_id AND shifts.number = tallies.shift
        ), 'unknown')
    """)
    with op.batch_alter_table('tallies', schema=None) as batch_op:
        batch_op.alter_column('shift_band', existing_type=sa.String(length=8), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('tallies', schema=None) as batch_op:
        batch_op.drop_column('shift_band')
