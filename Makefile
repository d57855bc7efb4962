# Every target does its own set-up: a virtual environment in .venv with both distributions installed editable.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
DEVELOP := .venv/.develop

.PHONY: demo test check golden benchmark build clean

demo: $(INSTALLED)  ## generate the greeter, launch it as a process of its own, call it
	@rm -rf examples/greeter/greeter_plugin # committed, but the point is to see it made
	$(BIN)/gen-plugin examples/greeter/greeter.py
	$(BIN)/python examples/greeter/host.py

test: $(DEVELOP)  ## all tests; those that need Go skip without it
	$(BIN)/python -m pytest

check: $(DEVELOP)  ## lint, format, types, and that the committed output is fresh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/gen-plugin --check examples/greeter/greeter.py examples/kv/kv.py examples/counter/counter.py

golden: $(DEVELOP)  ## write the expected output of the golden cases and of the examples anew
	$(BIN)/python -m pytest -q tests/golden/test_golden.py --write-golden
	$(BIN)/gen-plugin examples/greeter/greeter.py examples/kv/kv.py examples/counter/counter.py

benchmark: $(DEVELOP)  ## a generated plugin beside other ways to have one: five minutes
	$(BIN)/python -m benchmarks

build: $(DEVELOP)  ## both distributions, into dist/
	$(BIN)/python -m build --outdir dist .
	$(BIN)/python -m build --outdir dist runtime

clean:
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml runtime/pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ./runtime --editable .
	@touch $@

$(DEVELOP): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@
