"""Where the handbook speaks about a page: chapter and anchor by the beginning of the endpoint's name."""

from collections.abc import Mapping
from typing import Final

from flask import request, url_for

START: Final = "mulai"

# The longest beginning that fits counts: "roster_request_list" is told in its own place, not with "roster".
PLACES: Final[Mapping[str, str]] = {
    "login": "mulai#masuk",
    "logout": "mulai#masuk",
    "activation": "mulai#masuk",
    "home": "mulai#tugas-hari-ini",
    "shortcut": "mulai#papan-ketik-dan-warna",
    "account": "mulai#kata-sandi-dan-perangkat",
    "download": "mulai#mengunduh",
    "training": "mulai#berlatih",
    "roster": "kepala-unit#menyusun-jadwal-seminggu",
    "roster_month": "kepala-unit#menyusun-jadwal-sebulan",
    "roster_paste": "kepala-unit#menyusun-jadwal-sebulan",
    "roster_mine": "petugas#memeriksa-jadwal-saya",
    "roster_request_list": "kepegawaian#memutuskan-koreksi-jadwal",
    "roster_request_approve": "kepegawaian#memutuskan-koreksi-jadwal",
    "roster_request_new": "kepala-unit#memperbaiki-jadwal-yang-sudah-lewat",
    "import_roster": "kepala-unit#menyusun-jadwal-sebulan",
    "absence": "kepala-unit#mencatat-petugas-yang-tidak-bertugas",
    "figure": "kepala-unit#membaca-hasil",
    "saved_view": "kepala-unit#membaca-hasil",
    "comment": "kepala-unit#membaca-komentar",
    "comment_evaluator": "evaluator#membaca-komentar-khusus",
    "follow_up": "kepala-unit#membuat-rencana-tindak-lanjut",
    "improvement": "kepala-unit#memberi-tahu-warga",
    "report": "kepala-unit#mencetak-laporan-skm",
    "component": "kepala-unit#komponen-petugas",
    "appraisal": "kepala-unit#memilih-penilaian-pejabat-penilai",
    "own_question": "kepala-unit#pertanyaan-dan-kuesioner-tambahan",
    "supplement": "kepala-unit#pertanyaan-dan-kuesioner-tambahan",
    "expectation": "kepala-unit#menulis-harapan-dan-menjawab-petugas",
    "remark_answer": "kepala-unit#menulis-harapan-dan-menjawab-petugas",
    "my_component": "petugas#membaca-nilai-saya",
    "my_terms": "petugas#membaca-harapan-dan-cara-hitung",
    "terms": "petugas#membaca-harapan-dan-cara-hitung",
    "remark": "petugas#membaca-harapan-dan-cara-hitung",
    "objection_mine": "petugas#mengajukan-keberatan",
    "objection_new": "petugas#mengajukan-keberatan",
    "objection": "evaluator#memutuskan-keberatan",
    "objection_comment": "kepala-unit#menanggapi-keberatan",
    "objection_revise": "kepegawaian#mengajukan-revisi",
    "evidence": "petugas#membaca-lembar-bukti",
    "case": "operator#menjawab-laporan-warga",
    "case_original": "evaluator#menangani-laporan-berkadar-pengawasan",
    "sheet": "operator#mencetak-lembar-tiket",
    "paper": "operator#memakai-formulir-kertas",
    "service_count": "operator#mengisi-jumlah-layanan",
    "import_counts": "operator#mengisi-jumlah-layanan",
    "import_batch": "mulai#mengurungkan-impor",
    "import": "operator#mengimpor-jawaban-dari-tempat-lain",
    "sign_list": "operator#memeriksa-stiker-seminggu-sekali",
    "sign": "operator#mencetak-dan-menguji-stiker",
    "counter_poster": "operator#mencetak-dan-menguji-stiker",
    "officer": "kepegawaian#memelihara-daftar-petugas",
    "import_officers": "kepegawaian#memelihara-daftar-petugas",
    "period": "kepegawaian#menyiapkan-periode",
    "period_lock": "kepegawaian#mengunci-periode",
    "revision": "kepegawaian#mengajukan-revisi",
    "record": "kepegawaian#komponen-ragam",
    "hr_list": "kepegawaian#membawa-daftar-kuantitatif",
    "handover": "kepegawaian#menyerahkan-hasil",
    "evidence_bundle": "kepegawaian#menyerahkan-hasil",
    "formula": "evaluator#menyetujui-sebagai-orang-kedua",
    "lexicon": "kepegawaian#kata-tema-komentar",
    "client": "kepegawaian#menghubungkan-sistem-kepegawaian",
    "flag": "evaluator#memutuskan-tanda",
    "questionnaire": "evaluator#kuesioner",
    "import_recaps": "evaluator#memasukkan-rekap-lama",
    "recap": "evaluator#memasukkan-rekap-lama",
    "unit": "admin#menata-unit-layanan-dan-sif",
    "service": "admin#menata-unit-layanan-dan-sif",
    "shift": "admin#menata-unit-layanan-dan-sif",
    "counter": "admin#menambah-memindah-dan-menutup-loket",
    "device": "admin#memasang-layar-loket-anjungan-dan-mesin-antrean",
    "user": "admin#mengelola-akun",
    "ticket_keys": "admin#kunci-tiket",
    "holiday": "admin#kalender-hari-kerja",
    "language": "admin#bahasa-halaman-warga",
}


def place(endpoint: str) -> str:
    """Chapter and anchor for an endpoint named without "backoffice."; "" when the handbook says nothing about it."""
    fitting = [name for name in PLACES if endpoint == name or endpoint.startswith(f"{name}_")]
    return PLACES[max(fitting, key=len)] if fitting else ""


def help_address() -> str:
    """Address of the help for the page that is shown; the first chapter where none speaks of it."""
    chapter, _, anchor = place((request.endpoint or "").rpartition(".")[2]).partition("#")
    return url_for("handbook.chapter", name=chapter or START, _anchor=anchor or None)
