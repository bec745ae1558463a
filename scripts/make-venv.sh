#!/usr/bin/env bash
# Make (or bring up to date) a virtual environment from a file of pinned versions.
#   scripts/make-venv.sh FOLDER REQUIREMENTS PYTHON [options of venv]
# Nothing happens when the folder was made from these very versions with this very Python.
set -euo pipefail
folder=$1 requirements=$2 python=$3
shift 3

stamp="$folder/.made-from"
wanted="$("$python" -c 'import sys; print(sys.version)') $* $(cksum <"$requirements")"
[ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ] || exit 0

rm -rf "$folder"
"$python" -m venv "$@" "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
printf '%s\n' "$wanted" >"$stamp"
