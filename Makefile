# make demo        the whole main job on the fictional Voorbeeldstad, or with GEMEENTE=Heerlen on downloaded figures
# make test        all tests (ARGS="-k name" goes to pytest); make test-model runs those that need no QGIS without it
# make lint        ruff, mypy, bandit, detect-secrets, flake8-qgis, translations, metadata
# make package     dist/veerkracht_plugin-<version>.zip
# make install     into the QGIS profile of this user (PROFILE=default; LINK=1 links the checkout)
# make bench       the benchmarks; make screens  screenshots of real windows
# make translations  collect the texts into i18n/ and compile them
# Each target installs what it needs by itself.

.DEFAULT_GOAL := help
SHELL := /bin/bash

# The Python that QGIS uses. Another one on PATH does not know QGIS.
QGIS_PYTHON ?= /usr/bin/python3
# The Python for the tests that must run without QGIS.
MODEL_PYTHON ?= $(QGIS_PYTHON)
GEMEENTE ?=
PROFILE ?= default
LINK ?=
ARGS ?=
# Two processes of tests at once; each file of tests stays in one, as it shares layers that take long to make.
WORKERS ?= 2
export QGIS_PYTHON

OFFSCREEN := QT_QPA_PLATFORM=offscreen
PYTHON := $(QGIS_PYTHON) -B

.PHONY: help system venv compile demo test test-model lint package install bench screens translations clean

help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

system:
	@scripts/install-system.sh

venv: system
	@scripts/make-venv.sh .venv requirements-dev.txt $(QGIS_PYTHON) --system-site-packages

compile: system
	@$(PYTHON) scripts/translations.py compile

demo: compile
	@$(OFFSCREEN) $(PYTHON) scripts/demo.py $(if $(GEMEENTE),--gemeente "$(GEMEENTE)")

test: venv compile
	@scripts/install-system.sh tests
	@scripts/test.sh -n $(WORKERS) --dist loadfile $(ARGS)

test-model:
	@scripts/make-venv.sh build/venv-model requirements-model.txt $(MODEL_PYTHON)
	@LC_ALL=C.UTF-8 build/venv-model/bin/python -m pytest tests/model tests/sources $(ARGS)

lint: venv
	@scripts/lint.sh

package: compile
	@$(PYTHON) scripts/package.py

install: package
	@$(PYTHON) scripts/install_plugin.py --profile "$(PROFILE)" $(if $(LINK),--link)

bench: venv compile
	@if compgen -G 'bench/*.py' >/dev/null; then \
	    for script in bench/*.py; do $(OFFSCREEN) .venv/bin/python "$$script" || exit 1; done; \
	else echo "There are no benchmarks yet (bench/*.py)."; fi

screens: venv compile
	@if [ -e scripts/screens.py ]; then \
	    scripts/install-system.sh screens && \
	    xvfb-run -a -s "-screen 0 1600x1200x24 -dpi 96" env QT_QPA_PLATFORM=xcb .venv/bin/python scripts/screens.py; \
	else echo "There are no screenshots yet (scripts/screens.py)."; fi

translations: system
	@$(PYTHON) scripts/translations.py extract
	@$(PYTHON) scripts/translations.py compile

clean:
	rm -rf build dist .venv .qgis-settings .mypy_cache .ruff_cache .pytest_cache .hypothesis i18n/*.qm
