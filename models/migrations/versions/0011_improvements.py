"""what units changed because of the public"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('improvements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('theme', sa.String(length=160), nullable=False),
    sa.Column('done', sa.String(length=600), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('withdrawn_because', sa.String(length=300), nullable=True),
    sa.CheckConstraint('(withdrawn_on IS NULL) = (withdrawn_because IS NULL)', name=op.f('ck_improvements_reasoned_withdrawal')),
    sa.CheckConstraint('done_on <= written_on', name=op.f('ck_improvements_done_already')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_improvements_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvements'))
    )
    with op.batch_alter_table('improvements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_improvements_unit_id'), ['unit_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('improvements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_improvements_unit_id'))

    op.drop_table('improvements')
