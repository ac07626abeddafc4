# Two commands do all the set-up: `make lab` opens the course, `make test` runs every test.

PYTHON ?= python3
VENV ?= .venv
LAB_ARGS ?=
TEST_ARGS ?=
BENCH_ARGS ?=
WORKERS ?= 2

BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NEEDED := pyproject.toml constraints.txt
# The learner's own copy of the lessons, not yet run.
COURSE ?= course

.PHONY: help lab test lint notebooks class slides bench coverage constraints oldest newest clean

help:
	@echo "make lab        open the course in JupyterLab"
	@echo "make test       run every test"
	@echo "make lint       style and types"
	@echo "make notebooks  make and run the lessons from their sources"
	@echo "make slides     a page of slides for each lesson, and for two plans, in build/slides"
	@echo "make class      pack the course for a class, with people of its own: make class SEED=7"
	@echo "make oldest     lessons and tests with the oldest versions that are admitted; make newest"
	@echo "make bench      measure speed, and write docs/performance.md"
	@echo "make coverage   measure intervals and tests, and write docs/coverage.md"

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	  "uxcx needs Python 3.11 or newer, and $(PYTHON) is older: make lab PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/lab-ready: $(VENV)/made $(NEEDED)
	@echo "Setting up the course; the first time this takes a few minutes."
	$(INSTALL) --constraint constraints.txt --editable '.[lab]'
	@touch $@

$(VENV)/teach-ready: $(VENV)/made $(NEEDED)
	$(INSTALL) --constraint constraints.txt --editable '.[teach]'
	@touch $@ $(VENV)/lab-ready

$(VENV)/test-ready: $(VENV)/made $(NEEDED)
	$(INSTALL) --constraint constraints.txt --editable '.[test]'
	@touch $@ $(VENV)/teach-ready $(VENV)/lab-ready

lab: $(VENV)/lab-ready
	$(BIN)/python -m uxcx lab $(COURSE) -- $(LAB_ARGS)

test: $(VENV)/test-ready
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope \
	  --nbval --nbval-current-env $(TEST_ARGS)

lint: $(VENV)/test-ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

notebooks: $(VENV)/test-ready
	$(BIN)/python tools/build_notebooks.py
	$(BIN)/python tools/answer_book.py
	$(BIN)/python tools/write_minutes.py

slides: $(VENV)/teach-ready
	$(BIN)/python tools/make_slides.py

SEED ?= 1
class: $(VENV)/teach-ready
	$(BIN)/python tools/make_class.py --seed $(SEED)

bench: $(VENV)/test-ready
	$(BIN)/python benchmarks/import_time.py
	$(BIN)/python benchmarks/performance.py $(BENCH_ARGS)

coverage: $(VENV)/test-ready
	$(BIN)/python benchmarks/measure_coverage.py
	$(BIN)/python benchmarks/lifetime_coverage.py

constraints: $(VENV)/made
	rm -rf build/newest && $(PYTHON) -m venv build/newest
	build/newest/bin/python -m pip install --quiet '.[test]'
	build/newest/bin/python tools/write_constraints.py

# Both ends of what pyproject.toml admits. Notebooks need only run, since numbers may round otherwise;
# old libraries that warn of new ones are not ours to mend.
ADMITTED := build/admitted
oldest: RESOLUTION := lowest-direct
newest: RESOLUTION := highest
oldest newest: $(VENV)/test-ready
	rm -rf $(ADMITTED)/$@ && $(BIN)/uv venv --quiet --python $(BIN)/python $(ADMITTED)/$@
	$(BIN)/uv pip install --quiet --python $(ADMITTED)/$@/bin/python \
	  --resolution $(RESOLUTION) --editable '.[test]'
	$(ADMITTED)/$@/bin/python -m pytest -W default --ignore tests/test_browser.py \
	  --ignore tests/test_install.py \
	  --deselect tests/test_dependencies.py::test_everything_that_is_installed_is_in_the_constraints \
	  --numprocesses $(WORKERS) --dist loadscope \
	  --nbval-lax --nbval-current-env $(TEST_ARGS)

clean:
	rm -rf $(VENV) build dist
