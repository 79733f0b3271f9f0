# The whole developer interface. `make demo` and `make test` set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
READY := $(VENV)/.ready

.PHONY: demo test test-slow lint samples docs lock clean

demo: $(READY)                ## the whole main job on samples/, in a fresh folder
	$(BIN)/hui-reg demo

test: $(READY)                ## lint, types, architecture, tests
	@tools/services
	@$(MAKE) --no-print-directory lint
	$(BIN)/coverage run -m pytest -m "not slow"
	$(BIN)/coverage report --skip-covered --fail-under=80 | tail -n 25

test-slow: $(READY)           ## the proofs that take longer: kills, power cuts, tampering, foreign files
	@tools/services
	$(BIN)/python -m pytest -m slow --timeout=3600

lint: $(READY)
	$(BIN)/ruff format --check src tests samples benchmarks tools
	$(BIN)/ruff check src tests samples benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

samples: $(READY)             ## make the invented mails again
	$(BIN)/python -m samples.make

docs: $(READY)                ## what is generated: rule pages, the picture of the house, click's words
	$(BIN)/python -m hui_reg.locale
	$(BIN)/hui-reg rules --markdown > docs/rules.md
	$(BIN)/python tools/house.py

lock:                         ## choose versions anew (needs uv on the PATH)
	uv pip compile $(LOCK) -o requirements.lock pyproject.toml
	uv pip compile $(LOCK) -o requirements-dev.lock --group dev pyproject.toml

clean:
	rm -rf $(VENV) demo-workspace .mypy_cache .ruff_cache .pytest_cache .coverage

$(READY): pyproject.toml requirements.lock requirements-dev.lock
	@tools/environment "$(PYTHON)" "$(VENV)"
	@touch $(READY)
