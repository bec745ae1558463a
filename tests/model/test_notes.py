"""Notes from the field: bringing back loses nothing in any order, and a buurt is told what it may be told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht_plugin.model import notes
from veerkracht_plugin.model.notes import NOTES, PHOTOS, TALKS, Version, collect, statuses, summarise, version

A = "{11111111-1111-1111-1111-111111111111}"
B = "{22222222-2222-2222-2222-222222222222}"


def note(uuid: str = A, changed: str = "2026-05-01T10:00:00", **values: Any) -> Version:
    place = values.pop("place", (100.0, 200.0))
    return version(NOTES, {"uuid": uuid, "gewijzigd": changed, **values}, place)


#: A machine that is busy with other things is no fault of the code.
calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

texts = st.sampled_from(["", "schoon", "lawaai", "weet niet"])
moments = st.sampled_from(["", "2026-05-01T10:00:00", "2026-05-01T11:00:00", "2026-05-02T09:00:00"])
places = st.sampled_from([None, (1.0, 2.0), (3.5, 4.0)])


@st.composite
def versions(draw: Any) -> Version:
    values = {"uuid": draw(st.sampled_from([A, B, ""])), "gewijzigd": draw(moments), "tekst": draw(texts)}
    return version(draw(st.sampled_from([NOTES, TALKS])), values, draw(places))


def rows_of(collected: notes.Collected) -> list[tuple[str, bool]]:
    return [(one.content, clash) for one, clash in collected.counting]


def bring(target: notes.Collected, file: list[Version]) -> notes.Collected:
    """A file brought back to what is collected, as it stands in a file: those that count, and those kept aside."""
    return collect([*(one for one, _ in target.counting), *target.earlier, *file])


@calm
@given(st.lists(st.lists(versions(), max_size=5), max_size=4), st.randoms(use_true_random=False))
def test_any_order_gives_the_same(files: list[list[Version]], order: Any) -> None:
    straight, shuffled = notes.Collected(), notes.Collected()
    for file in files:
        straight = bring(straight, file)
    other = list(files)
    order.shuffle(other)
    for file in other:
        shuffled = bring(shuffled, file)
    assert rows_of(straight) == rows_of(shuffled)
    assert straight.earlier == shuffled.earlier
    assert rows_of(straight) == rows_of(collect([one for file in files for one in file]))


@calm
@given(st.lists(versions(), max_size=8))
def test_twice_gives_the_same_and_nothing_is_lost(file: list[Version]) -> None:
    once = bring(notes.Collected(), file)
    twice = bring(once, file)
    assert rows_of(once) == rows_of(twice)
    assert once.earlier == twice.earlier
    held = {one for one, _ in once.counting} | set(once.earlier)
    assert held == set(file)


@calm
@given(st.lists(versions(), max_size=6), st.lists(versions(), max_size=6))
def test_every_version_has_one_status_and_no_note_disappears(before: list[Version], came: list[Version]) -> None:
    found = statuses(before, came)
    assert set(found) == set(came)
    after = collect([*before, *came])
    notes_after = {(one.table, one.uuid) for one, _ in after.counting}
    assert notes_after == {(one.table, one.uuid) for one in [*before, *came]}
    assert set(statuses([*before, *came], came).values()) <= {notes.SAME}


def test_the_newest_counts_and_the_older_is_kept_aside() -> None:
    old, new = note(tekst="eerst"), note(changed="2026-05-01T10:30:00", tekst="later")
    assert statuses([old], [new]) == {new: notes.CHANGED}
    assert statuses([new], [old]) == {old: notes.EARLIER}
    after = collect([new, old])
    assert after.counting == [(new, False)]
    assert after.earlier == [old]


def test_of_the_same_moment_both_count() -> None:
    one, other = note(tekst="links"), note(tekst="rechts")
    assert statuses([one], [other]) == {other: notes.CONFLICT}
    assert {clash for _, clash in collect([one, other]).counting} == {True}
    # Somebody opens the right one and saves it: then the conflict is over, and nothing is gone.
    decided = note(changed="2026-05-03T08:00:00", tekst="rechts")
    after = collect([one, other, decided])
    assert after.counting == [(decided, False)]
    assert set(after.earlier) == {one, other}


def test_a_file_without_a_note_does_not_delete_it() -> None:
    kept, other = note(), note(B)
    assert [one for one, _ in collect([kept, other]).counting] == [kept, other]
    assert statuses([kept, other], [other]) == {other: notes.SAME}


def test_how_a_device_writes_makes_no_difference() -> None:
    plain = version(NOTES, {"uuid": A.strip("{}").upper(), "tekst": "stil", "rol": "", "conflict": "ja"}, (1.0, 2.0))
    same = version(NOTES, {"uuid": A, "tekst": "stil", "rol": None, "thema": None}, (1.0000001, 2.0))
    assert plain == same
    photo = version(PHOTOS, {"uuid": B, "bij": A.strip("{}").upper(), "foto": "DCIM/a.jpg"})
    assert photo.values["bij"] == A


def test_a_note_without_an_id_gets_the_same_one_each_time() -> None:
    first, again = (version(NOTES, {"uuid": None, "tekst": "zwerfvuil"}, (1.0, 2.0)) for _ in range(2))
    elsewhere = version(NOTES, {"tekst": "zwerfvuil"}, (1.0, 3.0))
    assert first == again
    assert first.uuid == notes.same_uuid(first.uuid) != elsewhere.uuid
    assert first.values["uuid"] == first.uuid
    assert first.place == (1.0, 2.0)


@pytest.mark.parametrize(("path", "plain"), [
    ("DCIM/a.jpg", "DCIM/a.jpg"), (" DCIM\\sub\\b.png ", "DCIM/sub/b.png"), ("c.jpg", "c.jpg"),
    ("../a.jpg", ""), ("/etc/passwd", ""), ("C:/x.jpg", ""), ("DCIM//a.jpg", ""), ("DCIM/../../a.jpg", ""), ("", ""),
])  # fmt: skip
def test_photos_stay_below_the_folder(path: str, plain: str) -> None:
    assert notes.plain_path(path) == plain


def test_what_a_buurt_comes_to() -> None:
    rows = [
        {"tabel": NOTES, "uuid": "1", "bu_code": "BU1", "datum": "2026-05-03", "thema": "overlast", "toon": "zorg",
         "tekst": "Brommers in de avond.", "rol": "bewoner", "akkoord": True},
        {"tabel": NOTES, "uuid": "2", "bu_code": "BU1", "datum": "2026-05-01", "thema": "woning", "tekst": "Geheim",
         "akkoord": False},
        {"tabel": TALKS, "uuid": "3", "bu_code": "BU1", "datum": "2026-05-09", "thema": "overlast", "herkend": "deels",
         "tekst": "We kennen elkaar.", "rol": "bewoner", "akkoord": 1},
        {"tabel": NOTES, "uuid": "4", "bu_code": None, "tekst": "Ergens", "akkoord": None},
        {"tabel": PHOTOS, "uuid": "5", "bij": "1"},
    ]  # fmt: skip
    found = summarise(rows)
    assert list(found) == ["", "BU1"]
    here = found["BU1"]
    assert (here.notes, here.talks, here.first, here.last) == (2, 1, "2026-05-01", "2026-05-09")
    assert list(here.themes.items()) == [("overlast", 2), ("woning", 1)]
    assert here.tones == {"zorg": 1}
    assert here.recognised == {"deels": 1}
    assert [(quote.text, quote.role, quote.day) for quote in here.quotes] == [
        ("We kennen elkaar.", "bewoner", "2026-05-09"), ("Brommers in de avond.", "bewoner", "2026-05-03"),
    ]  # fmt: skip
    assert found[""].quotes == []
    assert (found[""].notes, found[""].first) == (1, "")


@pytest.mark.parametrize("value", [None, "", 0, False, "nee", "0", "false", "misschien", 2])
def test_without_a_clear_yes_nothing_is_quoted(value: Any) -> None:
    assert summarise([{"uuid": "1", "bu_code": "BU1", "tekst": "x", "akkoord": value}])["BU1"].quotes == []


@pytest.mark.parametrize("value", [True, 1, "1", "true", "JA"])
def test_a_clear_yes_is_quoted(value: Any) -> None:
    assert len(summarise([{"uuid": "1", "bu_code": "BU1", "tekst": "x", "akkoord": value}])["BU1"].quotes) == 1


def test_a_note_in_two_states_counts_once_and_is_not_quoted() -> None:
    rows = [
        {"uuid": "1", "bu_code": "BU1", "tekst": text, "akkoord": True, "thema": "jeugd", "conflict": "ja"}
        for text in ("links", "rechts")
    ]
    for order in (rows, rows[::-1]):
        here = summarise(order)["BU1"]
        assert (here.notes, here.themes, here.quotes) == (1, {"jeugd": 1}, [])


def test_field_names_survive_a_shapefile() -> None:
    for table in notes.TABLES:
        names = [one.name for one in notes.note_fields(table)]
        assert len(set(names)) == len(names)
        assert all(len(name) <= 10 for name in names)
        assert {"uuid", "gewijzigd"} <= set(names)
