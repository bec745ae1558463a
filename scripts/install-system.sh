#!/usr/bin/env bash
# Install what the Makefile needs from the system: QGIS, its Python with pandas, and a few tools.
#   scripts/install-system.sh [screens|tests]
# With everything there it does nothing and takes no time. On Debian and Ubuntu it installs what is missing, as root or
# through sudo; elsewhere it says in one sentence what to install.
set -euo pipefail

packages=(qgis python3-qgis qgis-providers python3-pandas python3-venv xvfb xauth fonts-dejavu-core ca-certificates)
[ "${1:-}" != screens ] || packages+=(imagemagick)
# The tests open the HTML map in a real browser; Ubuntu has it as a snap only, and there those tests are skipped.
if [ "${1:-}" = tests ] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
    grep -qi '^ID=debian' /etc/os-release 2>/dev/null && packages+=(chromium)
fi
# Half a minute; without it the tests of PostGIS skip. They start a server of their own. The text of PDFs is read with
# pdftotext.
[ "${1:-}" != tests ] || packages+=(postgresql-postgis poppler-utils)

has_lrelease() {
    command -v lrelease lrelease-qt5 lrelease-qt6 >/dev/null && return 0
    compgen -G '/usr/lib/qt*/bin/lrelease' >/dev/null
}

missing=()
if command -v dpkg-query >/dev/null; then
    installed=" $(dpkg-query -W -f '${Package}:${db:Status-Status} ' "${packages[@]}" 2>/dev/null || true)"
    for package in "${packages[@]}"; do
        [[ "$installed" == *" $package:installed "* ]] || missing+=("$package")
    done
    # lrelease compiles the translations; the Qt 6 package serves where Qt 5 is gone.
    has_lrelease || missing+=(qttools5-dev-tools)
else
    for program in qgis xvfb-run; do command -v "$program" >/dev/null || missing+=("$program"); done
    for module in qgis pandas ensurepip; do
        "${QGIS_PYTHON:-/usr/bin/python3}" -c "import importlib.util as u, sys; sys.exit(u.find_spec('$module') is None)" \
            2>/dev/null || missing+=("Python module $module")
    done
    has_lrelease || missing+=("lrelease of the Qt tools")
    [ "${1:-}" != screens ] || command -v convert magick >/dev/null || missing+=(imagemagick)
fi
[ ${#missing[@]} -gt 0 ] || exit 0

list=$(printf ', %s' "${missing[@]}")
list=${list:2}

if ! command -v apt-get >/dev/null; then
    echo "Please install with the package manager of this system: $list." >&2
    exit 1
fi

root=()
if [ "$(id -u)" != 0 ]; then
    # Without a terminal nobody can type a password.
    if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        root=(sudo)
    else
        echo "Please install these packages as root: apt-get install ${missing[*]}" >&2
        # What tests alone want they can do without.
        [ "${1:-}" = tests ] || exit 1
        exit 0
    fi
fi

apt() {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
        -o Dpkg::Use-Pty=0 -qq "$@" </dev/null
}

echo "Installing from the package archive: $list (a few minutes the first time)"
apt update
for i in "${!missing[@]}"; do
    if [ "${missing[$i]}" = qttools5-dev-tools ] && ! apt-cache show qttools5-dev-tools >/dev/null 2>&1; then
        missing[i]=qt6-l10n-tools
    fi
    # An older release has it under the number of its PostgreSQL only; the tests can do without.
    if [ "${missing[$i]}" = postgresql-postgis ] && ! apt-cache show postgresql-postgis >/dev/null 2>&1; then
        unset "missing[$i]"
    fi
done
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ ${#missing[@]} -gt 0 ] || exit 0
if ! apt install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "apt-get could not install ${missing[*]}; see the lines above." >&2
    exit 1
fi
