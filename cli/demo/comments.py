"""What citizens of the sample town write: short, everyday Indonesian, by how they felt."""

GLAD = (
    "Pelayanannya ramah, terima kasih.",
    "Cepat dan jelas, mantap.",
    "Petugasnya sabar menjelaskan ke ibu saya yang sudah tua.",
    "Alhamdulillah lancar, tidak sampai setengah jam.",
    "Sudah jauh lebih baik dari tahun lalu.",
    "Dibantu mengisi formulir sampai selesai, makasih ya.",
    "Ruang tunggunya bersih dan sejuk.",
    "Gratis dan tidak dipersulit.",
    "Syaratnya dijelaskan dari awal jadi tidak bolak-balik.",
    "Antrean tertib, nomor dipanggil jelas.",
)
NEUTRAL = (
    "Lumayan, tapi antreannya agak lama kalau hari Senin.",
    "Tolong kursi tunggunya ditambah.",
    "Kalau bisa ada nomor antrean online.",
    "Papan petunjuknya kurang kelihatan dari pintu masuk.",
    "Parkir motor sempit.",
    "Mohon loket dibuka tepat jam delapan.",
    "Infonya di website beda dengan yang di loket.",
    "Toilet perlu dibersihkan lebih sering.",
)
UNHAPPY = (
    "Sudah dua kali datang, berkas dibilang kurang terus.",
    "Nunggu hampir dua jam, yang dilayani cuma satu loket.",
    "Sistemnya error, disuruh kembali besok.",
    "Tidak tahu harus mengadu ke mana kalau ada masalah.",
    "Penjelasan petugas beda-beda, jadi bingung.",
    "Jam istirahat terlalu lama, warga menunggu.",
    "Blangko habis tapi tidak diumumkan.",
    "Di parkiran ada calo yang menawarkan jalur cepat.",
    "Hubungi saya di 0812-0000-1234 kalau sudah jadi, sudah tiga minggu.",
)
