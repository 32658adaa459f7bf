"""What the database itself refuses, whoever asks: triggers that keep sealed, released and locked rows as they are.

They are no part of a migration: SQLite loses a table's triggers whenever a migration writes the table anew. They are
lifted before migrations run and put up again at the newest revision (`models.schema.upgrade`).
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text

PREFIX = "protect_"
ALWAYS = "1 = 1"
LOCKED = "EXISTS (SELECT 1 FROM periods WHERE state = 'locked' AND {day} BETWEEN starts_on AND ends_on)"
FROZEN = (
    "audit_events", "ratings", "tallies", "element_tallies", "tally_corrections", "roster_corrections",
    "supplement_tallies", "release_batches", "unit_slices", "snapshots", "snapshot_lines", "snapshot_units",
)  # fmt: skip


class Rule(NamedTuple):
    """A verb (INSERT, UPDATE, DELETE) on a table that is refused when `when` holds for OLD and NEW."""

    table: str
    verb: str
    when: str
    words: str

    @property
    def name(self) -> str:
        """Name of its trigger, and on PostgreSQL of its function."""
        return f"{PREFIX}{self.table}_{self.verb.lower()}"


def _changed(*columns: str) -> str:
    """Whether an update gives one of the columns another value."""
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


def _rules() -> Iterator[Rule]:
    for table in FROZEN:
        for verb in ("UPDATE", "DELETE"):
            yield Rule(table, verb, ALWAYS, f"{table}: rows never change")
    for table, day in (("ratings", "service_day"), ("tallies", "day")):
        sealed = f"NOT NEW.late AND {LOCKED.format(day=f'NEW.{day}')}"
        yield Rule(table, "INSERT", sealed, f"{table}: the day is locked, so this one is late")
    yield Rule("seals", "DELETE", ALWAYS, "seals: rows never change")
    fixed = _changed("unit_id", "day", "part", "forms", "rating_root", "receipt_root")
    yield Rule("seals", "UPDATE", fixed, "seals: only the mark of the release changes")
    for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        hit = " OR ".join(LOCKED.format(day=f"{row}.day") for row in rows)
        yield Rule("roster", verb, hit, "roster: the day is locked")
    asked = f"NEW.request_id IS NOT NULL AND {LOCKED.format(day='NEW.day')}"
    yield Rule("roster_corrections", "INSERT", asked, "roster_corrections: the day is locked")
    yield from _of_requests()
    yield from _of_decisions()
    yield from _of_cases()
    yield from _of_own_questions()
    yield from _of_paper()


def _of_requests() -> Iterator[Rule]:
    """A request to correct the roster is settled once, and what it asked for stays as it was asked."""
    asked = _changed("unit_id", "day", "reason", "asked_by_id", "asked_at")
    yield Rule("roster_requests", "UPDATE", f"OLD.state <> 'asked' OR {asked}", "roster_requests: settled once")
    yield Rule("roster_requests", "DELETE", ALWAYS, "roster_requests: rows never go")
    for verb in ("UPDATE", "DELETE"):
        yield Rule("roster_request_changes", verb, ALWAYS, "roster_request_changes: rows never change")


def _of_decisions() -> Iterator[Rule]:
    """What persons may still do once: approve a revision, sign a record, raise the number of a locked period."""
    undone = _changed("code", "kind", "starts_on", "ends_on", "state") + " OR NEW.revision < OLD.revision"
    yield Rule("periods", "UPDATE", f"OLD.state = 'locked' AND ({undone})", "periods: locked ones only get revisions")
    yield Rule("periods", "DELETE", "OLD.state = 'locked'", "periods: locked ones stay")
    asked = _changed("period_code", "revision", "reason", "proposed_by_id", "proposed_at")
    yield Rule(
        "revision_proposals", "UPDATE", f"OLD.approved_at IS NOT NULL OR {asked}", "revision_proposals: approved once"
    )
    yield Rule("revision_proposals", "DELETE", ALWAYS, "revision_proposals: rows never go")
    signed = (f"(OLD.{role}_at IS NOT NULL AND {_changed(f'{role}_at', f'{role}_id')})" for role in ("hr", "evaluator"))
    estimated = _changed("first", "last", "policy", "engine", "rows_hash", "estimated_at")
    values = "CAST(NEW.components AS TEXT) <> CAST(OLD.components AS TEXT)"
    again = " OR ".join((*signed, estimated, values))
    yield Rule("component_records", "UPDATE", again, "component_records: each role signs once")
    yield Rule("component_records", "DELETE", ALWAYS, "component_records: rows never go")
    place = _changed("unit_id", "counter_id", "officer_id", "day", "last_day", "shift")
    finding = _changed("detector", "stream", "count", "exponent", "parameters")
    yield Rule("flags", "UPDATE", f"{place} OR {finding}", "flags: only the state changes")
    yield Rule("flags", "DELETE", ALWAYS, "flags: rows never go")
    for verb in ("UPDATE", "DELETE"):
        yield Rule("flag_decisions", verb, ALWAYS, "flag_decisions: rows never change")


def _of_own_questions() -> Iterator[Rule]:
    """Answers are read with the words they were given to: another wording is another question."""
    asked = _changed("unit_id", "kind", "proposed_by_id") + " OR CAST(NEW.words AS TEXT) <> CAST(OLD.words AS TEXT)"
    yield Rule("own_questions", "UPDATE", asked, "own_questions: words never change")
    yield Rule("own_questions", "DELETE", ALWAYS, "own_questions: rows never go")


def _of_cases() -> Iterator[Rule]:
    """No report is deleted, and no step of it rewritten: texts are only wiped, and a reporter's covered further."""
    for table in ("cases", "case_steps"):
        yield Rule(table, "DELETE", ALWAYS, f"{table}: rows never go")
    begun = _changed("received_on") + " OR (OLD.score IS NOT NULL AND " + _changed("score") + ")"
    rejected = "OLD.state = 'rejected' AND NEW.state <> 'rejected'"
    yield Rule("cases", "UPDATE", f"{begun} OR ({rejected})", "cases: what was decided stays")
    said = "NEW.text <> OLD.text AND NEW.text <> '' AND OLD.role <> 'reporter'"
    steps = _changed("case_id", "event", "day", "user_id", "role", "form_key")
    yield Rule("case_steps", "UPDATE", f"{steps} OR ({said})", "case_steps: what was said is only wiped")


