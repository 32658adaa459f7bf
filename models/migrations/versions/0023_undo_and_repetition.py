"""undo and repetition"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
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
    op.create_table('import_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('checksum', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_import_batches_unit_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_import_batches_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batches')),
    sqlite_autoincrement=True
    )
    op.create_table('import_rows',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('place', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batches.id'], name=op.f('fk_import_rows_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'number', name=op.f('pk_import_rows'))
    )
    # Who deletes an officer asks these tables whether they name the person.
    op.create_index(op.f('ix_appraisals_officer_id'), 'appraisals', ['officer_id'], unique=False)
    op.create_index(op.f('ix_hr_entries_officer_id'), 'hr_entries', ['officer_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_hr_entries_officer_id'), table_name='hr_entries')
    op.drop_index(op.f('ix_appraisals_officer_id'), table_name='appraisals')
    op.drop_table('import_rows')
    op.drop_table('import_batches')
    op.drop_index(op.f('ix_ticket_fetches_day'), table_name='ticket_fetches')
    op.drop_table('ticket_fetches')
