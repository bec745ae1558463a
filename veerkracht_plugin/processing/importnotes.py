"""``veerkracht:importnotes``: what several devices bring back from the field, together in one file without loss."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
)

from ..compat import enum
from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import VECTOR, BaseAlgorithm, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..layers.notes import NoteFile
    from ..model.account import Account
    from ..model.notes import Version

FILES = enum(QgsProcessing, "SourceType", "TypeFile")

#: How far ahead (hours) a device may be before its clock is doubted: no time zone is further from UTC.
AHEAD = 15


class ImportNotes(BaseAlgorithm):
    """Files of notes that came back → one file in which each note stands once, in its newest state."""

    ID = "importnotes"
    NOTES, TARGET = "NOTES", "TARGET"
    NEW, CHANGED, CONFLICTS = "NEW", "CHANGED", "CONFLICTS"

    def title(self) -> str:
        return tr("Bring notes back from the field")

    def summary(self) -> str:
        return tr("Brings the notes of several devices together in one file, without losing any.")

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr(
                    "Notes: the files “notities.gpkg” that came back, each in its own folder beside its photos. They "
                    "are never changed."
                ),
                tr(
                    "Collected notes: the file that they are added to; the “notities.gpkg” of the folder in the "
                    "office, or a new one. It is extended and never replaced. Photos are copied into the folder "
                    "beside it."
                ),
                tr(
                    "A note is known by its id. The newest state counts, older ones are kept in the table "
                    "“eerdere_versies”. Two different states of one moment are both kept and marked as a conflict: "
                    "open the right one, save it, and run again. A note that is gone from a device is not deleted."
                ),
                tr("Neither the order of the files nor doing it twice makes a difference."),
            )
        )

    def keywords(self) -> list[str]:
        return ["veldwerk", "notities", "qfield", "samenvoegen", "merge", "notes", "gesprek", "foto", "ophalen"]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        add, promise = self.addParameter, self.addOutput
        add(QgsProcessingParameterMultipleLayers(self.NOTES, tr("Notes that came back (notities.gpkg)"), FILES))
        add(
            QgsProcessingParameterFileDestination(
                self.TARGET, tr("Collected notes (extended, never replaced)"), "GeoPackage (*.gpkg)"
            )
        )
        add(
            QgsProcessingParameterFeatureSink(
                self.ACCOUNT, tr("Verantwoording"), VECTOR, optional=True, createByDefault=True
            )
        )
        promise(QgsProcessingOutputNumber(self.NEW, tr("New notes")))
        promise(QgsProcessingOutputNumber(self.CHANGED, tr("Changed notes")))
        promise(QgsProcessingOutputNumber(self.CONFLICTS, tr("Notes in conflict")))

    def _check_destinations(self, parameters: dict[str, Any]) -> None:
        # The target is extended and not replaced, so it may be open; what comes back may not be the target.
        others = {name: value for name, value in parameters.items() if name not in (self.TARGET, self.NOTES)}
        super()._check_destinations(others)

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..layers import notes as files
        from ..layers.language import product_language
        from ..maps import fieldwork
        from ..model import notes
        from ..model.account import Account

        target = self._target(parameters, context)
        came: list[NoteFile] = []
        for path in self._paths(parameters, target):
            if feedback.isCanceled():
                raise Cancelled
            came.append(files.read(path))
        feedback.setProgress(30)
        language = product_language()
        account = Account()
        with _made(target, language):
            held = files.read(target)
            incoming = [row.version for one in came for row in one.rows]
            before = [row.version for row in held.rows]
            about = {(one.table, one.uuid) for one in [*before, *incoming]}
            # What was put aside of a note that somebody has deleted here stays aside.
            before += [one for one in held.earlier if (one.table, one.uuid) in about]
            incoming += [one for file in came for one in file.earlier if (one.table, one.uuid) in about]
            with _photos(came, target.parent) as photos:
                incoming = [photos.renamed.get(one, one) for one in incoming]
                became = notes.statuses(before, incoming)
                collected = notes.collect([*before, *incoming])
                if feedback.isCanceled():
                    raise Cancelled
                feedback.setProgress(60)
                files.store(held, collected)
                photos.done = True
        clashes = len({(one.table, one.uuid) for one, clash in collected.counting if clash})
        counts = Counter(became.values())
        self._tell(account, came, became, clashes, photos, target)
        for subject, value, _, _, _, count in account.rows(language):
            feedback.pushInfo(f"{subject}: {value}".rstrip(": ") + (f" ({count})" if count is not None else ""))
        if clashes:
            feedback.pushWarning(
                tr("{n} notes are there in two states of the same moment, marked in the field “conflict”. Open the "
                   "right one, save it, and run again.").format(n=clashes)
            )  # fmt: skip
        if photos.missing:
            feedback.pushWarning(
                tr("{n} photos did not come along, such as {file}. Copy the folder DCIM of the device beside its "
                   "notities.gpkg and run again.").format(n=len(photos.missing), file=photos.missing[0])
            )  # fmt: skip
        results = self.write([self.account_output(account)], parameters, context, feedback)
        self._show(target, context, language, fieldwork.PRODUCTS)
        return {
            **results, self.TARGET: str(target), self.NEW: counts[notes.NEW], self.CHANGED: counts[notes.CHANGED],
            self.CONFLICTS: clashes,
        }  # fmt: skip

    # -- inputs ---------------------------------------------------------------------------------------------------
    def _target(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Path:
        text = self.parameterAsFileOutput(parameters, self.TARGET, context)
        if not text:
            raise VeerkrachtError(N_("TARGET is empty. Choose the file in which notes are collected."))
        path = Path(text)
        if path.suffix.lower() != ".gpkg":
            raise VeerkrachtError(N_("{file} is no GeoPackage. Choose a name that ends in .gpkg."), file=path.name)
        return path

    def _paths(self, parameters: dict[str, Any], target: Path) -> list[Path]:
        """The files that came back, each once."""
        value = parameters.get(self.NOTES)
        texts = value if isinstance(value, (list, tuple)) else str(value or "").split(";")
        paths: dict[Path, Path] = {}
        for text in texts:
            place = place_of(str(text).strip())
            if place is not None:
                paths.setdefault(place.path.resolve(), place.path)
        if not paths:
            raise VeerkrachtError(N_("NOTES is empty. Choose the files “notities.gpkg” that came back."))
        if target.resolve() in paths:
            raise VeerkrachtError(
                N_("{file} is both what came back and what is collected. Copy the folder of each device to a place of "
                   "its own."), file=target,
            )  # fmt: skip
        return list(paths.values())

    # -- what is told ---------------------------------------------------------------------------------------------
    def _tell(
        self, account: Account, came: list[NoteFile], became: dict[Version, str], clashes: int, photos: _Photos,
        target: Path,
    ) -> None:  # fmt: skip
        from ..model import notes

        account.add("made", datetime.now(timezone.utc).date().isoformat())
        for file in came:
            versions = {photos.renamed.get(row.version, row.version) for row in file.rows}
            counts = Counter(became[one] for one in versions)
            account.add("fw_file", source=str(file.path), count=len(file.rows))
            for status in notes.STATUSES:
                if counts[status]:
                    account.add("fw_" + status, source=str(file.path), count=counts[status])
        account.add("fw_conflicts", source=str(target), count=clashes)
        everything = [row for file in came for row in file.rows]
        nowhere = [
            row for row in everything if row.version.table != notes.PHOTOS and not row.version.values.get("bu_code")
        ]
        account.add("fw_no_buurt", count=len({row.version.uuid for row in nowhere}))
        made_up = {row.version.uuid for row in everything if row.without_id and not row.copied}
        parted = {row.version.uuid for row in everything if row.copied}
        if parted:
            account.add("fw_copied", count=len(parted))
        if made_up:
            account.add("fw_no_id", count=len(made_up))
        limit = (datetime.now(timezone.utc) + timedelta(hours=AHEAD)).replace(tzinfo=None).isoformat()
        ahead = {row.version.uuid for row in everything if row.version.changed > limit}
        if ahead:
            account.add("fw_ahead", count=len(ahead))
        account.add("fw_photos", count=photos.copied)
        for topic, names in (("fw_photo_missing", photos.missing), ("fw_photo_outside", photos.outside),
                             ("fw_photo_renamed", photos.clashing)):  # fmt: skip
            if names:
                account.add(topic, ", ".join(names[:20]), count=len(names))

    @staticmethod
    def _show(target: Path, context: QgsProcessingContext, language: str, products: dict[str, str]) -> None:
        """The notes into the project, where they are not in it already."""
        from ..maps import fieldwork
        from ..model.notes import NOTES, TALKS
        from .base import place_of_layer

        project = context.project()
        if project is None:
            return
        there = {
            (place.path.resolve(), place.table)
            for place in map(place_of_layer, project.mapLayers().values())
            if place is not None
        }
        for table in (TALKS, NOTES):
            if (target.resolve(), table) not in there:
                name = fieldwork.w("layer_" + table, language=language)
                details = QgsProcessingContext.LayerDetails(name, project, "")
                context.addLayerToLoadOnCompletion(f"{target}|layername={table}", details)


@contextmanager
def _made(target: Path, language: str) -> Iterator[None]:
    """The file of collected notes; one that had to be made is removed again when something fails."""
    from ..layers import notes as files
    from ..maps import fieldwork

    if target.exists():
        yield
        return
    folders = [one for one in target.parents if not one.exists()]
    done = False
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise VeerkrachtError(
                N_("The folder {folder} cannot be written to ({reason}). Choose another one."),
                folder=target.parent, reason=error.strerror or type(error).__name__,
            ) from error  # fmt: skip
        files.create(target)
        fieldwork.save_forms(target, language)
        yield
        done = True
    finally:
        if not done:
            target.unlink(missing_ok=True)
            for one in folders:
                try:
                    one.rmdir()
                except OSError:
                    break


class _Photos:
    """What became of the photos: which versions name another file now, how many were copied, what is not there."""

    def __init__(self) -> None:
        self.renamed: dict[Version, Version] = {}
        self.copied = 0
        self.missing: list[str] = []
        self.outside: list[str] = []
        self.clashing: list[str] = []
        self.done = False


@contextmanager
def _photos(came: list[NoteFile], folder: Path) -> Iterator[_Photos]:
    """Copy the photos that belong to notes into ``folder``, under their names; taken back when what follows fails.

    A name that holds another picture already gets a part of the picture's checksum behind it, so that it gets the same
    name when it comes in again.
    """
    from ..model import notes

    out = _Photos()
    made: list[Path] = []
    try:
        for file in came:
            for row in file.rows:
                name = str(row.version.values.get("foto") or "")
                if row.version.table != notes.PHOTOS or not name:
                    continue
                plain = notes.plain_path(name)
                source = file.path.parent / plain if plain else None
                if source is None:
                    out.outside.append(name)
                    continue
                if not source.is_file():
                    # It may have come in before.
                    if not (folder / plain).is_file():
                        out.missing.append(name)
                    continue
                there = _free_name(source, folder, plain)
                if not (folder / there).exists():
                    (folder / there).parent.mkdir(parents=True, exist_ok=True)
                    made.append(folder / there)
                    shutil.copy2(source, folder / there)
                    out.copied += 1
                if there != plain:
                    out.clashing.append(there)
                if there != name:
                    out.renamed[row.version] = notes.version(row.version.table, {**row.version.values, "foto": there})
        yield out
    except OSError as error:
        raise VeerkrachtError(
            N_("The photo {file} could not be copied ({reason}). Nothing was changed."),
            file=Path(str(error.filename or "?")).name, reason=error.strerror or type(error).__name__,
        ) from error  # fmt: skip
    finally:
        if not out.done:
            for one in made:
                one.unlink(missing_ok=True)


def _free_name(source: Path, folder: Path, plain: str) -> str:
    """Where a photo goes: its own name, unless that holds another picture."""
    there = folder / plain
    if not there.exists() or _checksum(there) == _checksum(source):
        return plain
    path = Path(plain)
    return path.with_name(f"{path.stem}_{_checksum(source)[:8]}{path.suffix}").as_posix()


def _checksum(path: Path) -> str:
    import hashlib

    total = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            total.update(block)
    return total.hexdigest()
