#!/usr/bin/env bash
# Run pytest in a settled surrounding: own QGIS settings, English, no window of the user. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

export LC_ALL=C.UTF-8 LANG=C.UTF-8 LANGUAGE=en PYTHONHASHSEED=0 PYTHONFAULTHANDLER=1
unset QGIS_PREFIX_PATH QGIS_PLUGINPATH PYTHONPATH

# pytest-qgis keeps the settings of the test run here; every run starts with none.
rm -rf .qgis-settings
mkdir .qgis-settings
echo '*' >.qgis-settings/.gitignore

run=(.venv/bin/python -m pytest "$@")
if grep -rqE --include='*.py' 'mark\.window' tests; then
    # Tests that open real windows need a display; one platform serves the whole run, so that there is one result.
    export QT_QPA_PLATFORM=xcb
    exec xvfb-run -a -s "-screen 0 1600x1200x24 -dpi 96" "${run[@]}"
fi
export QT_QPA_PLATFORM=offscreen
exec "${run[@]}"
