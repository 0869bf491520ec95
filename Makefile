# `make lab` opens the course, `make test` proves that all of it works. Both need Python 3.11 or newer and
# nothing else: what they lack they install into .venv, and a second call finds it there.

PYTHON ?= python3
VENV ?= .venv
# What is installed besides gradlab: `lab`, `test`, or more: make test EXTRAS=test,oracle (TensorFlow, to compare with)
EXTRAS ?= test
# Where `make site` writes the site
FOLDER ?= dist/site

BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed-$(EXTRAS)
LIVE := gradlab/live
NBVAL := --nbval-current-env --nbval-cell-timeout=120
# Several processes share the cores: threads of matrix products would wait for each other
SHARED := OPENBLAS_NUM_THREADS=1
BENCHMARKS := $(filter-out timing contest,$(basename $(notdir $(wildcard tests/benchmarks/[a-z]*.py))))
COURSE := $(sort $(wildcard notebooks/*.ipynb))

.PHONY: help lab test lint bundles site bench golden strip pictures chromium pyodide clean
.DELETE_ON_ERROR:

# What there is to make
help:
	@awk '/^# / { said = substr($$0, 3) } /^[a-z]+:/ { sub(/:.*/, ""); printf "make %-10s%s\n", $$0, said }' Makefile

# Opens the course in JupyterLab
lab: $(VENV)/installed-lab
	$(BIN)/gradlab lab notebooks

# Runs every test: the JavaScript's, the golden notebook, the library's with all notebooks, the browser's
test: $(INSTALLED) chromium pyodide
	@if command -v node >/dev/null; then node --test tests/javascript/*.test.js; else echo "No Node.js here: the JavaScript tests are left to CI."; fi
	$(BIN)/python -m pytest --nbval $(NBVAL) --nbval-sanitize-with=tests/golden/sanitize.cfg tests/golden
	$(SHARED) $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --nbval-lax $(NBVAL) --ignore=tests/golden

# Checks style, types and the workflows
lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

# Bundles the instruments' JavaScript into gradlab/live/static (needs Node.js)
bundles: $(LIVE)/node_modules
	node $(LIVE)/build.js

# Writes the whole course as a static site into FOLDER (PYODIDE=… names a Pyodide to carry, ADDRESS=… where the site will be)
site: $(VENV)/installed-site
	$(BIN)/gradlab site $(FOLDER) $(if $(ADDRESS),--address $(ADDRESS)) $(if $(PYODIDE),--pyodide $(PYODIDE))

# Measures: prints the tables of the benchmarks
bench: $(INSTALLED) chromium
	@for name in $(BENCHMARKS); do echo "=== $$name"; $(BIN)/python -m tests.benchmarks.$$name || exit 1; done

# Runs the golden notebook anew and keeps its outputs, to be looked at before they are committed
golden: $(INSTALLED)
	$(BIN)/python tests/golden/execute.py

# Takes outputs, counts and widget state out of the notebooks
strip: $(INSTALLED)
	$(BIN)/python tests/notebooks/strip.py $(COURSE)

# Takes the README's pictures anew
pictures: $(INSTALLED) chromium
	$(BIN)/python -m tests.pictures

# Finds a Chromium for the browser tests, or gets one
chromium: $(INSTALLED)
	$(BIN)/python tests/chromium.py

# Finds a Pyodide for the tests of the site, or gets one
pyodide: $(INSTALLED)
	$(BIN)/python tests/site/pyodide.py

# Removes everything that was made here
clean:
	rm -rf $(VENV) dist .looks .pyodide .hypothesis .mypy_cache .pytest_cache .ruff_cache $(LIVE)/node_modules
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/installed-%: pyproject.toml $(VENV)/made
	$(BIN)/python -m pip install --quiet --editable ".[$*]"
	@touch $@

$(VENV)/made:
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) here: gradlab needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gradlab needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name another one, such as: make $(MAKECMDGOALS) PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "$(PYTHON) cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(LIVE)/node_modules: $(LIVE)/package.json
	cd $(LIVE) && npm install --silent
	@touch $@
