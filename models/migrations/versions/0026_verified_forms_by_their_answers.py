"""verified forms by their answers"""

import sqlalchemy as sa
from alembic import op

from surveys.month_sums import Sums

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

BATCHES = sa.table(
    'release_batches', sa.column('stream'), sa.column('unit_id', sa.Integer), sa.column('month'), sa.column('number'),
    sa.column('payload', sa.JSON),
)
MONTHS = sa.table('unit_months', sa.column('unit_id', sa.Integer), sa.column('month'), sa.column('sums', sa.JSON))


def upgrade() -> None:
    # What waits of a month is now known with its answers: every month is added up anew.
    for unit_id, month in op.get_bind().execute(sa.select(MONTHS.c.unit_id, MONTHS.c.month)).all():
        sums = Sums()
        for payload in op.get_bind().scalars(
            sa.select(BATCHES.c.payload)
            .where(BATCHES.c.stream == 'unit', BATCHES.c.unit_id == unit_id, BATCHES.c.month == month)
            .order_by(BATCHES.c.number)
        ).all():
            sums = sums.grown(payload)
        own = sa.update(MONTHS).where(MONTHS.c.unit_id == unit_id, MONTHS.c.month == month)
        op.execute(own.values(sums=sums.to_json()))


def downgrade() -> None:
    """What the sums say was never more than the batches do; an older program adds them up anew."""
