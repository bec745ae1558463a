"""What the algorithms that make pages share: reading their inputs, and doing so in the main thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
)

from ..compat import enum
from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import POLYGON, VECTOR, BaseAlgorithm

if TYPE_CHECKING:
    import pandas as pd

    from ..maps.material import Material, Stock

NO_THREADING = enum(QgsProcessingAlgorithm, "Flag", "FlagNoThreading")


class PagesAlgorithm(BaseAlgorithm):
    """Base of ``print`` and ``factsheets``: a classified layer, own stock, a folder."""

    INPUT, STOCK, FOLDER, COUNT = "INPUT", "STOCK", "FOLDER", "COUNT"

    def __init__(self) -> None:
        super().__init__()
        self._history: list[str] = []

    def flags(self) -> Any:
        # Layouts are drawn in the main thread: QGIS does the same with its own algorithms that export layouts.
        return super().flags() | NO_THREADING

    def add_inputs(self) -> None:
        """The parameters in front."""
        add = self.addParameter
        add(QgsProcessingParameterFeatureSource(self.INPUT, tr("Classified buurt layer"), [POLYGON]))
        add(
            QgsProcessingParameterFeatureSource(
                self.STOCK, tr("Own stock with classes, or complexes"), [VECTOR], optional=True
            )
        )

    def add_folder(self) -> None:
        """The parameters behind, and the outputs."""
        add, promise = self.addParameter, self.addOutput
        add(QgsProcessingParameterFolderDestination(self.FOLDER, tr("Folder")))
        promise(QgsProcessingOutputNumber(self.COUNT, tr("Number of files")))

    def before(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        from ..layers.metadata import filters_in, history_of

        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        self._history = list(layer.metadata().history()) if layer is not None else []
        # Which part of own stock counts is told under every page.
        stock = self.parameterAsVectorLayer(parameters, self.STOCK, context)
        told = filters_in(history_of(stock))
        self._history += [line for line in told if line not in self._history]

    def material(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Material:
        """The buurten and own stock. Raises VeerkrachtError for a layer that is not what it should be."""
        material = classified_material(self, parameters, self.INPUT, self._history, context, feedback)
        material.stock = own_stock(self, parameters, self.STOCK, material.table, context, feedback)
        return material

    def folder(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Path:
        """Where the files go."""
        path = self.parameterAsString(parameters, self.FOLDER, context)
        if not path:
            raise VeerkrachtError(N_("Choose a folder for the files."))
        return Path(path)


def check(feedback: QgsProcessingFeedback) -> None:
    """Raises Cancelled when the user asked to stop."""
    if feedback.isCanceled():
        raise Cancelled


def classified_material(
    algorithm: BaseAlgorithm,
    parameters: dict[str, Any],
    name: str,
    history: list[str],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    own: Sequence[str] = (),
) -> Material:
    """The classified buurten behind a parameter with what their metadata (``history``) say, and the columns ``own``.

    Raises VeerkrachtError for a layer that is not what it should be.
    """
    from ..maps.material import read

    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise VeerkrachtError(
            N_("The classified buurt layer cannot be read. Choose the result of “Classify resilience”.")
        )
    live = algorithm._is_live(parameters, name, context)
    material = read(source, source.sourceName() or name, feedback, live, context, own)
    material.describe(history)
    return material


def own_stock(
    algorithm: BaseAlgorithm,
    parameters: dict[str, Any],
    name: str,
    table: pd.DataFrame,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> Stock | None:
    """Own stock behind an optional parameter, for the buurten of ``table``; what lies in none of them is said.

    Raises VeerkrachtError when it is no own stock with its buurten, or when all of it lies elsewhere.
    """
    from ..maps.material import read_stock

    if parameters.get(name) in (None, ""):
        return None
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise VeerkrachtError(N_("The layer of own stock cannot be read. Choose another layer."))
    live = algorithm._is_live(parameters, name, context)
    stock = read_stock(source, source.sourceName() or name, feedback, live, context)
    unknown = set(stock.rows["bu_code"]) - set(table["bu_code"]) - {""}
    outside = int((stock.rows["bu_code"].isin(unknown | {""})).sum())
    if outside == len(stock.rows):
        raise VeerkrachtError(
            N_("None of the own stock lies in a buurt of the classified layer. Do the two layers belong together?")
        )
    if outside:
        feedback.pushWarning(
            tr("{n} of {all} rows of own stock lie in no buurt of this layer and are not counted.").format(
                n=outside, all=len(stock.rows)
            )
        )
    return stock
