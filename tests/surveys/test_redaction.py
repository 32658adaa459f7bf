import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.redaction import TextTooLong, clean, looks_like_identity, redact

ROSTER = ["Dra. Hj. Siti Aminah, M.M.", "Bambang Setiawan, S.Sos.", "Indah Permata"]

AREAS = [("H", "AB"), ("B", "XYZ"), ("AD", "K"), ("DK", "MN")]
NAMES = ["Budi Santoso", "Ratna Dewi Lestari", "Yohanes", "Made Suartana", "M. Rizki Fauzi", "budi santoso", "sumarni"]
AROUND = [
    "Pelayanan cepat, {}. Terima kasih.",
    "{}",
    "Antre dari jam 08.00 sampai 10.30 lalu diminta {} padahal loket 3 kosong",
    "tolong hubungi {} ya",
    "Sudah 2 kali datang ({}), belum selesai",
    "Mohon dicek: {}\nLoket A2, tanggal 15-01-2026.",
]
HARMLESS = [
    "Antre 2 jam, nomor antrean A 012, dipanggil pukul 14.30.",
    "Biaya Rp 1.500.000 padahal di papan tertulis Rp 50.000,00.",
    "Saya datang tanggal 15-01-2026 jam 08.00-10.30.",
    "Nama saya salah di KTP, mohon diperbaiki.",
    "nama saya belum masuk di daftar antrean",
    "Saya ibu rumah tangga, anak saya 3.",
    "saya bapak dua anak, antre dari pagi",
    "Perlu 5 lembar fotokopi KK dan 2 pas foto 3x4.",
    "Petugas di loket 7 ramah dan cepat, bintang lima.",
    "Surat pengantar RT dan RW sudah lengkap.",
    "Berkas tahun 2019/2020 hilang, diminta ulang 2024.",
    "Toilet lantai 2 kotor, AC mati, kursi kurang 20.",
    "Sesuai UU 25 Tahun 2009 pasal 15 ayat 2.",
    "NOMOR B 12 DI LOKET 4 TIDAK DIPANGGIL",
    "Terima kasih, tempatnya indah dan bersih.",
    "Kode pos 50132, jalan Pemuda nomor 148.",
    "Pelayanan 24 jam 7 hari, nilai 100.",
    "Aplikasi error terus 3 hari ini...",
    "Jaraknya 1.250 meter dari halte 8.",
    "Ruang tunggu nyaman untuk lansia",
]


def nik(random: Random) -> tuple[str, str]:
    day = random.randint(1, 31) + random.choice([0, 40])
    region, serial = random.randint(110101, 947110), random.randint(1, 9999)
    digits = f"{region}{day:02}{random.randint(1, 12):02}{random.randint(0, 99):02}{serial:04}"
    gap = random.choice(["", "", " ", "-", "."])
    return random.choice(["NIK ", "nik: ", ""]), gap.join(digits[start : start + 4] for start in range(0, 16, 4))


def phone(random: Random) -> tuple[str, str]:
    digits = "8" + "".join(random.choices("0123456789", k=random.randint(8, 11)))
    gap = random.choice(["", "", "-", " ", "."])
    number = random.choice(["0", "62", "+62", "+62 "]) + gap.join([digits[:3], digits[3:7], digits[7:]])
    return random.choice(["WA ", "no hp", ""]), number


def email(random: Random) -> tuple[str, str]:
    name = random.choice(["budi", "siti.aminah", "r_dewi88", "made+skm"])
    return "", name + random.choice(["@", " @ ", "(at)"]) + random.choice(["gmail.com", "yahoo.co.id", "kota.go.id"])


def self_name(random: Random) -> tuple[str, str]:
    starts = [
        "nama saya ",
        "Nama saya: ",
        "saya bapak ",
        "Saya Ibu ",
        "nama lengkap saya ",
        "saya bernama ",
        "NAMA SAYA ",
    ]
    return random.choice(starts), random.choice(NAMES)


def plate(random: Random) -> tuple[str, str]:
    area, series = random.choice(AREAS)
    return "", random.choice([" ", ""]).join([area, str(random.randint(1000, 9999)), series])


KINDS = {"[NIK]": nik, "[telepon]": phone, "[email]": email, "[nama]": self_name, "[plat]": plate}


def corpus() -> list[tuple[str, str, str | None]]:
    """500 lines, each with what redaction should make of it and the kind of identity it holds, or None."""
    random = Random(20261005)
    lines: list[tuple[str, str, str | None]] = []
    for kind, make in KINDS.items():
        for _ in range(60):
            around, (start, identity) = random.choice(AROUND), make(random)
            lines.append((around.format(start + identity), around.format(start + kind), kind))
    harmless = random.choices(HARMLESS, k=200)
    return lines + [(line, line, None) for line in harmless]


@pytest.mark.parametrize(("kind", "target"), [("[NIK]", 0.99), ("[telepon]", 0.99), ("[email]", 0.99), ("[nama]", 0.8)])
def test_the_corpus_keeps_its_recall(kind: str, target: float) -> None:
    hits = [redact(line) == expected for line, expected, held in corpus() if held == kind]

    assert sum(hits) / len(hits) >= target


