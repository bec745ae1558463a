"""What benchmarks share. It lies in a folder of its own, since `make bench` runs every file beside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def start_qgis(profile: Path) -> Any:
    """QGIS with the plugin's algorithms and a ``profile`` of its own; what this gives must outlive the run."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(profile)
    sys.path[:0] = [str(ROOT), "/usr/share/qgis/python/plugins", "/usr/share/qgis/python"]
    from qgis.core import QgsApplication

    QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    from veerkracht_plugin.processing.provider import VeerkrachtProvider

    Processing.initialize()
    provider = VeerkrachtProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    return application, provider
