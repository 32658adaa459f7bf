"""sums of each unit's released months"""

import sqlalchemy as sa
from alembic import op

from surveys.month_sums import Sums


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table('unit_months',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('released_on', sa.Date(), nullable=False),
    sa.Column('sums', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_months_unit_id')),
    sa.PrimaryKeyConstraint('unit_id', 'month', name=op.f('pk_unit_months'))
    )
    op.create_index(op.f('ix_unit_months_month'), 'unit_months', ['month'], unique=False)

    # What was released before, month by month, in the order in which it left.
    batches = sa.table('release_batches', sa.column('stream'), sa.column('unit_id', sa.Integer), sa.column('month'),
                       sa.column('number'), sa.column('payload', sa.JSON), sa.column('released_on', sa.Date))
    months = sa.select(batches.c.unit_id, batches.c.month).where(batches.c.stream == 'unit').distinct()
    for unit_id, month in op.get_bind().execute(months.order_by(batches.c.unit_id, batches.c.month)).all():
        rows = op.get_bind().execute(
            sa.select(batches.c.payload, batches.c.released_on)
            .where(batches.c.stream == 'unit', batches.c.unit_id == unit_id, batches.c.month == month)
            .order_by(batches.c.number)
        ).all()
        sums = Sums()
        for payload, _released_on in rows:
            sums = sums.grown(payload)
        day = max(released_on for _payload, released_on in rows)
        op.execute(table.insert().values(unit_id=unit_id, month=month, released_on=day, sums=sums.to_json()))


def downgrade() -> None:
    op.drop_index(op.f('ix_unit_months_month'), table_name='unit_months')
    op.drop_table('unit_months')
