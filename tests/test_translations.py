"""The collector of texts, its checks, and that the plugin's own texts can be translated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import translations as t

ROOT = Path(__file__).resolve().parent.parent


def make(tmp_path: Path, code: str) -> Path:
    """A tree with one module."""
    (tmp_path / "veerkracht_plugin").mkdir(exist_ok=True)
    (tmp_path / "veerkracht_plugin" / "one.py").write_text(code, encoding="utf-8")
    return tmp_path


def extract(root: Path) -> None:
    t.save(t.ts_file(root), t.merged(t.collect(root), t.load(t.ts_file(root))))


def translate(root: Path, **dutch: str) -> None:
    """Fill in Dutch by source text."""
    known = t.load(t.ts_file(root))
    for source, text in dutch.items():
        known[source].translation, known[source].kind = text, ""
    t.save(t.ts_file(root), known.values())


def test_the_code_of_the_plugin_can_be_translated() -> None:
    assert t.check_code(ROOT) == []


def test_the_dutch_is_complete() -> None:
    faults = t.check_messages(t.collect(ROOT), t.load(t.ts_file(ROOT)))
    assert not faults, "\n".join(faults)


def test_the_data_words_are_complete() -> None:
    words = json.loads((ROOT / "resources" / "words.json").read_text(encoding="utf-8"))
    assert t.check_words(words) == []


def test_tr_and_marked_texts_are_collected() -> None:
    code = 'x = tr("One")\nraise E(N_("Two {n} "\n  "three"), n=1)\ny = i18n.tr("Four")\nz = other("Five")\ntr(x)'
    assert {text for text, _ in t.texts_of(code)} == {"One", "Two {n} three", "Four"}


@pytest.mark.parametrize(
    "code",
    [
        'tr(f"{n} buurten")',
        'tr("{n} buurten".format(n=n))',
        'tr("a" + b)',
        'tr("%s a" % b)',
        "tr(name())",
        "N_(name)",
        'N_(f"{n}")',
        'tr("one", "two")',
        'tr("")',
        'self.tr("One")',
    ],
)
def test_what_cannot_be_translated_is_refused(code: str) -> None:
    assert len(list(t.faults_of(code))) == 1


@pytest.mark.parametrize("code", ['tr("{n} buurten").format(n=n)', "tr(entry.label)", "error.text(tr)", 'N_("One")'])
def test_what_can_be_translated_passes(code: str) -> None:
    assert list(t.faults_of(code)) == []


def test_a_text_without_dutch_is_named(tmp_path: Path) -> None:
    root = make(tmp_path, 'tr("One")\ntr("Two")')
    assert len(t.check_messages(t.collect(root), {})) == 2
    extract(root)
    translate(root, One="Een")
    faults = t.check_messages(t.collect(root), t.load(t.ts_file(root)))
    assert len(faults) == 1
    assert "Two" in faults[0]
    assert "veerkracht_plugin/one.py" in faults[0]


def test_extraction_keeps_dutch_and_marks_what_vanished(tmp_path: Path) -> None:
    root = make(tmp_path, 'tr("One")\ntr("Two & <three>")\ntr("Never translated")')
    extract(root)
    translate(root, **{"One": "Eén", "Two & <three>": "Twee & <drie>"})
    make(root, '\n\n\ntr("Two & <three>")\ntr("New")')
    extract(root)
    known = t.load(t.ts_file(root))
    assert {m.source: (m.translation, m.kind) for m in known.values()} == {
        "New": ("", "unfinished"),
        "One": ("Eén", "vanished"),
        "Two & <three>": ("Twee & <drie>", ""),
    }
    make(root, 'tr("One")')
    extract(root)
    assert t.load(t.ts_file(root))["One"].kind == ""


def test_a_moved_line_changes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, 'tr("One")\ntr("Two")')
    extract(root)
    before = t.ts_file(root).read_bytes()
    make(root, '# a comment\ntr("Two")\ntr("One")\ntr("One")')
    extract(root)
    assert t.ts_file(root).read_bytes() == before


@pytest.mark.parametrize("dutch", ["{aantal} buurten", "buurten", "{n} {n", "{n} {m} buurten"])
def test_other_places_in_the_dutch_are_named(tmp_path: Path, dutch: str) -> None:
    root = make(tmp_path, 'tr("{n} neighbourhoods")')
    extract(root)
    translate(root, **{"{n} neighbourhoods": dutch})
    faults = t.check_messages(t.collect(root), t.load(t.ts_file(root)))
    assert len(faults) == 1
    assert "places differ" in faults[0]


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"map": {"focus": {"nl": "Focus"}}},
        {"map": {"focus": {"nl": "Focus", "en": ""}}},
        {"map": {"focus": {"nl": "Focus", "en": "Focus", "de": "Fokus"}}},
        {"map": {"focus": {"nl": "{n} buurten", "en": "{m} neighbourhoods"}}},
        {"map": {"focus": "Focus"}},
        {"map": {"focus": []}},
    ],
)
def test_wrong_data_words_are_named(words: object) -> None:
    assert t.check_words(words)


def test_data_words_nest_to_any_depth() -> None:
    leaf = {"nl": "{n} buurten", "en": "{n} neighbourhoods"}
    assert t.check_words({"a": leaf, "b": {"c": {"d": leaf}}}) == []


@pytest.mark.skipif(t.lrelease() is None, reason="lrelease of the Qt tools is absent")
def test_qgis_shows_the_compiled_dutch(tmp_path: Path) -> None:
    """The whole way: code, .ts, .qm, and Qt's own lookup in the plugin's context."""
    core = pytest.importorskip("qgis.PyQt.QtCore")
    root = make(tmp_path, 'tr("{n} neighbourhoods")\ntr("Two")')
    extract(root)
    translate(root, **{"{n} neighbourhoods": "{n} buurten"})
    assert t.compile_file(t.ts_file(root)) == 0
    translator = core.QTranslator()
    assert translator.load(str(t.ts_file(root).with_suffix(".qm")))
    assert translator.translate(t.CONTEXT, "{n} neighbourhoods") == "{n} buurten"
    assert not translator.translate(t.CONTEXT, "Two")


def test_the_context_is_the_one_of_the_plugin() -> None:
    assert f'CONTEXT = "{t.CONTEXT}"' in (ROOT / "veerkracht_plugin" / "i18n.py").read_text(encoding="utf-8")
