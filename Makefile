# Greffe needs Python 3.11 or later and make; everything else is brought by the lock files.
# Written for GNU make 3.81 too, which is what macOS has.

VENV := .venv
BIN := $(VENV)/bin
PYTHON_OF_VENV := $(BIN)/python
NPM := $(BIN)/npm --no-audit --no-fund --no-update-notifier --loglevel=error
APPS := config investigations casefiles search
SOURCES := $(APPS) tests benchmarks manage.py
TEMPLATES := $(wildcard */templates)

# One file for each step of the set-up, younger than what the step was made from.
STAMPS := $(VENV)/.stamps
MODELS := .cache/tessdata/.unpacked
MESSAGES := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/*.po))

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links

export PYTHONUNBUFFERED := 1
# tesseract would otherwise start as many threads in each process as there are cores.
export OMP_THREAD_LIMIT := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev browser run test test-all lint format bench screenshots messages lock upgrade clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | \
		while IFS='|' read -r name what; do printf '%-18s %s\n' "$$name" "$$what"; done

# --- set-up -----------------------------------------------------------------------------------

setup: $(MODELS) $(MESSAGES) $(STAMPS)/bytecode ## Everything that Greffe needs to run; nothing the second time

setup-dev: setup $(STAMPS)/tools browser ## The same, and what the tests need

$(STAMPS)/venv:
	@if $(PYTHON_OF_VENV) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		mkdir -p $(STAMPS) && touch $@ && exit 0; \
	fi; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
			2>/dev/null; then \
			echo "Making $(VENV) with $$("$$python" --version)…"; \
			"$$python" -m venv --clear $(VENV) && mkdir -p $(STAMPS) && touch $@; \
			exit; \
		fi; \
	done; \
	echo 'Greffe needs Python 3.11 to 3.14 with its venv module (on Debian: python3-venv); none was found.' >&2; \
	echo 'If it is somewhere else: make setup PYTHON=/path/to/python3' >&2; \
	exit 1

$(STAMPS)/uv: requirements-uv.txt $(STAMPS)/venv
	@$(PYTHON_OF_VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(STAMPS)/packages: requirements.txt $(STAMPS)/uv
	@echo 'Installing the Python packages…'
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(PYTHON_OF_VENV) --require-hashes -r $<
	@touch $@

$(STAMPS)/tools: requirements-dev.txt $(STAMPS)/packages
	@echo 'Installing the tools of the tests…'
	@$(BIN)/uv pip install --quiet --python $(PYTHON_OF_VENV) --require-hashes -r $<
	@touch $@

# What parses files may write none, so that nobody else would ever compile what it imports.
$(STAMPS)/bytecode: $(shell find $(APPS) -name '*.py') $(STAMPS)/packages
	@$(PYTHON_OF_VENV) -m compileall -q $(APPS)
	@touch $@

$(MODELS): package-lock.json $(STAMPS)/packages
	@echo 'Installing the OCR models…'
	@$(NPM) ci --ignore-scripts --omit=dev --omit=optional >/dev/null
	@$(PYTHON_OF_VENV) -m config.tessdata
	@$(PYTHON_OF_VENV) -m config.scripts
	@touch $@

browser: $(STAMPS)/tools $(MODELS)
	@$(PYTHON_OF_VENV) -m config.browser

%.mo: %.po $(STAMPS)/packages
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# --- use --------------------------------------------------------------------------------------

run: setup ## Start Greffe, with a demo dossier the first time; Ctrl-C stops it
	@$(PYTHON_OF_VENV) -m config.prepare
	@exec $(PYTHON_OF_VENV) -m config.start

# --- work on it -------------------------------------------------------------------------------

test: lint ## Check style and types, run the tests
	@$(PYTHON_OF_VENV) -m pytest

test-all: lint ## The same, with the tests that take long
	@$(PYTHON_OF_VENV) -m pytest -m ''

lint: setup-dev ## Check style and types only
	@$(BIN)/ruff format --check --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff check --quiet $(wildcard $(SOURCES))
	@$(BIN)/djlint --check --quiet $(TEMPLATES)
	@$(BIN)/djlint --lint --quiet $(TEMPLATES)
	@$(BIN)/mypy

format: setup-dev ## Put the sources into the agreed form
	@$(BIN)/ruff check --fix --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff format --quiet $(wildcard $(SOURCES))
	@$(BIN)/djlint --reformat --quiet $(TEMPLATES)

bench: setup-dev ## Measure every speed that the README claims
	@$(PYTHON_OF_VENV) -m benchmarks $(foreach report,$(WITH),--with $(report))

screenshots: setup-dev ## Take the pictures of the documentation from the running demo
	@$(PYTHON_OF_VENV) -m tests.browser.screenshots

messages: setup-dev ## Collect the texts of the interface for translation
	@$(PYTHON_OF_VENV) -m config.messages

# Addresses are left out of the lock files: those of a mirror would serve nobody else.
lock: setup ## Write the lock files anew after a change of *.in or package.json
	@for name in requirements-uv requirements requirements-dev; do \
		$(COMPILE) $(UPGRADE) $$name.in --output-file $$name.txt >/dev/null || exit 1; \
	done
	@$(NPM) install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved >/dev/null

upgrade: ## Write the lock files anew with the newest versions
	@$(MAKE) lock UPGRADE=--upgrade

clean: ## Remove everything that set-up made; the data in var/ stays
	rm -rf $(VENV) node_modules .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -f $(MESSAGES)
	find $(filter-out manage.py,$(wildcard $(SOURCES))) -name __pycache__ -type d -prune -exec rm -rf {} +
