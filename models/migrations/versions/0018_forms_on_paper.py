"""forms on paper, and what the headings of answer files mean"""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('paper_rules',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_paper_rules_unit_id')),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_paper_rules'))
    )
    op.create_table('paper_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=True),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('sheets', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('typists', sa.JSON(), nullable=False),
    sa.Column('sample', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('forms', sa.Integer(), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('differing', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_paper_batches_order')),
    sa.CheckConstraint("(state IN ('closed', 'void')) = (ended_on IS NOT NULL)", name=op.f('ck_paper_batches_ended_on_a_day')),
    sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_paper_batches_made_by_id')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_paper_batches_questionnaire_id')),
    sa.ForeignKeyConstraint(['service_id'], ['services.id'], name=op.f('fk_paper_batches_service_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_paper_batches_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_batches')),
    sa.UniqueConstraint('code', name=op.f('uq_paper_batches_code')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('paper_batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_batches_unit_id_made_on'), ['unit_id', 'made_on'], unique=False)

    op.create_table('paper_forms',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('entry', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('shift', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('profile', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('left_out', sa.Boolean(), nullable=False),
    sa.Column('chosen', sa.JSON(), nullable=False),
    sa.CheckConstraint('entry IN (1, 2)', name=op.f('ck_paper_forms_entry')),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batches.id'], name=op.f('fk_paper_forms_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'entry', 'number', name=op.f('pk_paper_forms'))
    )
    op.create_table('answer_mappings',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('labels', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_answer_mappings_unit_id')),
    sa.PrimaryKeyConstraint('unit_id', 'name', name=op.f('pk_answer_mappings'))
    )
    op.create_table('imported_forms',
    sa.Column('checksum', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('receipt_leaf', sa.LargeBinary(length=32), nullable=False),
    sa.Column('service_day', sa.Date(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('profile', sa.JSON(), nullable=False),
    sa.Column('supplements', sa.JSON(), nullable=False),
    sa.Column('local_day', sa.Date(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_imported_forms_questionnaire_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_imported_forms_unit_id')),
    sa.PrimaryKeyConstraint('checksum', 'number', name=op.f('pk_imported_forms'))
    )
    with op.batch_alter_table('imported_forms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_forms_unit_id_local_day'), ['unit_id', 'local_day'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('imported_forms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_forms_unit_id_local_day'))

    op.drop_table('imported_forms')
    op.drop_table('answer_mappings')
    op.drop_table('paper_forms')
    with op.batch_alter_table('paper_batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_batches_unit_id_made_on'))

    op.drop_table('paper_batches')
    op.drop_table('paper_rules')
