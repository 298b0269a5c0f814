# scr_mine. `make help` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= out
PROVENANCE := The reviews are illustrative and wholly invented; the other passages are invented or \
  re-expressed. No text of a real review is in it. Labels were given by language models following \
  the codebook; no safeguarding professional has checked them.

.PHONY: help run test check fix embed train bench fuzz docs wheel corpus clean embed-model

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "scr_mine needs Python 3.11 or newer; set PYTHON=python3.12, for example." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.dev: .venv/.installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

embed: .venv/.installed ## add what the better, slower model needs
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-embed.txt

run: .venv/.installed ## set up and do the main job on the reviews in corpus/reports
	$(BIN)/scr-mine run corpus/reports -o $(OUT)

test: .venv/.dev ## set up and run the tests
	$(BIN)/python -m pytest -n auto

check: .venv/.dev ## lint, format and type checks; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: .venv/.dev ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: .venv/.installed ## retrain the shipped model on the labels in corpus/
	$(BIN)/scr-mine train --labels corpus/labels.jsonl --labels corpus/passages.jsonl \
	  --labels corpus/extracts.jsonl \
	  --name lexical --version 0.1.0 -o models/lexical --provenance "$(PROVENANCE)"

embed-model: .venv/.dev
	$(BIN)/scr-mine train --labels corpus/labels.jsonl --labels corpus/passages.jsonl \
	  --labels corpus/extracts.jsonl --encoder $(ENCODER) \
	  --name embed --version 0.1.0 -o models/embed --provenance "$(PROVENANCE)"

bench: .venv/.dev ## how long a run takes, against the obvious alternatives
	$(BIN)/python bench/speed.py

fuzz: .venv/.fuzz ## fuzz readers, importers and models, FUZZ_SECONDS (600) each; TARGETS= for some
	$(BIN)/python tests/fuzz/run.py $(TARGETS)

.venv/.fuzz: .venv/.installed requirements-fuzz.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	@touch $@

docs: .venv/.docs ## build the documentation as a site in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	$(BIN)/python -m docs.tools.built site
	@echo site/index.html

.venv/.docs: .venv/.installed requirements-docs.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	@touch $@

wheel: .venv/.dev ## build what `pipx install` takes, with the models inside, in dist/
	$(BIN)/python -m hatchling build -t wheel

corpus: .venv/.dev ## check the sources, rebuild corpus/labels.jsonl and corpus/reports
	$(BIN)/python -m corpus.tools.check
	$(BIN)/python -m corpus.tools.build

clean: ## remove what was built, never what you wrote
	rm -rf .venv out site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
