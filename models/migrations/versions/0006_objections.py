"""objections"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('objections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('period_code', sa.String(length=10), nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=16), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('attachment', sa.Text(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=False),
    sa.Column('decide_by', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('remedy', sa.String(length=8), nullable=True),
    sa.Column('considered_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'decided') = (decided_at IS NOT NULL)", name=op.f('ck_objections_dated_decision')),
    sa.CheckConstraint("remedy IS NULL OR remedy = 'none' OR decided_by_id IS NULL OR decided_by_id <> considered_by_id", name=op.f('ck_objections_two_persons')),
    sa.ForeignKeyConstraint(['considered_by_id'], ['users.id'], name=op.f('fk_objections_considered_by_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_objections_decided_by_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_objections_officer_id')),
    sa.ForeignKeyConstraint(['period_code'], ['periods.code'], name=op.f('fk_objections_period_code')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshots.id'], name=op.f('fk_objections_snapshot_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_objections_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objections')),
    sa.UniqueConstraint('period_code', 'officer_id', 'item', name=op.f('uq_objections_period_code_officer_id_item'))
    )
    with op.batch_alter_table('objections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objections_officer_id'), ['officer_id'], unique=False)

    op.create_table('objection_slots',
    sa.Column('objection_id', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('shift', sa.Integer(), nullable=False),
    sa.Column('listed', sa.Boolean(), nullable=False),
    sa.Column('upheld', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_objection_slots_counter_id')),
    sa.ForeignKeyConstraint(['objection_id'], ['objections.id'], name=op.f('fk_objection_slots_objection_id')),
    sa.PrimaryKeyConstraint('objection_id', 'counter_id', 'day', 'shift', name=op.f('pk_objection_slots'))
    )
    op.create_table('objection_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('objection_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=12), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['objection_id'], ['objections.id'], name=op.f('fk_objection_steps_objection_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_objection_steps_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection_steps'))
    )
    with op.batch_alter_table('objection_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_steps_objection_id'), ['objection_id'], unique=False)

    op.create_table('roster_corrections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('objection_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('shift', sa.Integer(), nullable=False),
    sa.Column('added', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_roster_corrections_counter_id')),
    sa.ForeignKeyConstraint(['objection_id'], ['objections.id'], name=op.f('fk_roster_corrections_objection_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_roster_corrections_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_corrections')),
    sa.UniqueConstraint('objection_id', 'counter_id', 'day', 'shift', name=op.f('uq_roster_corrections_objection_id_counter_id_day_shift'))
    )
    with op.batch_alter_table('roster_corrections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_corrections_counter_id_day'), ['counter_id', 'day'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('roster_corrections', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_corrections_counter_id_day'))

    op.drop_table('roster_corrections')
    with op.batch_alter_table('objection_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objection_steps_objection_id'))

    op.drop_table('objection_steps')
    op.drop_table('objection_slots')
    with op.batch_alter_table('objections', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objections_officer_id'))

    op.drop_table('objections')
