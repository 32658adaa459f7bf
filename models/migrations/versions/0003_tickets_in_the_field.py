"""tickets in the field"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


# Added and dropped by plain ALTER TABLE: rebuilding a table that others refer to would break their rows on SQLite.
def added() -> list[tuple[str, sa.Column]]:
    """Table and new column; fresh ones on each call, because a column belongs to the first table it joins."""
    return [
        ('agency', sa.Column('ticket_epoch_oldest', sa.Integer(), nullable=False, server_default='1')),
        ('agency', sa.Column('ticket_epoch_on', sa.Date(), nullable=True)),
        ('agency', sa.Column('sign_epoch', sa.Integer(), nullable=False, server_default='1')),
        ('agency', sa.Column('sign_epoch_oldest', sa.Integer(), nullable=False, server_default='1')),
        ('agency', sa.Column('sign_epoch_on', sa.Date(), nullable=True)),
        ('agency', sa.Column('ticket_cap', sa.Integer(), nullable=False, server_default='200')),
        ('counters', sa.Column('sign_epoch', sa.Integer(), nullable=False, server_default='1')),
        ('counters', sa.Column('ticket_cap', sa.Integer(), nullable=True)),
        ('devices', sa.Column('kind', sa.String(length=8), nullable=False, server_default='display')),
        ('service_counts', sa.Column('reported', sa.Integer(), nullable=True)),
        ('service_counts', sa.Column('source', sa.String(length=8), nullable=False, server_default='display')),
        ('service_counts', sa.Column('voided', sa.Integer(), nullable=False, server_default='0')),
    ]


def upgrade() -> None:
    op.create_table('ticket_lots',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('shift', sa.Integer(), nullable=False),
    sa.Column('wait_band', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('voided', sa.JSON(), nullable=False),
    sa.Column('n_voided', sa.Integer(), nullable=False),
    sa.Column('void_reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_ticket_lots_counter_id')),
    sa.ForeignKeyConstraint(['device_id'], ['devices.id'], name=op.f('fk_ticket_lots_device_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_ticket_lots_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_lots')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_ticket_lots_counter_id_day_shift'), 'ticket_lots', ['counter_id', 'day', 'shift'], unique=False)
    op.create_index(op.f('ix_ticket_lots_day'), 'ticket_lots', ['day'], unique=False)
    for table, column in added():
        op.add_column(table, column)
    # Until now signs had the epoch of tickets, and in both the epoch before was accepted.
    op.execute("""
        UPDATE agency SET sign_epoch = ticket_epoch,
            ticket_epoch_oldest = CASE WHEN ticket_epoch > 1 THEN ticket_epoch - 1 ELSE ticket_epoch END,
            sign_epoch_oldest = CASE WHEN ticket_epoch > 1 THEN ticket_epoch - 1 ELSE ticket_epoch END
    """)
    op.execute("UPDATE counters SET sign_epoch = (SELECT ticket_epoch FROM agency) WHERE EXISTS (SELECT 1 FROM agency)")


def downgrade() -> None:
    for table, column in reversed(added()):
        op.drop_column(table, column.name)
    op.drop_index(op.f('ix_ticket_lots_day'), table_name='ticket_lots')
    op.drop_index(op.f('ix_ticket_lots_counter_id_day_shift'), table_name='ticket_lots')
    op.drop_table('ticket_lots')
