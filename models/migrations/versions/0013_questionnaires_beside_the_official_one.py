"""questionnaires beside the official one"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('questionnaires', sa.Column('document', sa.Text(), nullable=True))
    op.add_column('inbox', sa.Column('supplements', sa.JSON(), nullable=False, server_default='{}'))
    op.create_table('unit_supplements',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('family', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_unit_supplements_unit_id')),
    sa.PrimaryKeyConstraint('unit_id', 'family', name=op.f('pk_unit_supplements'))
    )
    op.create_table('supplement_tallies',
    sa.Column('seal_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('family', sa.String(length=8), nullable=False),
    sa.Column('n_forms', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['seal_id'], ['seals.id'], name=op.f('fk_supplement_tallies_seal_id')),
    sa.PrimaryKeyConstraint('seal_id', 'code', 'month', name=op.f('pk_supplement_tallies'))
    )


def downgrade() -> None:
    op.drop_table('supplement_tallies')
    op.drop_table('unit_supplements')
    op.drop_column('inbox', 'supplements')
    op.drop_column('questionnaires', 'document')
