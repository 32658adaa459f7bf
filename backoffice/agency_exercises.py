"""Exercises of the roles of the whole agency: HR, evaluator, admin, auditor."""

from typing import Final

from flask_babel import lazy_gettext as _l

from backoffice.exercise_kinds import Exercise, Question

EXPORT: Final = Exercise(
    "unduh",
    _l("Unduh hasil semua unit"),
    _l("Buka Nilai IKM dan tekan “Unduh Excel”. Unduhan memuat persis yang tampil, dan dicatat."),
    "figure_list",
    frozenset({"export"}),
    _l("Berkasnya punya lembar Data, Keterangan, dan Kamus."),
)
FLAGS: Final = Exercise(
    "tanda",
    _l("Ketahui apa itu tanda"),
    _l("Baca bab Evaluator dan auditor, bagian “Memutuskan tanda”."),
    "flag_list",
    question=Question(
        _l("Apa yang tidak dilihat orang yang memutuskan sebuah tanda?"),
        (_l("Jumlah penilaian"), _l("Nilai penilaian"), _l("Tempatnya")),
        1,
        _l("Siapa yang tidak melihat nilai tidak dapat menyisihkan yang rendah saja."),
    ),
)
REVISION: Final = Exercise(
    "revisi",
    _l("Ketahui bagaimana angka yang terkunci berubah"),
    _l("Buka Periode, pilih Triwulan yang dikunci, baca bagian Penguncian."),
    "period_list",
    question=Question(
        _l("Jadwal satu hari di periode terkunci ternyata salah. Apa yang terjadi pada angkanya?"),
        (_l("Diperbaiki admin"), _l("Menjadi revisi baru, disetujui dua orang"), _l("Tidak pernah dapat berubah")),
        1,
        _l("Nilai lama dan baru tetap tersimpan berdampingan."),
    ),
)
FOR_HR: Final = (
    Exercise(
        "koreksi",
        _l("Putuskan satu koreksi jadwal"),
        _l("Buka Koreksi jadwal, bandingkan sebelum dan sesudahnya, lalu tekan “Putuskan”."),
        "roster_request_list",
        frozenset({"roster_request.approved", "roster_request.declined"}),
        _l("Keadaannya bukan lagi “menunggu Kepegawaian”."),
    ),
    Exercise(
        "petugas-baru",
        _l("Tambah seorang petugas"),
        _l("Buka Petugas dan tekan “Tambah petugas”. Pakai orang karangan."),
        "officer_list",
        frozenset({"officer.added", "officers.imported"}),
        _l("Namanya ada di daftar."),
    ),
    Exercise(
        "periode",
        _l("Siapkan periode berikutnya"),
        _l("Buka Periode, tekan “Siapkan periode”, pilih triwulan yang akan datang."),
        "period_list",
        frozenset({"period.prepared"}),
        _l("Periodenya ada di daftar sebagai Draf."),
    ),
    Exercise(
        "tema",
        _l("Tambah satu kata ke sebuah tema komentar"),
        _l("Buka Kata tema komentar, ubah satu tema, dan tulis alasannya."),
        "lexicon_page",
        frozenset({"lexicon.saved"}),
        _l("Versi baru dengan alasan Anda ada di bawah halaman."),
    ),
    EXPORT,
    REVISION,
    Exercise(
        "predikat",
        _l("Ketahui apa yang diserahkan"),
        _l("Baca bab Kepegawaian, bagian “Menyerahkan hasil”."),
        "appraisal_periods",
        question=Question(
            _l("Siapa yang menentukan predikat kinerja pegawai?"),
            (_l("Program ini"), _l("Kepegawaian, dari nilai tertinggi"), _l("Pejabat penilai")),
            2,
            _l("Yang diserahkan adalah bahan. Predikat tidak dihitung dan tidak diisikan."),
        ),
    ),
)
FOR_EVALUATOR: Final = (
    Exercise(
        "komentar-khusus",
        _l("Periksa satu komentar khusus"),
        _l("Buka Komentar khusus dan tandai satu setelah Anda membacanya."),
        "comment_evaluator",
        frozenset({"comment.marked"}),
        _l("Komentar itu pindah ke “Sudah diperiksa”."),
    ),
    Exercise(
        "balas-pelapor",
        _l("Tulis kepada pelapor yang menunggu balasan"),
        _l("Buka Pengaduan, pilih laporannya, tekan “Tulis”."),
        "case_list",
        frozenset({"case.message", "case.answered"}),
        _l("Pesan Anda ada di Perjalanan laporan."),
    ),
    EXPORT,
    FLAGS,
    REVISION,
    Exercise(
        "keberatan-evaluator",
        _l("Ketahui dasar sebuah putusan"),
        _l("Baca bab Evaluator dan auditor, bagian “Memutuskan keberatan”."),
        "objection_list",
        question=Question(
            _l("Petugas berkata nilainya turun sejak sebuah hari. Apa yang Anda periksa?"),
            (_l("Nilai hari itu"), _l("Siapa yang bertugas hari itu"), _l("Nilai petugas lain")),
            1,
            _l("Putusan diambil dari masukannya: jadwal, tiket, dan catatan. Nilai sengaja tidak ditampilkan."),
        ),
    ),
)
FOR_ADMIN: Final = (
    Exercise(
        "unit",
        _l("Tambah sebuah unit"),
        _l("Buka Unit dan loket, tekan “Tambah unit”."),
        "unit_list",
        frozenset({"unit.added"}),
        _l("Unit itu ada di daftar."),
    ),
    Exercise(
        "layanan",
        _l("Beri unit itu jenis layanan dan sif"),
        _l("Di halaman unitnya, tambah satu jenis layanan."),
        "unit_list",
        frozenset({"service.added"}),
        _l("Layanannya ada di halaman unit."),
    ),
    Exercise(
        "loket",
        _l("Tambah sebuah loket"),
        _l("Di halaman unit, tambah loket. Dua kata pengenalnya dipilih sendiri oleh program."),
        "unit_list",
        frozenset({"counter.added"}),
        _l("Loket itu punya kode QR."),
    ),
    Exercise(
        "perangkat",
        _l("Siapkan Layar Loket"),
        _l("Di halaman loket, tekan “Pasang perangkat” dan lihat kodenya."),
        "unit_list",
        frozenset({"device.added"}),
        _l("Perangkatnya ada di daftar, menunggu kode."),
    ),
    Exercise(
        "akun",
        _l("Buat akun untuk seorang operator"),
        _l("Buka Akun, tekan “Tambah akun”. Akun itu menunggu orang kedua."),
        "user_list",
        frozenset({"user.created"}),
        _l("Statusnya “menunggu persetujuan”."),
    ),
    Exercise(
        "hak-admin",
        _l("Ketahui batas hak Anda"),
        _l("Baca bab Cara penilaian, bagian “Siapa yang dapat mengubah angka”."),
        "unit_list",
        question=Question(
            _l("Kepala dinas meminta satu penilaian buruk dihapus. Dapatkah Anda?"),
            (_l("Ya, dari halaman admin"), _l("Ya, dengan izin tertulis"), _l("Tidak")),
            2,
            _l("Penilaian yang disegel tidak dapat diubah siapa pun, dan perubahan di luar program akan terlihat."),
        ),
    ),
)
FOR_AUDITOR: Final = (
    EXPORT,
    FLAGS,
    REVISION,
    Exercise(
        "periksa",
        _l("Ketahui cara memeriksa semuanya dari awal"),
        _l("Baca bab Evaluator dan auditor, bagian “Untuk auditor”."),
        "period_list",
        question=Question(
            _l("Perintah mana yang memeriksa rantai catatan, segel, dan angka?"),
            ("flask verify", "flask backup", "flask release"),
            0,
            _l("Ia hanya membaca, jadi boleh dijalankan kapan saja."),
        ),
    ),
    Exercise(
        "dua-orang",
        _l("Ketahui tugas orang kedua"),
        _l("Buka Akun dan lihat siapa menyetujui siapa."),
        "user_list",
        question=Question(
            _l("Siapa yang menyetujui akun admin baru?"),
            (_l("Admin lain"), _l("Auditor"), _l("Kepegawaian")),
            1,
            _l("Akun kepegawaian dan admin disetujui auditor; yang lain disetujui kepegawaian."),
        ),
    ),
)
