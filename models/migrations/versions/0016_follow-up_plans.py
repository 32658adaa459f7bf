"""follow-up plans, and the weekly batches of comments they answer"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('comment_weeks',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_comment_weeks_unit_id')),
    sa.PrimaryKeyConstraint('unit_id', 'week', name=op.f('pk_comment_weeks'))
    )
    op.create_table('follow_ups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('period_code', sa.String(length=10), nullable=False),
    sa.Column('element', sa.String(length=20), nullable=True),
    sa.Column('theme', sa.String(length=80), nullable=False),
    sa.Column('programme', sa.String(length=300), nullable=False),
    sa.Column('due', sa.String(length=10), nullable=False),
    sa.Column('responsible', sa.String(length=160), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('realised', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.String(length=600), nullable=False),
    sa.Column('obstacles', sa.String(length=600), nullable=False),
    sa.Column('outcome', sa.String(length=600), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('strategy', sa.String(length=600), nullable=False),
    sa.Column('new_due', sa.String(length=10), nullable=True),
    sa.Column('new_responsible', sa.String(length=160), nullable=False),
    sa.Column('stakeholders', sa.String(length=300), nullable=False),
    sa.Column('improvement_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name=op.f('ck_follow_ups_done_on_a_day')),
    sa.CheckConstraint('realised BETWEEN 0 AND 100', name=op.f('ck_follow_ups_realised')),
    sa.ForeignKeyConstraint(['improvement_id'], ['improvements.id'], name=op.f('fk_follow_ups_improvement_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_follow_ups_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_ups'))
    )
    with op.batch_alter_table('follow_ups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_ups_unit_id_period_code'), ['unit_id', 'period_code'], unique=False)

    op.create_table('released_comments',
    sa.Column('comment_id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('desk', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_released_comments_comment_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_released_comments_unit_id')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_released_comments')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('released_comments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_released_comments_unit_id_week'), ['unit_id', 'week'], unique=False)

    op.create_table('comment_marks',
    sa.Column('comment_id', sa.LargeBinary(length=16), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('marked_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['released_comments.comment_id'], name=op.f('fk_comment_marks_comment_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_comment_marks_user_id')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_comment_marks')),
    sqlite_with_rowid=False
    )
    op.create_table('follow_up_comments',
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.LargeBinary(length=16), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['released_comments.comment_id'], name=op.f('fk_follow_up_comments_comment_id')),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_ups.id'], name=op.f('fk_follow_up_comments_follow_up_id')),
    sa.PrimaryKeyConstraint('follow_up_id', 'comment_id', name=op.f('pk_follow_up_comments'))
    )
    op.create_table('follow_up_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('realised', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=600), nullable=False),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_ups.id'], name=op.f('fk_follow_up_notes_follow_up_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_follow_up_notes_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up_notes'))
    )
    with op.batch_alter_table('follow_up_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_notes_follow_up_id'), ['follow_up_id'], unique=False)

    op.create_table('lexicon_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_lexicon_versions_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_versions'))
    )


def downgrade() -> None:
    op.drop_table('lexicon_versions')
    with op.batch_alter_table('follow_up_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follow_up_notes_follow_up_id'))

    op.drop_table('follow_up_notes')
    op.drop_table('follow_up_comments')
    op.drop_table('comment_marks')
    with op.batch_alter_table('released_comments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_released_comments_unit_id_week'))

    op.drop_table('released_comments')
    with op.batch_alter_table('follow_ups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follow_ups_unit_id_period_code'))

    op.drop_table('follow_ups')
    op.drop_table('comment_weeks')
