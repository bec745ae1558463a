"""Put the plugin into the QGIS profile of the current user.

    install_plugin.py [--profile NAME] [--link]

Without ``--link`` the built package is unpacked there; with it, links to this checkout take its place, so that a change
in the code is in QGIS after a restart.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from package import PACKAGE, PackageError, build  # noqa: E402


def major_version() -> int:
    """The major version of the QGIS on this machine; 3 where none can be asked."""
    try:
        from qgis.core import Qgis
    except ImportError:
        return 3
    number = getattr(Qgis, "QGIS_VERSION_INT", None) or Qgis.versionInt()
    return int(number) // 10000


def plugins_folder(profile: str, major: int) -> Path:
    """Where QGIS looks for the plugins of ``profile``."""
    own = os.environ.get("QGIS_CUSTOM_CONFIG_PATH")
    if own:
        base = Path(own)
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
        base = data / "QGIS" / f"QGIS{major}"
    return base / "profiles" / profile / "python" / "plugins"


def remove(path: Path) -> None:
    """Take away what stands at ``path``; a link goes, what it points at stays."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def install(plugins: Path, link: bool) -> Path:
    """Install into the folder ``plugins`` and return the plugin's folder."""
    target = plugins / PACKAGE
    plugins.mkdir(parents=True, exist_ok=True)
    # Made ready beside its place, so that a failure leaves the installed version as it was.
    with tempfile.TemporaryDirectory(dir=plugins, prefix=".veerkracht-") as spare:
        fresh = Path(spare) / PACKAGE
        if link:
            fresh.mkdir()
            parts = [path for path in (ROOT / PACKAGE).iterdir() if path.name != "__pycache__"]
            parts += [ROOT / name for name in ("metadata.txt", "LICENSE", "resources", "i18n")]
            for path in parts:
                (fresh / path.name).symlink_to(path)
        else:
            with zipfile.ZipFile(build(ROOT, Path(spare))) as archive:
                archive.extractall(spare)
        remove(target)
        fresh.rename(target)
    return target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="default")
    parser.add_argument("--link", action="store_true")
    arguments = parser.parse_args()
    try:
        target = install(plugins_folder(arguments.profile, major_version()), arguments.link)
    except (PackageError, OSError) as error:
        print(f"make install: {error}", file=sys.stderr)
        return 1
    print(f"Veerkracht stands in {target}.")
    print("Start QGIS, open Plugins > Manage and Install Plugins > Installed, and tick Veerkracht.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
