"""The circumstances for which ratings of officers are made comparable: in words, and as the sign in a formula."""

from typing import Final

from flask_babel import lazy_gettext as _l

CIRCUMSTANCES: Final = {
    "shift=siang": (_l("jam tugas siang"), "siang"),
    "shift=sore": (_l("jam tugas sore"), "sore"),
    "wait_band=15-29": (_l("antre 15 sampai 29 menit"), "15–29"),
    "wait_band=30-59": (_l("antre 30 sampai 59 menit"), "30–59"),
    "wait_band=60+": (_l("antre 60 menit atau lebih"), "60+"),
    "wait_band=unknown": (_l("lama antre tidak diketahui"), _l("antre ?")),
    "channel=kiosk": (_l("diisi di anjungan"), _l("anjungan")),
}
