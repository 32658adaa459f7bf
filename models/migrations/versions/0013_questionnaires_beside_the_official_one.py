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
    op.create_table('own_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('refused_because', sa.String(length=300), nullable=False),
    sa.CheckConstraint('approved_by_id IS NULL OR approved_by_id <> proposed_by_id', name=op.f('ck_own_questions_two_persons')),
    sa.CheckConstraint("kind IN ('faces', 'yes_no')", name=op.f('ck_own_questions_kind')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['users.id'], name=op.f('fk_own_questions_approved_by_id')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['users.id'], name=op.f('fk_own_questions_proposed_by_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_own_questions_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_questions'))
    )
    with op.batch_alter_table('own_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_own_questions_unit_id'), ['unit_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('own_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_own_questions_unit_id'))

    op.drop_table('own_questions')
    op.drop_table('supplement_tallies')
    op.drop_table('unit_supplements')
    op.drop_column('inbox', 'supplements')
    op.drop_column('questionnaires', 'document')
