"""The description of the machine's interface (OpenAPI 3.1), for whoever connects a queue machine or a system of HR."""

from typing import Any, Final

from flask import Response, jsonify

from backoffice import api_handovers, api_ticket_paths
from backoffice.api import api
from backoffice.exports import ENGINE_VERSION
from extensions import house

PATHS: Final[dict[str, Any]] = {**api_ticket_paths.PATHS, **api_handovers.PATHS}


@api.get("/openapi.json")
def openapi() -> Response:
    """The document; it holds no secret and asks for no token."""
    return jsonify(document(house().config.base_url))


def document(base_url: str) -> dict[str, Any]:
    """The whole interface under one address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Suara Loket",
            "version": ENGINE_VERSION,
            "description": (
                "Mesin antrean mengambil tiket kunjungan dan melaporkan jumlah layanan; sistem kepegawaian membaca "
                "serah terima yang sudah disetujui dua orang. Yang belum ada angkanya bernilai null, tidak pernah 0."
            ),
        },
        "servers": [{"url": base_url}],
        "tags": [{"name": "tiket"}, {"name": "serah terima"}],
        "paths": PATHS,
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }
