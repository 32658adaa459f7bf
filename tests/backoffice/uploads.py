"""Sending files to the import pages and confirming what they show."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def upload(
    client: FlaskClient, kind: str, text: str | bytes, *, name: str = "berkas.csv", **fields: str
) -> TestResponse:
    """Send a file. The body is written here: the test client would leave a temporary file open for a large one."""
    data = text if isinstance(text, bytes) else text.encode()
    parts = [("file", f'; filename="{name}"', data), *((key, "", value.encode()) for key, value in fields.items())]
    body = b"".join(
        b'--X\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (key.encode(), extra.encode(), value)
        for key, extra, value in parts
    )
    return client.post(f"/staf/impor/{kind}", data=body + b"--X--\r\n", content_type="multipart/form-data; boundary=X")


def confirm(client: FlaskClient, page: TestResponse, kind: str, **changed: str) -> TestResponse:
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.get_data(as_text=True)))
    hidden.pop("csrf_token", None)
    return client.post(f"/staf/impor/{kind}", data={**hidden, **changed}, content_type="multipart/form-data")
