"""Why something was refused, in the language of the page: the sentences of the core that reach citizens."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from filters import number
from surveys.redaction import TextTooLong

# The core speaks Indonesian; what stands here too is in the catalogues.
KNOWN: Final = (
    _l("Formulir ini tidak sah. Jawaban Anda masih ada. Tekan Kirim sekali lagi."),
    _l("Halaman ini sudah lama terbuka. Jawaban Anda masih ada. Tekan Kirim sekali lagi."),
    _l("Laporan ini sudah selesai. Buka kembali laporannya, atau kirim laporan baru."),
    _l("Laporan hanya dapat dibuka kembali satu kali, sesudah dijawab. Anda bisa mengirim laporan baru."),
    _l("Penanganan dinilai satu kali, sesudah laporan dijawab."),
)


def of(error: Exception) -> str:
    """The sentence of an error."""
    if isinstance(error, TextTooLong):
        return str(_("Pesan terlalu panjang. Kurangi %(n)s karakter.", n=number(error.excess)))
    return str(_(str(error)))
