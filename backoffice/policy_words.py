"""A published rule in words: what officers are told of how they are scored, and what is new in a rule."""

from dataclasses import dataclass

from flask_babel import gettext as _

from filters import number, percent
from surveys import policy as policies
from surveys.policy import Policy

Words = dict[str, str]


def words(policy: Policy) -> Words:
    """Every part of a rule by its label, in the order in which an officer would ask."""
    return {**_inputs(policy), **_thresholds(policy), **_service_mode(policy), **_variances(policy)}


def differences(old: Policy, new: Policy) -> list[tuple[str, str, str]]:
    """Label, old words, new words of each part that two rules see differently."""
    before, after = words(old), words(new)
    return [(label, before[label], text) for label, text in after.items() if before[label] != text]


def _inputs(policy: Policy) -> Words:
    modes = {
        "karier": _("hanya yang bertiket, saat bertugas sendiri"),
        "layanan": _("semua, masing-masing dengan bobotnya"),
    }
    clusters = {"counter": _("loket"), "day": _("hari")}
    return {
        _("Unsur tentang petugas"): ", ".join(policy.elements),
        _("Penilaian yang dihitung"): modes[policy.mode],
        _("Keadaan yang disetarakan"): _(
            "jam tugas, lama antre, dan saluran, mulai %(n)s penilaian", n=number(policy.case_mix_minimum)
        )
        if policy.case_mix
        else _("tidak ada"),
        _("Penilaian yang saling mirip"): _(
            "diperhitungkan untuk %(what)s yang sama", what=_(" dan ").join(clusters[name] for name in policy.clusters)
        )
        if policy.clusters
        else _("dianggap tidak ada"),
        _("Penilaian yang sangat rendah"): _(
            "dihitung paling rendah %(c)s di bawah tingkat tim (skala 1 sampai 4)", c=number(policy.winsor_c, 2)
        )
        if policy.winsorise
        else _("dihitung apa adanya"),
    }


def _thresholds(policy: Policy) -> Words:
    officer, team, agency = policy.kq_weights
    return {
        _("Keandalan ditampilkan"): _("mulai %(n)s penilaian", n=number(policy.n_show)),
        _("Nilai ditampilkan"): _(
            "mulai %(n)s penilaian dan keandalan %(b)s", n=number(policy.n_min), b=number(policy.b_min, 2)
        ),
        _("Boleh mendukung penilaian kinerja"): _("mulai keandalan %(b)s", b=number(policy.b_use, 2)),
        _("Di atas acuan"): _(
            "bila peluang lebih dari %(delta)s poin di atasnya sedikitnya %(p)s",
            delta=number(policy.delta, 1),
            p=percent(policy.p_high),
        ),
        _("Di bawah acuan"): _(
            "bila peluang lebih dari %(delta)s poin di bawahnya sedikitnya %(p)s",
            delta=number(policy.delta, 1),
            p=percent(policy.p_low),
        ),
        _("Rentang kepercayaan"): _("± %(z)s galat baku", z=number(policy.z, 4)),
        _("Dikunci"): _after(policy.lock_after_days),
        _("Keberatan"): _within(policy.objection_days),
        _("Angka gabungan petugas, tim, instansi"): _(
            "%(officer)d %%, %(team)d %%, dan %(agency)d %%", officer=officer, team=team, agency=agency
        )
        if policy.kq
        else _("tidak dibuat"),
    }


def _after(days: int) -> str:
    if not days:
        return str(_("tidak diatur"))
    return str(_("paling cepat %(n)d hari sesudah periode berakhir", n=days))


def _within(days: int) -> str:
    if not days:
        return str(_("tidak diatur"))
    return str(_("sampai %(n)d hari sesudah dikunci", n=days))


def _service_mode(policy: Policy) -> Words:
    if not policy.w_unverified:
        return {label: _("tidak dipakai") for label in _service_labels()}
    weight, hours, cap = _service_labels()
    return {
        weight: _(
            "%(w)s per penilaian, bersama paling banyak %(rho)s dari bobot yang bertiket",
            w=number(policy.w_unverified, 2),
            rho=number(policy.rho, 2),
        ),
        hours: _(
            "yang selesai dalam kurang dari %(s)s detik atau di luar pukul %(opens)s sampai %(closes)s",
            s=number(policy.fast_seconds),
            opens=policy.opens.replace(":", "."),
            closes=policy.closes.replace(":", "."),
        ),
        cap: _(
            "paling banyak %(n)s, atau %(factor)s kali hari tengahnya",
            n=number(policy.day_cap_minimum),
            factor=number(policy.day_cap_factor),
        ),
    }


def _service_labels() -> tuple[str, str, str]:
    return (
        _("Angka layanan unit: bobot tanpa tiket"),
        _("Angka layanan unit: tanpa tiket tidak berbobot"),
        _("Angka layanan unit: bobot satu hari petugas"),
    )


def _variances(policy: Policy) -> Words:
    start = _(
        "antarpetugas %(v)s (seberat %(wv)d derajat bebas), antarunit %(u)s (%(wu)d), satu penilaian %(s)s",
        v=number(policy.tau_v2_0, 4),
        wv=policy.weight_v0,
        u=number(policy.tau_u2_0, 4),
        wu=policy.weight_u0,
        s=number(policy.sigma2_0, 2),
    )
    return {
        _("Ragam dihitung dari"): _("petugas dengan sedikitnya %(n)s penilaian", n=number(policy.n_vc)),
        _("Nilai awal ragam"): start if policy.blend else _("tidak dicampur"),
        _("Tanda kejanggalan"): _("dengan peluang salah tanda %(alpha)s", alpha=percent(policy.alpha, 1))
        if policy.alpha
        else _("tidak dipakai"),
    }


@dataclass(frozen=True)
class Rule:
    """A published rule with what it changed against the one before it; the first has nothing before it."""

    name: str
    words: Words
    before: str
    changes: list[tuple[str, str, str]]


def rule(name: str) -> Rule:
    """One published rule in words."""
    names = policies.available()
    before = names[names.index(name) - 1] if names.index(name) else ""
    this = policies.load(name)
    return Rule(name, words(this), before, differences(policies.load(before), this) if before else [])
