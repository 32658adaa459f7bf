"""expectations before a period opens

Columns are added one by one and not in a batch: SQLite would write the table anew and lose the triggers it has.
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

FIXED = (
    "policy, questionnaire, acuan_hundredths, acuan_reason, acuan_by, acuan_on, consultation_from, consultation_until"
)
OPENED = "the period is open: what was fixed before stays"
SAID = "what officers said and were told is never rewritten"

SQLITE = (
    f"""CREATE TRIGGER periods_fixed BEFORE UPDATE OF {FIXED} ON periods WHEN OLD.state <> 'draft'
    BEGIN SELECT RAISE(ABORT, '{OPENED}'); END""",
    *(
        f"""CREATE TRIGGER expectations_fixed_{verb.lower()} BEFORE {verb} ON expectations
        WHEN EXISTS (SELECT 1 FROM periods WHERE code IN ({codes}) AND state <> 'draft')
        BEGIN SELECT RAISE(ABORT, '{OPENED}'); END"""
        for verb, codes in (
            ("INSERT", "NEW.period_code"),
            ("UPDATE", "OLD.period_code, NEW.period_code"),
            ("DELETE", "OLD.period_code"),
        )
    ),
    f"""CREATE TRIGGER expectation_remarks_kept_update BEFORE UPDATE ON expectation_remarks
    WHEN OLD.answer IS NOT NULL OR NEW.text <> OLD.text BEGIN SELECT RAISE(ABORT, '{SAID}'); END""",
    f"""CREATE TRIGGER expectation_remarks_kept_delete BEFORE DELETE ON expectation_remarks
    BEGIN SELECT RAISE(ABORT, '{SAID}'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION refuse_opened() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '{OPENED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE FUNCTION refuse_expectation_of_opened() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM periods WHERE code IN (OLD.period_code, NEW.period_code) AND state <> 'draft') THEN
        RAISE EXCEPTION '{OPENED}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW; END $$""",
    f"""CREATE TRIGGER periods_fixed BEFORE UPDATE OF {FIXED} ON periods FOR EACH ROW
    WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_opened()""",
    """CREATE TRIGGER expectations_fixed BEFORE INSERT OR UPDATE OR DELETE ON expectations FOR EACH ROW
    EXECUTE FUNCTION refuse_expectation_of_opened()""",
    """CREATE TRIGGER expectation_remarks_kept_update BEFORE UPDATE ON expectation_remarks FOR EACH ROW
    WHEN (OLD.answer IS NOT NULL OR NEW.text <> OLD.text) EXECUTE FUNCTION refuse_rewriting()""",
    """CREATE TRIGGER expectation_remarks_kept_delete BEFORE DELETE ON expectation_remarks FOR EACH ROW
    EXECUTE FUNCTION refuse_rewriting()""",
)


def upgrade() -> None:
    for column in (
        # Periods made before could not be locked; the first rule that knows a lock is theirs.
        sa.Column('policy', sa.String(length=40), nullable=False, server_default='2026-2'),
        sa.Column('questionnaire', sa.String(length=40), nullable=True),
        sa.Column('acuan_hundredths', sa.Integer(), nullable=True),
        sa.Column('acuan_reason', sa.String(length=300), nullable=False, server_default=''),
        sa.Column('acuan_by', sa.String(length=60), nullable=False, server_default=''),
        sa.Column('acuan_on', sa.Date(), nullable=True),
        sa.Column('consultation_from', sa.Date(), nullable=True),
        sa.Column('consultation_until', sa.Date(), nullable=True),
        sa.Column('opened_at', sa.DateTime(), nullable=True),
    ):
        op.add_column('periods', column)
    op.create_table('expectations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('period_code', sa.String(length=10), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.String(length=200), nullable=False),
    sa.Column('expectation', sa.String(length=500), nullable=False),
    sa.Column('indicator', sa.String(length=300), nullable=False),
    sa.Column('target', sa.String(length=200), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_expectations_author_id')),
    sa.ForeignKeyConstraint(['period_code'], ['periods.code'], name=op.f('fk_expectations_period_code')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_expectations_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expectations'))
    )
    op.create_index(op.f('ix_expectations_period_code'), 'expectations', ['period_code'], unique=False)
    op.create_table('expectation_remarks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('expectation_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], name=op.f('fk_expectation_remarks_answered_by_id')),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_expectation_remarks_author_id')),
    sa.ForeignKeyConstraint(['expectation_id'], ['expectations.id'], name=op.f('fk_expectation_remarks_expectation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expectation_remarks'))
    )
    op.create_index(op.f('ix_expectation_remarks_expectation_id'), 'expectation_remarks', ['expectation_id'], unique=False)
    op.create_table('expectation_readings',
    sa.Column('period_code', sa.String(length=10), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['period_code'], ['periods.code'], name=op.f('fk_expectation_readings_period_code')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_expectation_readings_user_id')),
    sa.PrimaryKeyConstraint('period_code', 'user_id', name=op.f('pk_expectation_readings'))
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER periods_fixed ON periods')
    else:
        op.execute('DROP TRIGGER periods_fixed')
    op.drop_table('expectation_readings')
    op.drop_table('expectation_remarks')
    op.drop_table('expectations')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_opened(), refuse_rewriting(), refuse_expectation_of_opened()')
    for column in (
        'opened_at', 'consultation_until', 'consultation_from', 'acuan_on', 'acuan_by', 'acuan_reason',
        'acuan_hundredths', 'questionnaire', 'policy',
    ):
        op.drop_column('periods', column)
