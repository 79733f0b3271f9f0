# The whole developer interface. `make demo` and `make test` set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
READY := $(VENV)/.ready
# by file, the longest first (tests/tiers.py); three processes, because some wait for servers while two cores are there
FAST := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not slow and not torture"

unexport PYTHONDONTWRITEBYTECODE # hundreds of processes are started, each would compile the whole package anew

.PHONY: demo test coverage test-slow torture mutants risk lint types style samples docs kit lock clean

demo: $(READY)                ## the whole main job on samples/, in a fresh folder
	$(BIN)/hui-reg demo

test: $(READY)                ## lint, types, architecture, tests
	@tools/services
	@$(MAKE) --no-print-directory lint
	$(FAST)

coverage: $(READY)            ## the same tests, counting which lines they reach: twice the time
	@tools/services
	$(FAST) --cov --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under=80

test-slow: $(READY)           ## the proofs that take longer: kills, power cuts, tampering, foreign files
	@tools/services
	$(BIN)/python -m pytest -m slow --timeout=3600

risk: $(READY)                ## 3,000 faultless and 1,500 faulty people of the second corpus: hours
	tools/corpus-tier
	$(BIN)/python -m benchmarks.risk --people 750 --faulty 1500 --office --tally risk.jsonl --stops risk-causes.txt
torture: $(READY)             ## the proofs under attack: every misdeed under every Landlock, mutants, what the walls cost
	timeout 5400 $(BIN)/python -m pytest -m torture --timeout=600
	timeout 1800 $(BIN)/python -m benchmarks.walls

mutants: $(READY)              ## small wrong changes of the code that decides: which does no test notice? hours, goes on
	timeout 36000 $(BIN)/python -m benchmarks.mutation

lint: $(READY)                ## two at a time: types take longer than all the others
	@$(MAKE) --no-print-directory -j 2 types style

types: $(READY)
	$(BIN)/mypy

style: $(READY)
	$(BIN)/ruff format --check src tests samples benchmarks tools
	$(BIN)/ruff check src tests samples benchmarks tools
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python tools/parts.py

samples: $(READY)             ## make the invented mails again
	$(BIN)/python -m samples.make

docs: $(READY)                ## what is generated: rule pages, the picture of the house, click's words
	$(BIN)/python -m hui_reg.locale
	$(BIN)/hui-reg rules --markdown > docs/rules.md
	$(BIN)/python tools/house.py
	$(BIN)/python tools/parts.py --write
	$(BIN)/python tools/reference.py --write
	$(BIN)/python tools/handbook.py --write

kit: $(READY)                 ## one zip for each platform, that installs without a network; with a Python in it: PLATFORM=win-x64 PYTHON=….tar.gz SHA256=…
	$(BIN)/python tools/kit_builder.py $(if $(PLATFORM),--platform $(PLATFORM)) \
	  $(if $(filter-out file,$(origin PYTHON)),--python "$(PYTHON)" --sha256 $(or $(SHA256),none))

lock:                         ## choose versions anew (needs uv on the PATH)
	uv pip compile $(LOCK) --extra keyring --extra encrypt -o requirements.lock pyproject.toml
	uv pip compile $(LOCK) -o requirements-dev.lock --group dev pyproject.toml

clean:
	rm -rf $(VENV) demo-workspace .mypy_cache .ruff_cache .pytest_cache .coverage

$(READY): pyproject.toml requirements.lock requirements-dev.lock
	@tools/environment "$(PYTHON)" "$(VENV)"
	@touch $(READY)
