"""The documents: every link and picture exists, every algorithm that is named exists, each use has its page."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
GUIDES = {"nl": ROOT / "docs" / "handleiding.md", "en": ROOT / "docs" / "guide.md"}
USES = 10

#: Bytes of a picture at most: people read the guides in a browser.
MOST = 150_000

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"```.*?```", re.DOTALL)


def text_of(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as GitHub and GitLab make them."""
    found = set()
    for line in text_of(page).splitlines():
        heading = re.match(r"#{1,6} (.+)", line)
        if heading:
            plain = unicodedata.normalize("NFC", heading.group(1).strip().lower())
            found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def algorithms() -> set[str]:
    """The ids of the algorithms, out of the code (this test runs without QGIS), and of the models."""
    folder = ROOT / "veerkracht_plugin" / "processing"
    models = {path.stem for path in (ROOT / "resources" / "models").glob("*.model3")}
    return models | {found for path in folder.glob("*.py")
            for found in re.findall(r'^    ID = "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE)}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_exists(page: Path) -> None:
    broken = []
    for target in _LINK.findall(text_of(page)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_algorithm_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"veerkracht:([a-z_]+)", page.read_text(encoding="utf-8")))
    assert named - algorithms() == set()


def test_pictures_are_small_and_shown() -> None:
    shown = {Path(target).name for page in PAGES for target in _LINK.findall(text_of(page)) if "images/" in target}
    for picture in (ROOT / "docs" / "images").glob("*.png"):
        assert picture.name in shown, f"{picture.name} is shown nowhere"
        if picture.name.startswith("guide-"):
            assert picture.stat().st_size <= MOST, picture.name


@pytest.mark.parametrize("language", sorted(GUIDES))
def test_each_use_has_a_page_with_a_picture(language: str) -> None:
    page = GUIDES[language]
    sections = re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for number in range(1, USES + 1):
        section = next(one for one in sections if one.startswith(f"{number}. "))
        pictures = [target for target in _LINK.findall(section) if target.endswith(".png")]
        assert pictures, number
        assert all(target.endswith(f"-{language}.png") for target in pictures), number
        assert "veerkracht:" in section or number == 0, number


def test_the_table_of_uses_links_to_the_guide() -> None:
    rows = re.findall(r"^\| (\[?(\d+)\..*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for _, number in rows] == list(range(1, USES + 1))
    for row, number in rows:
        assert re.search(rf"\(docs/guide\.md#{number}-", row), number
        assert re.search(rf"\(docs/handleiding\.md#{number}-", row), number


def test_both_guides_say_the_same() -> None:
    """The same algorithms and pictures in the same order."""
    said = {}
    for language, page in GUIDES.items():
        text = page.read_text(encoding="utf-8")
        said[language] = re.findall(r"veerkracht:\w+|guide-\w+(?=-(?:nl|en)\.png)", text)
    assert said["nl"] == said["en"]


def test_buttons_that_are_named_are_in_the_panel() -> None:
    """Under *Share*, in the words of the interface."""
    code = (ROOT / "veerkracht_plugin" / "gui" / "sharing.py").read_text(encoding="utf-8")
    labels = set(re.findall(r'N_\("([^"]+…)"\)', code))
    messages = ET.parse(ROOT / "i18n" / "veerkracht_nl.ts").getroot().iter("message")
    dutch = {message.findtext("source"): message.findtext("translation") for message in messages}
    wanted = {"en": labels, "nl": {dutch[label] for label in labels}}
    for language, page in GUIDES.items():
        named = set(re.findall(r"\*\*([^*]+…)\*\*", page.read_text(encoding="utf-8")))
        assert len(named) >= 9
        assert named - wanted[language] == set()