def test_the_corpus_keeps_its_precision() -> None:
    touched = [held for line, _, held in corpus() if redact(line, ROSTER) != line]

    assert sum(held is not None for held in touched) / len(touched) >= 0.9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NIK saya 3273010101900001.", "NIK saya [NIK]."),
        ("wanita 3273014101900001", "wanita [NIK]"),
        ("bukan tanggal 3273013901900001", "bukan tanggal [nomor]"),
        ("NIP 19900117 201503 2 004", "NIP [NIP]"),
        ("hp 0812-3456-7890", "hp [telepon]"),
        ("hp ０８１２３４５６７８９０", "hp [telepon]"),
        ("hp ٠٨١٢٣٤٥٦٧٨٩٠", "hp [telepon]"),
        ("hp 0812\u200b3456\u200b7890", "hp [telepon]"),
        ("kantor (024) 3512-345", "kantor [telepon]"),
        ("rek BCA 123-456-7890", "rek BCA [nomor]"),
        ("ke 1234567890 saja", "ke [nomor] saja"),
        ("plat h 1234 ab", "plat [plat]"),
        ("rumah RT 03/RW 05 Tembalang", "rumah [alamat] Tembalang"),
        ("rt.3 rw.12, dekat masjid", "[alamat], dekat masjid"),
        ("lihat https://contoh.id/a?b=1 dan wa.me/62812", "lihat [tautan] dan [tautan]"),
        ("KTP atas nama Budi Santoso hilang", "KTP atas nama [nama] hilang"),
        ("NAMA SAYA BUDI SANTOSO MAU URUS KTP", "NAMA SAYA [nama] MAU URUS KTP"),
        ("nama saya sumarni mau urus ktp", "nama saya [nama] mau urus ktp"),
    ],
)
def test_an_identity_becomes_its_kind(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bu Siti ramah sekali", "Bu [petugas] ramah sekali"),
        ("ibu SITI AMINAH ketus", "ibu [petugas] ketus"),
        ("bambang menyuruh pulang", "[petugas] menyuruh pulang"),
        ("tempatnya indah", "tempatnya indah"),
        ("Mbak Indah ramah", "Mbak [petugas] ramah"),
        ("oleh Indah Permata", "oleh [petugas]"),
        ("situs Bambangan", "situs Bambangan"),
    ],
)
def test_names_on_the_roster_become_petugas(text: str, expected: str) -> None:
    assert redact(text, ROSTER) == expected


@pytest.mark.parametrize("line", HARMLESS)
def test_everyday_comments_stay_as_they_are(line: str) -> None:
    assert redact(line) == line


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
def test_redaction_never_fails(text: str, names: list[str]) -> None:
    assert isinstance(redact(text, names), str)


@pytest.mark.parametrize("text", ["NIK 3273010101900001", "telepon saya 081234567890", "budi@gmail.com", "H 1234 AB"])
def test_a_likely_identity_is_pointed_out_to_its_writer(text: str) -> None:
    assert looks_like_identity(text)


@pytest.mark.parametrize("text", ["", *HARMLESS])
def test_an_everyday_comment_is_not_pointed_out(text: str) -> None:
    assert not looks_like_identity(text)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters() | st.sampled_from("\0\ud800\udfff\u202e\u2066\ufeff\ufffe\uffff\r\t\x07"), max_size=60))
def test_what_is_cleaned_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean(text)

    assert cleaned.encode("utf-8").decode() == cleaned == unicodedata.normalize("NFC", cleaned)
    assert not any(unicodedata.category(char) == "Cc" for char in cleaned.replace("\n", ""))
    assert not set(cleaned) & set("\u202e\u2066\ufeff\ufffe\uffff")


def test_lines_are_kept_and_ends_are_stripped() -> None:
    assert clean("  satu\r\ndua\rtiga\tempat \n") == "satu\ndua\ntiga empat"


def test_a_pile_of_marks_is_cut_to_three() -> None:
    assert clean("x" + "\u0323" * 40 + "y") == "x" + "\u0323" * 3 + "y"


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦 👍🏽 ❤️", "ꦱꦸꦒꦼꦁ ꦫꦮꦸꦃ", "ᬒᬁ ᬲ᭄ᬯᬲ᭄ᬢ᭄ᬬᬲ᭄ᬢᬸ", "مرحبا", "Selamat pagi, é ñ ṩ"])
def test_emoji_and_the_scripts_people_write_in_survive(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_a_long_text_is_refused_with_its_excess() -> None:
    assert clean("a" * 1000) == "a" * 1000
    with pytest.raises(TextTooLong, match="Kurangi 5 karakter") as refusal:
        clean(" " + "a" * 1005 + " ")
    assert refusal.value.excess == 5
    with pytest.raises(TextTooLong):
        clean("abcdef", limit=5)
