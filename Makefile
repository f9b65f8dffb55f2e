# What make does, `python -m analysis <verb>` does too. Targets with a `##` comment are listed by `make help`.
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DEFAULT_GOAL := all
SHELL := /bin/sh

VENV := .venv
PYTHON := $(VENV)/bin/python
ANALYSIS := $(PYTHON) -m analysis
# A build of the reports depends on no variable of the caller; these only say where packages are kept.
BUILD_FLAGS := $(if $(FORCE),--force) $(if $(JOBS),--jobs $(JOBS))

.PHONY: all
all: $(VENV)  ## build every stale report and its figures (FORCE=1: all of them; JOBS=n at a time)
	@$(ANALYSIS) build $(BUILD_FLAGS)

.PHONY: test
test: $(VENV)  ## run all tests: pytest for the library, nbval for the reports
	@$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder
	@$(ANALYSIS) build
	@$(ANALYSIS) replay

.PHONY: lint
lint: $(VENV)  ## ruff (rules and layout) and mypy
	@$(VENV)/bin/ruff check --quiet src tests benchmarks
	@$(VENV)/bin/ruff format --quiet --check src tests benchmarks
	@$(VENV)/bin/mypy --no-error-summary

.PHONY: figures
figures: all  ## the same as all: figures are taken out of the reports

.PHONY: test-spark
test-spark: build/spark/made  ## run both reuse engines and compare their rows (needs Java)
	@PYTHONPATH=build/spark $(PYTHON) -m pytest tests/test_spark.py

# Beside the environment and not in it: the lock does not name it, and the other tests see to it that nothing needs it.
build/spark/made: $(VENV)
	@[ -f $@ ] || { rm -rf build/spark && $(VENV)/bin/uv pip install --quiet --no-cache --python $(PYTHON) --target build/spark pyspark==3.5.9 && touch $@; }

.PHONY: report-%
report-%: $(VENV)  ## build one report, for example report-20_initiative_support
	@$(ANALYSIS) build $(BUILD_FLAGS) $*

.PHONY: check
check: $(VENV)  ## run every report afresh without a network and compare it with what is committed (REPORT=name: one)
	@$(ANALYSIS) check $(REPORT) $(if $(JOBS),--jobs $(JOBS))

.PHONY: accept
accept: $(VENV)  ## take the outputs that the last check found to differ (REPORT=name: one)
	@$(ANALYSIS) accept $(REPORT)

.PHONY: mutate
mutate: $(VENV)  ## change committed outputs in every way there is, and see that the check names each (minutes)
	@$(PYTHON) tests/proof/mutations.py

.PHONY: perturb
perturb: $(VENV)  ## build the reports in other circumstances and compare the bytes (minutes)
	@$(PYTHON) tests/proof/perturb.py

.PHONY: kill
kill: $(VENV)  ## kill builds, fill disks, build twice at once, and see that nothing is broken (minutes)
	@$(PYTHON) tests/proof/kill.py

.PHONY: fresh
fresh: $(VENV)  ## change random inputs, and see that no build leaves alone what a forced one would change (minutes)
	@$(PYTHON) tests/proof/fresh.py

.PHONY: record
record: $(VENV)  ## note in reports/check.json what the last check compared, for the site and the archive
	@$(ANALYSIS) record

.PHONY: prove
prove: check mutate perturb kill fresh  ## all of the above
	@$(ANALYSIS) record

.PHONY: status
status: $(VENV)  ## tell for each report whether it is fresh, and why not
	@$(ANALYSIS) status

.PHONY: data
data: $(VENV)  ## rebuild data/processed from the text (CORPUS_TEXT) and compare (ACCEPT=1: write; CORPUS=name: of an imported corpus)
	@$(ANALYSIS) data $(if $(CORPUS),--corpus $(CORPUS)) $(if $(ACCEPT),--accept)

