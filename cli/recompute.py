"""`flask recompute`: the officer model on a table of tallies, with every number on the way."""

import dataclasses
import json
from collections.abc import Mapping, Sequence

import click
from flask.cli import with_appcontext

from cli.console import Refused, database
from models import components, locks, snapshots, units, verification
from surveys import periods, report
from surveys import policy as policies
from surveys import recompute as kernel
from surveys.fit import Components
from surveys.periods import UnknownPeriod
from surveys.policy import Policy, PolicyError
from surveys.recompute import ComponentsError
from surveys.roster import NegativeTally
from surveys.tally_rows import Row, TallyFileError, parse

LATEST = "2026-2"
_SHOWN = 20


@click.command("recompute")
@click.argument("file", required=False)
@click.option("--period", help="Rekap tersegel di basis data sebagai pengganti FILE: 2026-10, 2026-TW4, 2026-S2, 2026.")
@click.option("--revision", type=click.IntRange(min=1), help="Revisi periode yang dikunci; tanpa ini yang terbaru.")
@click.option("--policy", "name", help="Nama kebijakan di surveys/policies; tanpa ini yang terbaru.")
@click.option("--components", "record", help="JSON keluaran sebelumnya; komponennya dipakai tanpa diubah.")
@click.option("--no-blend", is_flag=True, help="Ragam Paule-Mandel apa adanya, tanpa dicampur nilai awal.")
@click.option("--no-winsor", is_flag=True, help="Tanpa batas bawah untuk satu penilaian.")
@click.option("--no-case-mix", is_flag=True, help="Jam tugas, lama antre, dan kanal tidak disetarakan.")
@click.option("--no-clusters", is_flag=True, help="Loket dan hari dianggap tidak membuat penilaian saling mirip.")
@click.option("--n-vc", type=click.IntRange(min=1), help="Jumlah penilaian paling sedikit bagi komponen ragam.")
def recompute(
    file: str | None,
    period: str | None,
    revision: int | None,
    name: str | None,
    record: str | None,
    no_blend: bool,
    no_winsor: bool,
    no_case_mix: bool,
    no_clusters: bool,
    n_vc: int | None,
) -> None:
    """Hitung ulang komponen petugas dari FILE, CSV rekap penilaian (- untuk masukan baku), menjadi JSON.

    Kolom: unit_id, officer_id, h2 ... h8; boleh ada counter, day, shift (pagi, siang, sore), wait_band (0-14, 15-29,
    30-59, 60+), channel, verified, dan incomplete (formulir tanpa U6 atau U7). officer_id memuat semua yang bertugas,
    dipisah titik koma; kosong bila tidak ada di jadwal. Rekap tersegel memuat juga penilaian yang belum dirilis, jadi
    keluarannya hanya untuk pemeriksaan di server ini. Di dalamnya unit disebut dengan kodenya dan petugas dengan
    nomor barisnya di basis data ini (petugas-12), tanpa NIP dan tanpa nama.

    Periode yang dikunci, bila tidak ada pilihan lain, dihitung ulang dengan aturan dan komponen saat dikunci, lalu
    dibandingkan byte demi byte dengan yang tersimpan; kode keluar 1 bila berbeda.
    """
    off = {"blend": no_blend, "winsorise": no_winsor, "case_mix": no_case_mix, "clusters": no_clusters}
    as_it_was = not any((file, name, record, n_vc, *off.values()))
    try:
        if period is not None and as_it_was and _compared(period, revision):
            return
        chosen = _switched(policies.load(name or LATEST), off, n_vc)
        result = kernel.recompute(_rows(file, period), chosen, _frozen(record))
    except TallyFileError as error:
        raise Refused(_shortened(error.problems)) from error
    except (PolicyError, ComponentsError, NegativeTally, UnknownPeriod) as error:
        raise Refused(str(error)) from error
    click.echo(report.dumps(result), nl=False)


class Differs(Refused):
    """A locked period that its inputs no longer give."""

    exit_code = 1


@with_appcontext
def _compared(period: str, revision: int | None) -> bool:
    """Print a locked period computed again. Differs when it is not what was stored; False when it is not locked."""
    with database().reading() as session:
        found = snapshots.of_period(session, periods.parse(period).code)
        chosen = [row for row in found if revision in (None, row.revision)]
        if not chosen:
            if revision is not None:
                raise Refused(f"Periode {period} tidak mempunyai revisi {revision}.")
            return False
        try:
            result, hashes = locks.recomputed(session, chosen[0])
        except ValueError:
            raise Differs("\n".join(verification.faults(session, chosen[0]))) from None
        click.echo(result.report, nl=False)
        faults = verification.compare(session, chosen[0], result, hashes)
    if faults:
        raise Differs("\n".join(faults))
    return True


def _switched(policy: Policy, off: Mapping[str, bool], n_vc: int | None) -> Policy:
    """The policy without the parts that are switched off."""
    return dataclasses.replace(
        policy,
        blend=policy.blend and not off["blend"],
        winsorise=policy.winsorise and not off["winsorise"],
        case_mix=policy.case_mix and not off["case_mix"],
        clusters=() if off["clusters"] else policy.clusters,
        n_vc=policy.n_vc if n_vc is None else n_vc,
    )


def _rows(file: str | None, period: str | None) -> Sequence[Row]:
    if period is not None and file is None:
        return _sealed(period)
    if file is None or period is not None:
        raise Refused("Sebutkan FILE atau --period, salah satu.")
    return parse(_text(file))


@with_appcontext
def _sealed(period: str) -> Sequence[Row]:
    with database().reading() as session:
        codes = {str(unit.id): unit.code for unit in units.all_units(session)}
        return [_readable(row, codes) for row in components.sealed_rows(session, periods.parse(period))]


def _readable(row: Row, codes: dict[str, str]) -> Row:
    """A row whose unit has its code, and whose officers cannot be taken for units or counts."""
    officers = [f"petugas-{officer}" for officer in row["officer_id"].split(";") if officer]
    return {**row, "unit_id": codes[row["unit_id"]], "officer_id": ";".join(officers)}


def _text(file: str) -> str:
    try:
        with click.open_file(file, "rb") as stream:
            data: bytes = stream.read()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{file}: tidak bisa dibaca. Periksa nama, letak, dan hak bacanya.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"Berkas {file} bukan teks UTF-8. Simpan ulang sebagai CSV UTF-8.") from error


def _frozen(record: str | None) -> Components | None:
    if record is None:
        return None
    try:
        return kernel.components_from(json.loads(_text(record)))
    except json.JSONDecodeError as error:
        raise Refused(f"Berkas {record} bukan JSON yang utuh.") from error


def _shortened(problems: tuple[str, ...]) -> str:
    more = len(problems) - _SHOWN
    return "\n".join(problems[:_SHOWN]) + (f"\n... dan {more} masalah lain." if more > 0 else "")
