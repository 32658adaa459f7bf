"""A citizen with a phone: opens codes, reads the forms on a page and sends them."""

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from extensions import House
from models.agency import the_agency
from models.counters import Counter
from models.inbox import Arrival
from surveys.tickets import Sign, Ticket, mint_ticket, sign_code
from tests import factories

FORM_TYPE = "application/x-www-form-urlencoded"
COUNTER, OTHER_COUNTER = 1, 2
EPOCH = 1


@dataclass(frozen=True)
class Screen:
    """A page as far as a citizen cares."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return html.unescape(self.response.text)

    @property
    def fields(self) -> dict[str, str]:
        """Hidden fields of the page's form."""
        found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.response.text)
        return {name: html.unescape(value) for name, value in found}

    @property
    def location(self) -> str:
        return self.response.headers["Location"]


class Citizen:
    """One phone. It refuses cookies unless told otherwise."""

    def __init__(self, app: Flask, *, cookies: bool = False) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client(use_cookies=cookies)

    @property
    def house(self) -> House:
        house = self.app.extensions["house"]
        assert isinstance(house, House)
        return house

    def sign(self, counter: int = COUNTER, epoch: int = EPOCH) -> str:
        return sign_code(self.house.keys.sign(epoch), Sign(counter, epoch))

    def ticket(self, nonce: bytes = b"first", *, day: date = factories.TODAY, **bits: int) -> str:
        ticket = Ticket(bits.get("counter", COUNTER), EPOCH, day, bits.get("shift", 1), bits.get("wait_band", 2), nonce)
        return mint_ticket(self.house.keys.ticket(EPOCH), ticket)

    def get(self, path: str) -> Screen:
        return Screen(self.client.get(path))

    def post(self, path: str, fields: dict[str, str], **headers: Any) -> Screen:
        return Screen(self.client.post(path, data=fields, **headers))

    def open(self, code: str) -> Screen:
        return self.get(f"/{'L' if len(code) == 16 else 'T'}/{code}")

    def tap(self, page: Screen, value: int | str) -> Screen:
        return self.post("/nilai", {**page.fields, "nilai": str(value)})

    def complete(self, page: Screen, **fields: str) -> Screen:
        return self.post("/lanjut", {**page.fields, **fields})

    def follow(self, screen: Screen) -> Screen:
        assert screen.status == 303
        return self.get(screen.location)

    def inbox(self) -> list[Arrival]:
        """What is stored now."""
        with self.house.database.reading() as session:
            return list(session.scalars(select(Arrival).order_by(Arrival.received_at, Arrival.key)))

    def change_counter(self, counter: int, **columns: Any) -> None:
        with self.house.database.writing() as session:
            row = session.get_one(Counter, counter)
            for name, value in columns.items():
                setattr(row, name, value)
            session.commit()

    def change_agency(self, **columns: Any) -> None:
        with self.house.database.writing() as session:
            row = the_agency(session)
            for name, value in columns.items():
                setattr(row, name, value)
            session.commit()
