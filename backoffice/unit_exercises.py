"""Exercises of the roles of a unit: officer, unit head, operator."""

from typing import Final

from flask_babel import lazy_gettext as _l

from backoffice.exercise_kinds import Exercise, Question

ROSTER: Final = Exercise(
    "jadwal",
    _l("Isi satu tempat yang kosong di jadwal minggu depan"),
    _l("Pilih petugasnya, simpan. Cobalah juga “Isi yang kosong dari minggu lalu”."),
    "roster_week",
    frozenset({"roster.planned", "roster.copied", "roster.swapped", "roster.pasted", "roster.imported"}),
    _l("Tertulis “Jadwal tersimpan.”"),
)
INTERVAL: Final = Exercise(
    "rentang",
    _l("Baca Nilai IKM bersama rentangnya"),
    _l("Buka Nilai IKM dan lihat dua bulan terakhir di bawah “Dari bulan ke bulan”."),
    "figure_list",
    question=Question(
        _l("Bulan lalu 83,5 (82,9 – 84,1), bulan ini 83,8 (83,2 – 84,4). Apa artinya?"),
        (_l("Layanan membaik"), _l("Belum tentu ada yang berubah"), _l("Layanan memburuk")),
        1,
        _l("Kedua rentang bertumpuk. Selisih sekecil itu dapat terjadi karena kebetulan."),
    ),
)
TOO_FEW: Final = Exercise(
    "belum-cukup",
    _l("Pahami “Belum cukup data”"),
    _l("Baca bab Cara penilaian, bagian “Kapan sebuah nilai tampil”."),
    "home",
    question=Question(
        _l("Seorang petugas punya 8 penilaian. Apa akibatnya bagi penilaian kinerjanya?"),
        (_l("Nilainya dianggap nol"), _l("Nilainya dianggap di bawah acuan"), _l("Tidak ada")),
        2,
        _l("Kurang dari 10 penilaian tidak menjadi angka. Belum cukup data bukan nilai rendah."),
    ),
)
FOR_OFFICER: Final = (
    Exercise(
        "jadwal-saya",
        _l("Periksa jadwal Anda sendiri"),
        _l("Cari loket Anda hari Senin depan."),
        "roster_mine",
        question=Question(
            _l("Hari ini Anda bertukar loket dengan rekan. Kapan memberi tahu kepala unit?"),
            (_l("Sebelum hari ini berakhir"), _l("Pada akhir bulan"), _l("Tidak perlu")),
            0,
            _l("Malamnya hari itu disegel. Sesudah itu perubahan perlu persetujuan kepegawaian."),
        ),
    ),
    Exercise(
        "unsur-petugas",
        _l("Lihat dari mana nilai Anda datang"),
        _l("Buka Nilai saya dan baca “Cara hitung”."),
        "my_component",
        question=Question(
            _l("Ruang tunggu panas dan warga memberi nilai rendah untuk sarana. Apakah nilai Anda turun?"),
            (_l("Ya, sedikit"), _l("Tidak"), _l("Hanya bila banyak warga mengeluh")),
            1,
            _l("Nilai petugas hanya dari kompetensi (U6) dan perilaku (U7). Sarana tidak pernah ikut."),
        ),
    ),
    Exercise(
        "keandalan",
        _l("Baca keandalan nilai Anda"),
        _l("Di Nilai saya, lihat “Keandalan” dan kalimat di bawahnya."),
        "my_component",
        question=Question(
            _l("Keandalan 0,69: untuk apa nilai itu boleh dipakai?"),
            (_l("Penghargaan dan sanksi"), _l("Dialog dan pelatihan saja"), _l("Peringkat unit")),
            1,
            _l("Baru mulai 0,70 sebuah nilai boleh mendukung penilaian kinerja."),
        ),
    ),
    Exercise(
        "harapan",
        _l("Nyatakan bahwa Anda sudah membaca cara hitung"),
        _l("Buka Harapan dan cara hitung, baca, lalu tekan “Sudah saya baca”."),
        "my_terms",
        frozenset({"expectation.read"}),
        _l("Tertulis “Tercatat: Anda sudah membacanya.”"),
    ),
    Exercise(
        "keberatan-petugas",
        _l("Ketahui hak Anda untuk berkeberatan"),
        _l("Buka Keberatan saya."),
        "objection_mine",
        question=Question(
            _l("Siapa yang memutuskan keberatan Anda?"),
            (_l("Kepala unit"), _l("Kepegawaian"), _l("Evaluator dari luar unit")),
            2,
            _l("Ia memutuskan dari masukannya saja, tanpa melihat nilai siapa pun."),
        ),
    ),
    TOO_FEW,
)
FOR_UNIT_HEAD: Final = (
    INTERVAL,
    Exercise(
        "komentar",
        _l("Tandai satu komentar yang berguna"),
        _l("Buka Komentar warga dan tekan “Berguna” pada satu komentar yang memberi ide."),
        "comment_list",
        frozenset({"comment.marked"}),
        _l("Di bawah komentar tertulis “berguna”."),
    ),
    Exercise(
        "kegiatan",
        _l("Tambah satu kegiatan untuk unsur terendah"),
        _l("Buka Rencana tindak lanjut dan tekan “Tambah” di samping unsurnya. Tulis yang dapat selesai."),
        "follow_up_plan",
        frozenset({"follow_up.added"}),
        _l("Kegiatan Anda muncul di daftar Rencana."),
    ),
    Exercise(
        "kemajuan",
        _l("Catat kemajuan sebuah kegiatan"),
        _l("Buka satu kegiatan, tekan “Catat kemajuan”, isi persen dan buktinya."),
        "follow_up_plan",
        frozenset({"follow_up.running", "follow_up.done", "follow_up.unfinished"}),
        _l("Kolom Realisasi berubah."),
    ),
    ROSTER,
    Exercise(
        "tidak-bertugas",
        _l("Catat seorang petugas yang cuti"),
        _l("Buka Petugas tidak bertugas dan tekan “Tambah”. Alasannya tidak ditulis."),
        "absence_list",
        frozenset({"absence.added"}),
        _l("Namanya ada di daftar, dan jadwal memperingatkan bila ia tetap ditugaskan."),
    ),
    Exercise(
        "kami-perbaiki",
        _l("Beri tahu warga satu perbaikan"),
        _l("Buka Anda bilang – kami perbaiki, tekan “Catatan baru”."),
        "improvement_list",
        frozenset({"improvement.published"}),
        _l("Catatan Anda terbaca di halaman hasil unit."),
    ),
)
FOR_OPERATOR: Final = (
    Exercise(
        "stiker",
        _l("Catat pemeriksaan stiker"),
        _l("Bayangkan Anda berkeliling: satu stiker rusak, yang lain baik. Simpan temuannya."),
        "sign_list",
        frozenset({"signs.checked"}),
        _l("Tanggal periksa setiap stiker menjadi hari ini."),
        of_unit=True,
    ),
    Exercise(
        "lembar",
        _l("Buat lembar tiket"),
        _l("Buka Lembar tiket, tekan “Buat lembar baru”, pilih loket, hari, dan sif."),
        "sheet_list",
        frozenset({"tickets.printed"}),
        _l("Lembarnya ada di daftar dan dapat dicetak."),
    ),
    Exercise(
        "jumlah",
        _l("Isi jumlah layanan hari kerja terakhir"),
        _l("Buka Jumlah layanan, pilih tanggalnya, isi satu kotak, lalu simpan."),
        "service_count_day",
        frozenset({"services.reported"}),
        _l("Sumber di baris itu bukan lagi tanda –."),
    ),
    Exercise(
        "verifikasi",
        _l("Verifikasi satu laporan warga"),
        _l("Buka Pengaduan, pilih laporan yang “Dikirim”, lalu tekan “Verifikasi”."),
        "case_list",
        frozenset({"case.verified", "case.rejected"}),
        _l("Keadaan laporan bukan lagi “Dikirim”."),
    ),
    Exercise(
        "balas",
        _l("Tulis kepada seorang pelapor"),
        _l("Buka laporan yang bertanda “menunggu balasan” dan tekan “Tulis”."),
        "case_list",
        frozenset({"case.message", "case.answered"}),
        _l("Pesan Anda ada di Perjalanan laporan."),
    ),
    Exercise(
        "kumpulan",
        _l("Buat kumpulan formulir kertas"),
        _l("Buka Formulir kertas dan tekan “Kumpulan baru”. Satu lembar cukup."),
        "paper_list",
        frozenset({"paper.printed"}),
        _l("Kumpulan baru ada di daftar."),
    ),
    Exercise(
        "laporan-peka",
        _l("Kenali laporan yang bukan untuk unit"),
        _l("Baca bab Operator, bagian “Menjawab laporan warga”."),
        "case_list",
        question=Question(
            _l("Sebuah laporan menyebut pungutan oleh rekan Anda. Apa yang Anda lakukan?"),
            (
                _l("Bertanya kepada rekan itu"),
                _l("Menjawab bahwa itu tidak benar"),
                _l("Menyerahkannya kepada evaluator"),
            ),
            2,
            _l("Laporan seperti itu dibaca tim evaluasi, supaya pelapor aman dan rekan Anda diperiksa dengan adil."),
        ),
    ),
)
