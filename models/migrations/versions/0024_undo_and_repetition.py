"""undo and repetition"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ticket_fetches',
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('body', sa.LargeBinary(length=32), nullable=False),
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['devices.id'], name=op.f('fk_ticket_fetches_device_id')),
    sa.ForeignKeyConstraint(['lot_id'], ['ticket_lots.id'], name=op.f('fk_ticket_fetches_lot_id')),
    sa.PrimaryKeyConstraint('device_id', 'key', name=op.f('pk_ticket_fetches')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_ticket_fetches_day'), 'ticket_fetches', ['day'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_ticket_fetches_day'), table_name='ticket_fetches')
    op.drop_table('ticket_fetches')
