# `make serve` and `make test` are all that a newcomer needs; each sets up what it needs first.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install
HOST   ?= 127.0.0.1
PORT   ?= 8000
NODES  ?= 1
SIZES  ?= 210,2700,20000,100000

# Workers and the hundred processes of the tests should not each compile the application anew.
COMPILE_ONCE := env -u PYTHONDONTWRITEBYTECODE

.PHONY: serve test lint format lock opensearch bench screenshots vectors clean

serve: $(VENV)/.production
	@exec $(COMPILE_ONCE) HOST=$(HOST) PORT=$(PORT) $(BIN)/barodap serve

test: $(VENV)/.development
	@sh scripts/browser.sh
	@sh scripts/redis.sh
	@sh scripts/opensearch/install.sh
	@sh scripts/postgres.sh
	@$(COMPILE_ONCE) $(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.development
	sh scripts/lock.sh

# One node, or several: make opensearch NODES=3 DATA=folder-to-keep
opensearch: $(VENV)/.development
	@sh scripts/opensearch/install.sh
	@$(BIN)/python -m scripts.opensearch --nodes $(NODES) $(if $(DATA),--data $(DATA))

# Beside other engines: make bench SIZES=210,2700
bench: $(VENV)/.development
	@sh scripts/opensearch/install.sh
	@sh scripts/redis.sh
	@sh scripts/postgres.sh
	$(BIN)/python -m benchmarks.peers --sizes $(SIZES)
	$(BIN)/python -m benchmarks.scale

screenshots: $(VENV)/.development
	@sh scripts/browser.sh
	$(BIN)/python -m scripts.screenshots

vectors: $(VENV)/.development
	$(BIN)/python -m scripts.vectors

clean:
	rm -rf $(VENV) .opensearch dist .pytest_cache .mypy_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "The venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

# The lock has two parts: production above the line, everything else below.
$(VENV)/.production: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing dependencies (about 120 MB the first time) ..."
	@sed '/^# ----/,$$d' requirements.lock > $(VENV)/production.txt
	@$(PIP) --require-hashes -r $(VENV)/production.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: $(VENV)/.production
	@echo "Installing what tests need (about 250 MB the first time) ..."
	@sed '1,/^# ----/d' requirements.lock > $(VENV)/development.txt
	@$(PIP) --require-hashes -r $(VENV)/development.txt
	@touch $@
