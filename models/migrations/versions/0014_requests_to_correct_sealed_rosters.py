"""requests to correct sealed rosters, and days off duty"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('absences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.CheckConstraint('first <= last', name=op.f('ck_absences_order')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_absences_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absences'))
    )
    with op.batch_alter_table('absences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absences_officer_id_last'), ['officer_id', 'last'], unique=False)

    op.create_table('roster_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(state IN ('approved', 'declined')) = (decided_by_id IS NOT NULL)", name=op.f('ck_roster_requests_decided')),
    sa.CheckConstraint("state IN ('asked', 'approved', 'declined', 'withdrawn')", name=op.f('ck_roster_requests_state')),
    sa.CheckConstraint('decided_by_id <> asked_by_id', name=op.f('ck_roster_requests_two_persons')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_roster_requests_asked_by_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_roster_requests_decided_by_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_roster_requests_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_requests'))
    )
    with op.batch_alter_table('roster_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_requests_unit_id_day'), ['unit_id', 'day'], unique=False)

    op.create_table('roster_request_changes',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.Integer(), nullable=False),
    sa.Column('shift', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('added', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['counters.id'], name=op.f('fk_roster_request_changes_counter_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_roster_request_changes_officer_id')),
    sa.ForeignKeyConstraint(['request_id'], ['roster_requests.id'], name=op.f('fk_roster_request_changes_request_id')),
    sa.PrimaryKeyConstraint('request_id', 'counter_id', 'shift', 'officer_id', name=op.f('pk_roster_request_changes'))
    )
    with op.batch_alter_table('roster_request_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_request_changes_officer_id'), ['officer_id'], unique=False)

    with op.batch_alter_table('roster_corrections', schema=None) as batch_op:
        batch_op.add_column(sa.Column('request_id', sa.Integer(), nullable=True))
        batch_op.alter_column('objection_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_roster_corrections_request_id'), 'roster_requests', ['request_id'], ['id'])
        batch_op.create_check_constraint(
            batch_op.f('ck_roster_corrections_one_source'), '(objection_id IS NULL) <> (request_id IS NULL)'
        )


def downgrade() -> None:
    # What a request has corrected has no place in the older table.
    op.execute('DELETE FROM roster_corrections WHERE request_id IS NOT NULL')
    with op.batch_alter_table('roster_corrections', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_roster_corrections_one_source'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_roster_corrections_request_id'), type_='foreignkey')
        batch_op.alter_column('objection_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('request_id')

    with op.batch_alter_table('roster_request_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_request_changes_officer_id'))

    op.drop_table('roster_request_changes')
    with op.batch_alter_table('roster_requests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_requests_unit_id_day'))

    op.drop_table('roster_requests')
    with op.batch_alter_table('absences', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_absences_officer_id_last'))

    op.drop_table('absences')
