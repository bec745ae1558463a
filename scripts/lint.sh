#!/usr/bin/env bash
# All checks that do not run the code. Every check runs, also after one that failed; the result is bad when one was.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export LC_ALL=C.UTF-8
failed=()

check() {
    local name=$1
    shift
    if "$@"; then echo "ok      $name"; else
        echo "FAILED  $name"
        failed+=("$name")
    fi
}

# Everything but what is made or fetched; git itself may be absent.
files() {
    find . -type d \( -name '.?*' ! -name .ci -o -name build -o -name dist -o -name __pycache__ \) -prune \
        -o -type f ! -name '*.qm' -print0
}

secrets() { files | xargs -0 "$bin/detect-secrets-hook"; }

# For the oldest Python that the plugin supports, or for this one where NumPy's types no longer know that.
types() {
    "$bin/python" -c 'import numpy, sys; sys.exit(numpy.__version__ >= "2.1")' && set -- --python-version 3.9 ||
        set -- --python-version "$("$bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    "$bin/mypy" --no-error-summary "$@"
}

check ruff "$bin/ruff" check --quiet .
check mypy types
check bandit "$bin/bandit" --quiet --recursive veerkracht_plugin
check detect-secrets secrets
# QGS105 would have iface imported, where a test could not give its own; QGS202 guesses by the name of a method alone,
# and QGS201 has symbols and widgets wrong; compat.py is where the types of QGIS 3.22 belong.
check flake8-qgis "$bin/flake8" --isolated --select=QGS --extend-ignore=QGS105,QGS202 \
    --per-file-ignores="veerkracht_plugin/compat.py:QGS402 veerkracht_plugin/maps/*:QGS201 veerkracht_plugin/gui/*:QGS201" \
    veerkracht_plugin
check translations "$bin/python" scripts/translations.py check
check metadata "$bin/python" scripts/check_metadata.py

if [ ${#failed[@]} -gt 0 ]; then
    echo "make lint: failed: ${failed[*]}"
    exit 1
fi
echo "make lint: all is well"
