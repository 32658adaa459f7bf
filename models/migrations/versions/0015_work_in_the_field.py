"""work in the field"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('former_names',
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('object_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.CheckConstraint("kind IN ('unit', 'service', 'counter')", name=op.f('ck_former_names_kind')),
    sa.PrimaryKeyConstraint('kind', 'object_id', 'until', name=op.f('pk_former_names'))
    )
    op.create_table('sign_checks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words_match', sa.Boolean(), nullable=False),
    sa.Column('undamaged', sa.Boolean(), nullable=False),
    sa.Column('uncovered', sa.Boolean(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_sign_checks_counter_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sign_checks_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_checks'))
    )
    with op.batch_alter_table('sign_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_checks_counter_id'), ['counter_id'], unique=False)
    op.create_table('sign_trials',
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('ok', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_sign_trials_counter_id')),
    sa.PrimaryKeyConstraint('counter_id', 'day', name=op.f('pk_sign_trials'))
    )
    op.create_table('former_sign_uses',
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_former_sign_uses_counter_id')),
    sa.PrimaryKeyConstraint('counter_id', 'month', name=op.f('pk_former_sign_uses'))
    )
    # Never rewritten as a batch: SQLite would empty the table first, and nearly every other one refers to it.
    successor = sa.ForeignKey('units.id', name=op.f('fk_units_successor_id'))
    op.add_column('units', sa.Column('successor_id', sa.Integer(), successor, nullable=True), inline_references=True)


def downgrade() -> None:
    op.drop_column('units', 'successor_id')
    op.drop_table('former_sign_uses')
    op.drop_table('sign_trials')
    with op.batch_alter_table('sign_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_checks_counter_id'))

    op.drop_table('sign_checks')
    op.drop_table('former_names')
