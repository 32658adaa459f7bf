"""Tallies of the first version, brought to the present one."""

from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from models import schema


def sealed_before(connection: Connection) -> None:
    """A shift, and two tallies as they were before bands were kept; the unit itself plays no part."""
    connection.execute(
        text(
            "INSERT INTO shifts (id, unit_id, number, name, starts, ends, band)"
            " VALUES (1, 1, 2, 'Siang', '12:00', '16:00', 'siang')"
        )
    )
    for number, shift in ((1, 2), (2, 0)):
        connection.execute(
            text(
                "INSERT INTO tallies (id, seal_id, unit_id, family, day, shift, wait_band, channel, validity, late,"
                " n_forms, n_respondents, opening_1, opening_2, opening_3, opening_4, h2, h3, h4, h5, h6, h7, h8)"
                " VALUES (:number, 1, 1, 'skm', '2026-11-03', :shift, 0, 'kiosk', 'T', 0, 1, 1, 0, 0, 0, 0,"
                " 0, 0, 0, 0, 0, 0, 1)"
            ),
            {"number": number, "shift": shift},
        )


def test_tallies_sealed_before_bands_were_kept_take_the_one_their_shift_has(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'suara.db'}")
    with engine.begin() as connection:
        schema.upgrade(connection, "0001")
        sealed_before(connection)
        schema.upgrade(connection, "0002")
        found = connection.execute(text("SELECT id, shift_band, h8 FROM tallies ORDER BY id")).all()
        schema.downgrade(connection, "0001")
        columns = [row.name for row in connection.execute(text("PRAGMA table_info(tallies)"))]
    engine.dispose()
    assert [tuple(row) for row in found] == [(1, "siang", 1), (2, "unknown", 1)]
    assert "shift_band" not in columns
