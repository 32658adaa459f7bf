"""complaints"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attempts',
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('last', sa.DateTime(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_attempts')),
    sqlite_with_rowid=False
    )
    op.create_table('case_templates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_case_templates_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_templates'))
    )
    with op.batch_alter_table('case_templates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_templates_unit_id'), ['unit_id'], unique=False)

    op.create_table('cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lookup', sa.String(length=4), nullable=True),
    sa.Column('secret_hash', sa.String(length=200), nullable=True),
    sa.Column('form_key', sa.LargeBinary(length=32), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('desk', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('reopened_on', sa.Date(), nullable=True),
    sa.Column('quiet_from', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('awaits_reply', sa.Boolean(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('erased_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(closed_on IS NOT NULL) = (state IN ('closed', 'rejected'))", name=op.f('ck_cases_closing')),
    sa.CheckConstraint('score BETWEEN 1 AND 4', name=op.f('ck_cases_score')),
    sa.ForeignKeyConstraint(['assignee_id'], ['users.id'], name=op.f('fk_cases_assignee_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_cases_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('form_key', name=op.f('uq_cases_form_key')),
    sa.UniqueConstraint('lookup', name=op.f('uq_cases_lookup'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cases_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_cases_unit_id_received_on'), ['unit_id', 'received_on'], unique=False)

    op.create_table('case_contacts',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('iv', sa.LargeBinary(length=12), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_contacts_case_id')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_case_contacts'))
    )
    op.create_table('case_original_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=True),
    sa.Column('granted_on', sa.Date(), nullable=True),
    sa.CheckConstraint('(granted_by_id IS NULL) = (granted_on IS NULL)', name=op.f('ck_case_original_requests_dated_grant')),
    sa.CheckConstraint('granted_by_id IS NULL OR granted_by_id <> asked_by_id', name=op.f('ck_case_original_requests_two_persons')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_case_original_requests_asked_by_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_original_requests_case_id')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['users.id'], name=op.f('fk_case_original_requests_granted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_original_requests')),
    sa.UniqueConstraint('case_id', 'asked_by_id', name=op.f('uq_case_original_requests_case_id_asked_by_id'))
    )
    op.create_table('case_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('form_key', sa.LargeBinary(length=32), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_steps_case_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_case_steps_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_steps')),
    sa.UniqueConstraint('form_key', name=op.f('uq_case_steps_form_key'))
    )
    with op.batch_alter_table('case_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_steps_case_id'), ['case_id'], unique=False)

    op.create_table('case_originals',
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('iv', sa.LargeBinary(length=12), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['step_id'], ['case_steps.id'], name=op.f('fk_case_originals_step_id')),
    sa.PrimaryKeyConstraint('step_id', name=op.f('pk_case_originals'))
    )


def downgrade() -> None:
    op.drop_table('case_originals')
    with op.batch_alter_table('case_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_steps_case_id'))

    op.drop_table('case_steps')
    op.drop_table('case_original_requests')
    op.drop_table('case_contacts')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cases_unit_id_received_on'))
        batch_op.drop_index(batch_op.f('ix_cases_state'))

    op.drop_table('cases')
    with op.batch_alter_table('case_templates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_templates_unit_id'))

    op.drop_table('case_templates')
    op.drop_table('attempts')
