"""CBS' yearly list of addresses (postcode and house number) with the buurt of each, "pc6-huisnummer".

Two of them tell how many addresses of a buurt of one year lie in which buurt of another. The files are large and their
addresses change, so they are never fetched: the user puts them, as they come, in a folder.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from .columns import normal

#: Unpacked a file of the country is some 250 MB; what is far more is none.
LARGEST = 2 * 1024**3

#: Rows that are read at once.
ROWS = 500_000

_TEXTS = (".csv", ".txt")
_POSTCODES = {"pc6", "pc", "postcode"}
_NUMBERS = {"huisnummer", "huisnr", "hnr"}
_BUURT = re.compile(r"buurt((?:19|20)\d\d)?|gwbcode|bucode|buurtcode")
_DAY = re.compile(r"(?:pc6)?(?:hnr|huisnr)((?:19|20)\d\d)\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")

#: Addresses of a house number are packed into one number: four digits, two letters, five digits.
_NUMBER_LIMIT = 100_000


@dataclass
class _Source:
    """One file, or one file in a zip: its year and where its columns are."""

    path: Path
    member: str
    year: int
    mark: str
    columns: tuple[str, str, str]

    @property
    def name(self) -> str:
        return f"{self.path.name}/{self.member}" if self.member else self.path.name


@dataclass
class Addresses:
    """All addresses of one year, sorted by ``key``; ``place`` points into ``codes`` (buurt codes of that year)."""

    key: npt.NDArray[np.int64]
    place: npt.NDArray[np.int32]
    codes: list[str]
    name: str


class Pc6hnr:
    """The files in ``folder``. ``breathe`` is called now and then and may raise Cancelled."""

    def __init__(self, folder: Path | str, breathe: Callable[[], None] = lambda: None) -> None:
        self.folder = Path(folder)
        self._breathe = breathe
        self._sources: dict[int, _Source] | None = None
        self._read: dict[int, Addresses] = {}

    def years(self) -> list[int]:
        """The years of which there is a file. Raises VeerkrachtError when the folder is not there."""
        return sorted(self._found())

    def name(self, year: int) -> str:
        """The file of a year, as it is said to people."""
        return self._found()[year].name

    def weights(self, source_year: int, target_year: int, targets: Collection[str]) -> pd.DataFrame | None:
        """``source``, ``target``, ``dwellings``: the addresses that both years have, for every source that has one in
        ``targets``, with all its targets, so that its counts can be shared out. None without the files of both years.
        """
        if not {source_year, target_year} <= set(self._found()):
            return None
        one, other = self._addresses(source_year), self._addresses(target_year)
        self._breathe()
        at = np.searchsorted(other.key, one.key)
        at[at == len(other.key)] = 0
        both = other.key[at] == one.key if len(other.key) else np.zeros(len(one.key), dtype=bool)
        pair = one.place[both].astype(np.int64) * max(1, len(other.codes)) + other.place[at[both]]
        pairs, counts = np.unique(pair, return_counts=True)
        self._breathe()
        frame = pd.DataFrame(
            {
                "source": [one.codes[int(p) // len(other.codes)] for p in pairs],
                "target": [other.codes[int(p) % len(other.codes)] for p in pairs],
                "dwellings": counts.astype(float),
            }
        )
        touched = set(frame.loc[frame["target"].isin(set(targets)), "source"])
        return frame[frame["source"].isin(touched)].reset_index(drop=True)

    # -- finding --------------------------------------------------------------------------------------------------
    def _found(self) -> dict[int, _Source]:
        if self._sources is None:
            if not self.folder.is_dir():
                raise VeerkrachtError(
                    N_("The folder {folder} with pc6-huisnummer files does not exist. Choose another one in the "
                       "settings, or none."), folder=self.folder,
                )  # fmt: skip
            self._sources = {}
            for path in sorted(self.folder.iterdir()):
                for source in _sources(path):
                    self._sources.setdefault(source.year, source)
        return self._sources

    # -- reading --------------------------------------------------------------------------------------------------
    def _addresses(self, year: int) -> Addresses:
        if year not in self._read:
            self._read[year] = self._load(self._found()[year])
        return self._read[year]

    def _load(self, source: _Source) -> Addresses:
        keys: list[npt.NDArray[np.int64]] = []
        places: list[npt.NDArray[np.int32]] = []
        known: dict[str, int] = {}
        codes: dict[str, int] = {}
        try:
            with _opened(source.path, source.member) as stream:
                chunks = pd.read_csv(
                    stream, sep=source.mark, usecols=list(source.columns), dtype=str, encoding="utf-8-sig",
                    keep_default_na=False, chunksize=ROWS,
                )  # fmt: skip
                for chunk in chunks:
                    self._breathe()
                    postcode, number, buurt = (chunk[name] for name in source.columns)
                    key = _keys(postcode, number)
                    where = _places(buurt, known, codes)
                    good = (key >= 0) & (where >= 0)
                    keys.append(key[good])
                    places.append(where[good])
        except (OSError, ValueError, zipfile.BadZipFile, EOFError, RuntimeError) as error:
            raise VeerkrachtError(
                N_("The file {file} with addresses cannot be read. Download it again, or take it out of the folder."),
                details=str(error), file=source.name,
            ) from error  # fmt: skip
        key, place = np.concatenate(keys or [_NONE]), np.concatenate(places or [_NONE.astype(np.int32)])
        if not len(key):
            raise VeerkrachtError(
                N_("The file {file} holds no addresses with a buurt. Take it out of the folder."), file=source.name
            )
        order = np.argsort(key, kind="stable")
        key, place = key[order], place[order]
        first = np.concatenate(([True], key[1:] != key[:-1]))
        return Addresses(key[first], place[first], list(codes), source.name)


_NONE: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)


def _keys(postcode: pd.Series[str], number: pd.Series[str]) -> npt.NDArray[np.int64]:
    """``1234AB`` and a house number as one number; -1 for what is none."""
    texts = postcode.str.replace(" ", "", regex=False).str.upper()
    right = texts.str.fullmatch("[0-9]{4}[A-Z]{2}").to_numpy(dtype=bool)
    fixed = np.array(texts.where(right, "0000AA").to_list(), dtype="S6")
    letters = fixed.view(np.uint8).reshape(-1, 6).astype(np.int64)
    packed = np.zeros(len(texts), dtype=np.int64)
    for place, (base, zero) in enumerate([(10, 48)] * 4 + [(26, 65)] * 2):
        packed = packed * base + letters[:, place] - zero
    numbers = pd.to_numeric(number, errors="coerce").to_numpy(dtype=np.float64)
    right &= (numbers >= 0) & (numbers < _NUMBER_LIMIT)
    return np.where(right, packed * _NUMBER_LIMIT + np.where(right, numbers, 0).astype(np.int64), -1)


def _places(buurt: pd.Series[str], known: dict[str, int], codes: dict[str, int]) -> npt.NDArray[np.int32]:
    """The place in ``codes`` of each buurt; ``known`` keeps the texts that were seen before. -1 for what is none."""
    numbers, texts = pd.factorize(buurt)
    places = np.empty(len(texts) + 1, dtype=np.int32)
    places[-1] = -1
    for i, text in enumerate(texts):
        if text not in known:
            code = regions.normalise(text, regions.BUURT)
            known[text] = codes.setdefault(code, len(codes)) if code else -1
        places[i] = known[text]
    out: npt.NDArray[np.int32] = places[numbers]
    return out


@contextmanager
def _opened(path: Path, member: str) -> Iterator[IO[bytes]]:
    """A file, or a member of a zip, to read from; nothing is unpacked to disk."""
    if not member:
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
        if info.file_size > LARGEST:
            raise ValueError(f"{member}: {info.file_size} bytes")
        with archive.open(info) as stream:
            yield stream


def _sources(path: Path) -> Iterator[_Source]:
    """The lists of addresses in a file of the folder; other files are passed over."""
    suffix = path.suffix.lower()
    if suffix in _TEXTS and path.is_file():
        members = [""]
    elif suffix == ".zip" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if name.lower().endswith(_TEXTS)]
    else:
        return
    for member in members:
        try:
            with _opened(path, member) as stream:
                head = stream.read(4096)
        except (OSError, ValueError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError):
            continue
        source = _recognised(path, member, head)
        if source is not None:
            yield source


def _recognised(path: Path, member: str, head: bytes) -> _Source | None:
    lines: Any = io.StringIO(head.decode("utf-8-sig", errors="replace"), newline=None)
    header = next(lines, "").strip("\r\n")
    mark = max(";,\t", key=header.count)
    names = header.split(mark)
    plain = [normal(name.strip(" \"'")) for name in names]
    postcode = next((i for i, name in enumerate(plain) if name in _POSTCODES), None)
    number = next((i for i, name in enumerate(plain) if name in _NUMBERS), None)
    buurt = next(((i, match) for i, name in enumerate(plain) if (match := _BUURT.fullmatch(name))), None)
    if postcode is None or number is None or buurt is None:
        return None
    year = _year(buurt[1].group(1), member, path.name)
    if year is None:
        return None
    wanted = tuple(name.strip().strip("\"'") for name in (names[postcode], names[number], names[buurt[0]]))
    return _Source(path, member, year, mark, (wanted[0], wanted[1], wanted[2]))


def _year(header: str | None, member: str, file: str) -> int | None:
    """The year of the borders: what the header says, else the file inside. Zips of two years carry the year before in
    their own name, so that comes last.
    """
    if header:
        return int(header)
    for name in (member.rsplit("/", 1)[-1], file):
        match = _DAY.search(name) or _YEAR.search(name)
        if match:
            return int(match.group(1))
    return None