def _of_paper() -> Iterator[Rule]:
    """A batch of forms that has ended stays as it ended."""
    yield Rule("paper_batches", "UPDATE", "OLD.ended_on IS NOT NULL", "paper_batches: what has ended stays")
    yield Rule("paper_batches", "DELETE", ALWAYS, "paper_batches: rows never go")


RULES = tuple(_rules())


def install(connection: Connection) -> None:
    """Put every trigger up."""
    schema = None if connection.dialect.name == "sqlite" else connection.scalar(text("SELECT current_schema()"))
    for rule in RULES:
        for statement in _sqlite(rule) if schema is None else _postgresql(rule, schema):
            connection.exec_driver_sql(statement)


def lift(connection: Connection) -> None:
    """Take every trigger down: for migrations, for the end of retention, and for tests that tamper."""
    if connection.dialect.name == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, :length) = :prefix"
        drop = "DROP TRIGGER {}"
    else:
        names = (
            "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " AND substr(proname, 1, :length) = :prefix"
        )
        drop = "DROP FUNCTION {}() CASCADE"
    for name in connection.scalars(text(names), {"prefix": PREFIX, "length": len(PREFIX)}).all():
        connection.exec_driver_sql(drop.format(name))


def _sqlite(rule: Rule) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {rule.name} BEFORE {rule.verb} ON {rule.table}"
        f" WHEN {rule.when.replace('IS DISTINCT FROM', 'IS NOT')}"  # what SQLite before 3.39 calls it
        f" BEGIN SELECT RAISE(ABORT, '{rule.words}'); END"
    )


def _postgresql(rule: Rule, schema: str) -> Iterator[str]:
    """A function and its trigger; the path is fixed, so that no temporary table can stand in for the periods."""
    passed = "OLD" if rule.verb == "DELETE" else "NEW"
    yield (
        f'CREATE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp'
        f" AS $$ BEGIN IF {rule.when} THEN RAISE EXCEPTION '{rule.words}'"
        f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {passed}; END $$"
    )
    yield (f"CREATE TRIGGER {rule.name} BEFORE {rule.verb} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {rule.name}()")
    yield f"ALTER TABLE {rule.table} ENABLE ALWAYS TRIGGER {rule.name}"
    if rule.when == ALWAYS and rule.verb == "DELETE":
        yield (
            f"CREATE TRIGGER {rule.name}_all BEFORE TRUNCATE ON {rule.table} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION {rule.name}()"
        )
        yield f"ALTER TABLE {rule.table} ENABLE ALWAYS TRIGGER {rule.name}_all"
