"""What flags are called and what they look at, in words for whoever decides about them."""

from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _l

import filters
from models.flags import Flag
from surveys import screening
from surveys.screening import Decision, Detector, State, Stream


class Words(NamedTuple):
    """A detector's name and what it looks at."""

    name: str
    looks: str


DETECTORS: Final = {
    Detector.BURST: Words(
        _l("Lonjakan"),
        _l(
            "Jumlah penilaian dari ponsel warga dalam sepuluh menit terpadat, dibandingkan dengan rata-rata tiga bulan "
            "terakhir. Anjungan, kertas, dan impor tidak dilihat."
        ),
    ),
    Detector.TWINS: Words(
        _l("Pola kembar"),
        _l(
            "Berapa penilaian tanpa tiket dalam satu minggu yang semua jawabannya persis sama, dibandingkan dengan "
            "seringnya pola itu di seluruh instansi."
        ),
    ),
    Detector.DEVICE: Words(
        _l("Perangkat"),
        _l("Satu ponsel yang dalam sehari memberi lebih dari tiga penilaian untuk petugas yang sama."),
    ),
    Detector.TICKET_SHARE: Words(
        _l("Pangsa tiket"),
        _l("Bagian penilaian bertiket di antara semua penilaian, dibandingkan dengan bagian itu di unitnya."),
    ),
    Detector.SURPRISE: Words(
        _l("Kejutan nilai"),
        _l(
            "Satu minggu yang jawabannya jauh berbeda dari minggu-minggu lain petugas yang sama. Ke arah mana bedanya "
            "sengaja tidak ditampilkan."
        ),
    ),
    Detector.TWO_STREAMS: Words(
        _l("Dua aliran"),
        _l("Beda rata-rata antara penilaian bertiket dan tanpa tiket. Ke arah mana bedanya sengaja tidak ditampilkan."),
    ),
    Detector.FAST: Words(
        _l("Kilat"),
        _l("Formulir yang selesai dalam kurang dari sembilan detik; biasanya paling banyak tiga dari seratus."),
    ),
    Detector.OFF_HOURS: Words(
        _l("Luar jam"),
        _l(
            "Penilaian tanpa tiket sebelum pukul 07.00 atau mulai pukul 23.00; biasanya paling banyak dua dari seratus."
        ),
    ),
    Detector.TICKETS: Words(
        _l("Lebih tiket"),
        _l(
            "Sif yang layanannya menurut register sedikitnya lima persen lebih sedikit daripada tiket yang dipakai "
            "untuk menilai."
        ),
    ),
}
STREAMS: Final = {Stream.VERIFIED: _l("bertiket"), Stream.UNVERIFIED: _l("tanpa tiket")}


_ASIDE_STATES: Final = {
    State.OPEN: _l("belum diperiksa"),
    State.SECOND: _l("menunggu evaluator kedua"),
    State.CONFIRMED: _l("tetap dikesampingkan"),
    State.LIFTED: _l("dipulihkan"),
}
_SET_STATES: Final = {**_ASIDE_STATES, State.CONFIRMED: _l("ditindaklanjuti"), State.LIFTED: _l("wajar")}
_ASIDE_DECISIONS: Final = {
    Decision.LIFT: _l("Pulihkan"),
    Decision.CONFIRM: _l("Tetap dikesampingkan"),
}
_SET_DECISIONS: Final = {
    Decision.LIFT: _l("Wajar"),
    Decision.CONFIRM: _l("Perlu ditindaklanjuti"),
}
_ASIDE_HINT: Final = _l("Memulihkan cukup oleh satu evaluator. Mengesampingkan seterusnya perlu dua orang.")
_SET_HINT: Final = _l("Wajar cukup oleh satu evaluator. Tindak lanjut, di luar hitungan, perlu dua orang.")
_VERIFIED: Final = _l(
    "Penilaian bertiket tetap dihitung, apa pun keputusannya: tidak ada pendeteksi yang mengeluarkannya. Tanda ini "
    "hanya meminta dua evaluator memeriksa."
)
_ANSWERS: Final = _l(
    "Pendeteksi ini melihat jawaban, dan pendapat yang tidak biasa bukan alasan membatalkan penilaian. Tidak ada yang "
    "dikesampingkan; tanda ini hanya meminta dua evaluator memeriksa."
)
_RESTORED: Final = _l("Aliran ini sudah dipulihkan dan berbobot lagi dalam mode layanan.")
_ASIDE: Final = _l(
    "Dalam mode layanan (angka layanan unit), seluruh penilaian tanpa tiket dari aliran ini tidak berbobot selama "
    "tanda ini berlaku. Nilai IKM tetap menghitungnya, dan nilai petugas memang tidak pernah memakainya."
)


def is_aside(flag: Flag) -> bool:
    """Whether the flag is of a kind that sets a stream aside, whatever was decided since."""
    return screening.sets_aside(Detector(flag.detector), Stream(flag.stream))


def state(flag: Flag) -> str:
    """Where a flag stands."""
    return str((_ASIDE_STATES if is_aside(flag) else _SET_STATES)[State(flag.state)])


def decisions(flag: Flag) -> dict[Decision, str]:
    """What may be decided, in the order of the form."""
    return {key: str(label) for key, label in (_ASIDE_DECISIONS if is_aside(flag) else _SET_DECISIONS).items()}


def hint(flag: Flag) -> str:
    """How many evaluators each decision takes."""
    return str(_ASIDE_HINT if is_aside(flag) else _SET_HINT)


def consequence(flag: Flag) -> str:
    """What becomes of the ratings, in a sentence or two."""
    if flag.stream == Stream.VERIFIED:
        return str(_VERIFIED)
    if not is_aside(flag):
        return str(_ANSWERS)
    return str(_RESTORED if flag.state == State.LIFTED else _ASIDE)


def chance(flag: Flag) -> str:
    """How improbable it was, as one in so many."""
    if flag.exponent is None:
        return str(_l("aturan tetap, tanpa peluang"))
    odds = filters.number(10**-flag.exponent)
    if flag.exponent <= screening.LEAST_EXPONENT:
        return str(_l("kurang dari 1 banding %(n)s", n=odds))
    return str(_l("paling besar 1 banding %(n)s", n=odds))
