# Every command of the house. `make help` lists them.
PYTHON ?= python3
PY := .venv/bin/python
ifneq ($(wildcard .venv/Scripts/python.exe),)
PY := .venv/Scripts/python.exe
endif

.PHONY: help run test test-servers bench soak screenshots freeze locale environment test-environment

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: environment ## open Slipway on the sample workspace; without a display, do the main job headless
	@$(PY) main.py start

test: test-environment ## ruff, mypy, import contracts and all tests
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check -q .
	@$(PY) -m mypy
	@$(PY) -c "import sys; from importlinter.cli import lint_imports_command; sys.argv[0] = 'lint-imports'; lint_imports_command()"
	@$(PY) packaging/make_locale.py --check
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 $(ARGS)

test-servers: test-environment ## build real engines (Maven), prepare real stores (pip), and prove on them what is published
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.servers

bench: test-environment ## measure; prints a table and writes build/bench.json
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench

soak: test-environment ## the full counts of the property tests; writes build/soak.json
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.soak

screenshots: environment ## drive the real window through the screenshot set into build/screenshots
	@QT_QPA_PLATFORM=offscreen $(PY) packaging/make_screenshots.py

freeze: ## one-folder build with PyInstaller, started once
	@$(PYTHON) packaging/make_environment.py --freeze
	@$(PY) packaging/make_frozen.py

locale: test-environment ## extract messages into the catalogs and compile them
	@$(PY) packaging/make_locale.py

environment:
	@$(PYTHON) packaging/make_environment.py

test-environment:
	@$(PYTHON) packaging/make_environment.py --test