.PHONY: codebook
codebook: $(VENV)  ## write data/CODEBOOK.md and data/datapackage.json from the descriptions beside the tables
	@$(ANALYSIS) codebook

.PHONY: docs
docs: all  ## fill the marked blocks of README, METHODS and docs/ from the reports
	@$(ANALYSIS) docs

.PHONY: site
site: codebook all  ## render the reports as pages that open from disk: site/index.html (TEXT=1: with the owner's text, in build/)
	@$(ANALYSIS) site $(if $(TEXT),--text)

.PHONY: archive
archive: site  ## write the archive to deposit, an RO-Crate: build/archive.zip
	@$(ANALYSIS) archive

.PHONY: validate
validate: archive  ## hold archive and pages against validators of others: roc-validator, and vnu where Node and Java are (network)
	@$(VENV)/bin/uv run --quiet --isolated --no-project --cache-dir build/uv --python $(PYTHON) --with roc-validator==0.13.0 --with rocrate==0.13.0 \
	  python tests/proof/crate.py build/archive.zip
	@if command -v npx >/dev/null && command -v java >/dev/null; then npm_config_cache=build/npm npx --yes vnu-jar@26.9.27 --errors-only --skip-non-html site && echo "vnu: no error in the pages"; \
	else echo "vnu: not run, it needs Node and Java"; fi

.PHONY: lab
lab: $(VENV)  ## open JupyterLab on the study (PORT=n; ROOT=1: as root, in a container; ARGS="...": what else it is told)
	@$(ANALYSIS) lab $(if $(PORT),--port $(PORT)) $(if $(ROOT),--as-root) -- $(ARGS)

.PHONY: tidy
tidy: $(VENV)  ## take out of source notebooks what running them left there
	@$(ANALYSIS) tidy

.PHONY: leaks
leaks: archive  ## look for sentences of the text in what git tracks, and in site and archive (CORPUS_TEXT)
	@$(ANALYSIS) leaks
	@$(ANALYSIS) leaks --path site --path build/archive.zip

.PHONY: lock
lock: $(VENV)  ## resolve the dependencies of pyproject.toml anew into requirements.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --group dev pyproject.toml -o requirements.lock

.PHONY: clean
clean:  ## remove what was built here: build/ and site/ (reports are committed and stay)
	rm -rf build site

.PHONY: help
help:  ## list the targets
	@awk -F ':.*## ' '/^[a-zA-Z0-9_%-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' Makefile

# The environment, made again when the lock, the package's metadata or the place of the checkout changed (by content:
# file times say nothing after a clone). uv is installed from the lock itself and does the rest; nothing leaves .venv.
# The line that leads to src/ is made relative: Python 3.11 reads it in the locale's encoding, which may know no 研究/.
.PHONY: $(VENV)
$(VENV):
	@wanted="$$(cat requirements.lock pyproject.toml | cksum) $(CURDIR)"; \
	if [ "$$(cat $(VENV)/made-from 2>/dev/null)" != "$$wanted" ]; then \
	  set -e; echo "Setting up $(VENV) from requirements.lock"; \
	  [ -x $(PYTHON) ] && $(PYTHON) -c '' 2>/dev/null || { rm -rf $(VENV); python3 -m venv $(VENV); }; \
	  awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.txt; \
	  $(PYTHON) -m pip --disable-pip-version-check install --quiet --no-cache-dir --require-hashes -r $(VENV)/uv.txt; \
	  $(VENV)/bin/uv pip sync --quiet --no-cache --require-hashes --compile-bytecode --python $(PYTHON) requirements.lock; \
	  $(VENV)/bin/uv pip install --quiet --no-cache --no-deps --no-build-isolation --python $(PYTHON) --editable .; \
	  for file in $(VENV)/lib/python*/site-packages/_proofpress.pth; do echo ../../../../src > "$$file"; done; \
	  echo "$$wanted" > $(VENV)/made-from; \
	fi
