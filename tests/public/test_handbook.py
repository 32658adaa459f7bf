"""The handbook: every chapter is a page, every link, anchor and picture in it leads somewhere, and HTML stays text."""

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

import handbook

LARGEST_PICTURE = 120_000  # bytes; a phone on a slow network reads the handbook too
ALL_PICTURES = 1_500_000
TAKEN = re.compile(r"[a-z]+ (360|1280) /\S*( .+)?")


def chapters() -> list[handbook.Chapter]:
    """Every chapter."""
    return [handbook.chapter(name) for name in handbook.CHAPTERS]


@pytest.mark.parametrize("name", handbook.CHAPTERS)
def test_every_chapter_is_a_page_with_one_title_and_a_list_of_its_sections(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/panduan/{name}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert page.count("<h1>") == 1
    assert f"<h1>{handbook.chapter(name).title}</h1>" in page
    assert handbook.chapter(name).sections
    for section in handbook.chapter(name).sections:
        assert f'<a href="#{section.anchor}">' in page
        assert page.count(f'id="{section.anchor}"') == 1
    assert "public" in answer.headers["Cache-Control"]


def test_the_contents_name_every_file_of_the_folder_in_the_order_of_reading(client: FlaskClient) -> None:
    page = client.get("/panduan/").get_data(as_text=True)
    assert re.findall(r'href="/panduan/([a-z-]+)"', page) == list(handbook.CHAPTERS)
    assert {path.stem for path in handbook.FOLDER.glob("*.md")} == set(handbook.CHAPTERS)


def test_the_handbook_is_indonesian_whatever_the_browser_prefers(client: FlaskClient) -> None:
    page = client.get("/panduan/mulai", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert '<html lang="id">' in page
    assert "Tanda terima" in page


def test_chapters_follow_one_another(client: FlaskClient) -> None:
    assert handbook.neighbours("mulai")[0] is None
    assert handbook.neighbours(handbook.CHAPTERS[-1])[1] is None
    page = client.get("/panduan/petugas").get_data(as_text=True)
    assert "</span> Cara penilaian</a>" in page
    assert "</span> Kepala unit</a>" in page


@pytest.mark.parametrize("name", ["tidak-ada", "../README", "pictures", "mulai.md"])
def test_what_is_no_chapter_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/panduan/{name}").status_code == 404


def test_links_between_chapters_lead_to_a_heading_and_others_to_a_page_of_the_product(app: Flask) -> None:
    addresses = app.url_map.bind("localhost")
    for chapter in chapters():
        for link in chapter.links:
            parts = urlsplit(link)
            if parts.path.startswith("/"):
                assert leads_somewhere(addresses, parts.path), (chapter.name, link)
            else:
                target = handbook.chapter(parts.path.removesuffix(".md") or chapter.name)
                anchors = {section.anchor for section in target.sections}
                assert not parts.fragment or parts.fragment in anchors, (chapter.name, link)


def leads_somewhere(addresses: object, path: str) -> bool:
    """Whether a page of the product answers to this address."""
    try:
        addresses.match(path, method="GET")  # type: ignore[attr-defined]
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def test_every_picture_exists_is_described_small_and_says_what_it_is_taken_of() -> None:
    named = [picture for chapter in chapters() for picture in chapter.pictures]
    for picture in named:
        file = handbook.FOLDER / picture.file
        assert file.is_file(), f"{picture.file}: jalankan make screenshots"
        assert file.stat().st_size <= LARGEST_PICTURE, picture.file
        assert len(picture.words) >= 20, picture.file
        assert TAKEN.fullmatch(picture.taken), picture
    files = {f"pictures/{path.name}" for path in handbook.PICTURES.iterdir()}
    assert files == {picture.file for picture in named}
    assert sum(path.stat().st_size for path in handbook.PICTURES.iterdir()) <= ALL_PICTURES


def test_pictures_have_their_size_in_the_page_and_may_be_kept(client: FlaskClient) -> None:
    page = client.get("/panduan/mulai").get_data(as_text=True)
    assert 'src="pictures/tugas-hari-ini.png" alt="Halaman Tugas' in page
    assert re.search(r'<img [^>]*width="\d+" height="\d+"', page)
    assert "kepala 1280" not in page
    answer = client.get("/panduan/pictures/tugas-hari-ini.png")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert "max-age=86400" in answer.headers["Cache-Control"]
    answer.close()
    assert client.get("/panduan/pictures/tidak-ada.png").status_code == 404
    assert client.get("/panduan/pictures/..%2Fmulai.md").status_code == 404


def test_html_in_a_chapter_is_shown_as_text() -> None:
    page = handbook.read("x", "# Judul\n\nKata <script>alert(1)</script>\n\n## Bagian & lain\n\n<b>tebal</b>\n")
    assert "<script>" not in page.body
    assert "&lt;b&gt;" in page.body
    assert page.sections == (handbook.Section("bagian-lain", "Bagian & lain"),)
    assert page.lead == "Kata <script>alert(1)</script>"


def test_sections_of_a_chapter_have_different_anchors() -> None:
    for chapter in chapters():
        anchors = [section.anchor for section in chapter.sections]
        assert len(set(anchors)) == len(anchors), chapter.name
