"""figures from before"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('aggregate_results',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=8), nullable=False),
    sa.Column('means', sa.JSON(), nullable=False),
    sa.Column('respondents', sa.Integer(), nullable=False),
    sa.Column('printed', sa.String(length=6), nullable=True),
    sa.Column('checksum', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_aggregate_results_unit_id')),
    sa.PrimaryKeyConstraint('unit_id', 'period', name=op.f('pk_aggregate_results'))
    )
    op.create_index(op.f('ix_aggregate_results_checksum'), 'aggregate_results', ['checksum'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_aggregate_results_checksum'), table_name='aggregate_results')
    op.drop_table('aggregate_results')
