"""hand-over to HR"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

APPROVED = '(SELECT approved_at FROM handovers WHERE id = {}.handover_id) IS NOT NULL'
SQLITE_GUARDS = (
    ('handovers', 'UPDATE', 'OLD.approved_at IS NOT NULL'),
    ('handovers', 'DELETE', 'OLD.approved_at IS NOT NULL'),
    ('handover_rows', 'INSERT', APPROVED.format('NEW')),
    ('handover_rows', 'UPDATE', APPROVED.format('OLD')),
    ('handover_rows', 'DELETE', APPROVED.format('OLD')),
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION keep_handover() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.approved_at IS NOT NULL THEN RAISE EXCEPTION 'an approved hand-over never changes'; END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION keep_handover_rows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE touched integer;
    BEGIN
      IF TG_OP = 'INSERT' THEN touched := NEW.handover_id; ELSE touched := OLD.handover_id; END IF;
      IF EXISTS (SELECT 1 FROM handovers WHERE id = touched AND approved_at IS NOT NULL)
      THEN RAISE EXCEPTION 'an approved hand-over never changes'; END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER keep_handover BEFORE UPDATE OR DELETE ON handovers
    FOR EACH ROW EXECUTE FUNCTION keep_handover()""",
    """CREATE TRIGGER keep_handover_rows BEFORE INSERT OR UPDATE OR DELETE ON handover_rows
    FOR EACH ROW EXECUTE FUNCTION keep_handover_rows()""",
)


def upgrade() -> None:
    op.create_table('column_mappings',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_column_mappings'))
    )
    op.create_table('hr_lists',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('period_code', sa.String(length=10), nullable=False),
    sa.Column('checksum', sa.String(length=64), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('unmatched', sa.Integer(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_hr_lists_made_by_id')),
    sa.ForeignKeyConstraint(['period_code'], ['periods.code'], name=op.f('fk_hr_lists_period_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hr_lists'))
    )
    with op.batch_alter_table('hr_lists', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hr_lists_period_code'), ['period_code'], unique=False)

    op.create_table('local_formulas',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('approved_by_id IS NULL OR approved_by_id <> made_by_id',
                       name=op.f('ck_local_formulas_two_persons')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['users.id'], name=op.f('fk_local_formulas_approved_by_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_local_formulas_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_formulas'))
    )
    op.create_table('appraisals',
    sa.Column('period_code', sa.String(length=10), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('hasil_kerja', sa.String(length=10), nullable=True),
    sa.Column('perilaku_kerja', sa.String(length=10), nullable=True),
    sa.Column('siasn', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('on_behalf', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("hasil_kerja IN ('di_bawah', 'sesuai', 'di_atas')", name=op.f('ck_appraisals_hasil_kerja')),
    sa.CheckConstraint("perilaku_kerja IN ('di_bawah', 'sesuai', 'di_atas')",
                       name=op.f('ck_appraisals_perilaku_kerja')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_appraisals_by_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_appraisals_officer_id')),
    sa.ForeignKeyConstraint(['period_code'], ['periods.code'], name=op.f('fk_appraisals_period_code')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshots.id'], name=op.f('fk_appraisals_snapshot_id')),
    sa.PrimaryKeyConstraint('period_code', 'officer_id', name=op.f('pk_appraisals'))
    )
    op.create_table('handovers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('period_code', sa.String(length=10), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=True),
    sa.Column('formula_id', sa.Integer(), nullable=True),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('last_nip', sa.String(length=18), nullable=False),
    sa.Column('method_note', sa.Text(), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('(approved_by_id IS NULL) = (approved_at IS NULL)', name=op.f('ck_handovers_approval')),
    sa.CheckConstraint('approved_at IS NULL OR hash IS NOT NULL', name=op.f('ck_handovers_prepared')),
    sa.CheckConstraint('approved_by_id IS NULL OR approved_by_id <> made_by_id',
                       name=op.f('ck_handovers_two_persons')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['users.id'], name=op.f('fk_handovers_approved_by_id')),
    sa.ForeignKeyConstraint(['formula_id'], ['local_formulas.id'], name=op.f('fk_handovers_formula_id')),
    sa.ForeignKeyConstraint(['list_id'], ['hr_lists.id'], name=op.f('fk_handovers_list_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_handovers_made_by_id')),
    sa.ForeignKeyConstraint(['period_code'], ['periods.code'], name=op.f('fk_handovers_period_code')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshots.id'], name=op.f('fk_handovers_snapshot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handovers')),
    sa.UniqueConstraint('period_code', 'revision', name=op.f('uq_handovers_period_code_revision'))
    )
    op.create_table('hr_entries',
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['hr_lists.id'], name=op.f('fk_hr_entries_list_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_hr_entries_officer_id')),
    sa.PrimaryKeyConstraint('list_id', 'officer_id', name=op.f('pk_hr_entries'))
    )
    op.create_table('handover_rows',
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('nip', sa.String(length=18), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=200), nullable=False),
    sa.Column('position', sa.String(length=200), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('quantitative', sa.JSON(), nullable=False),
    sa.Column('qualitative', sa.JSON(), nullable=False),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.Column('hasil_kerja', sa.String(length=10), nullable=True),
    sa.Column('perilaku_kerja', sa.String(length=10), nullable=True),
    sa.Column('siasn', sa.JSON(), nullable=False),
    sa.Column('local_value', sa.String(length=12), nullable=True),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handovers.id'], name=op.f('fk_handover_rows_handover_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_handover_rows_officer_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_handover_rows_unit_id')),
    sa.PrimaryKeyConstraint('handover_id', 'nip', name=op.f('pk_handover_rows'))
    )
    with op.batch_alter_table('handover_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handover_rows_handover_id_unit_id'), ['handover_id', 'unit_id'],
                              unique=False)
        batch_op.create_index(batch_op.f('ix_handover_rows_officer_id'), ['officer_id'], unique=False)

    if op.get_bind().dialect.name == 'sqlite':
        for table, verb, when in SQLITE_GUARDS:
            op.execute(f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} "
                       f"WHEN {when} BEGIN SELECT RAISE(ABORT, 'an approved hand-over never changes'); END")
    else:
        for statement in POSTGRESQL_GUARDS:
            op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('handover_rows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handover_rows_officer_id'))
        batch_op.drop_index(batch_op.f('ix_handover_rows_handover_id_unit_id'))

    op.drop_table('handover_rows')
    op.drop_table('hr_entries')
    op.drop_table('handovers')
    op.drop_table('appraisals')
    op.drop_table('local_formulas')
    with op.batch_alter_table('hr_lists', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hr_lists_period_code'))

    op.drop_table('hr_lists')
    op.drop_table('column_mappings')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION keep_handover(), keep_handover_rows()')
