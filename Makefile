# Сверка. Главное: `make demo` показывает работу, `make test` проверяет её; оба сами готовят окружение.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
SVERKA_SHARED ?= ../shared
export SVERKA_SHARED

.PHONY: demo golden test check format figures torture bench train setup clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Нужен Python 3.11, 3.12 или 3.13 (в Debian: apt-get install python3 python3-venv)."; exit 1; }
	@echo "Готовлю окружение в $(VENV) (в первый раз — несколько минут)…"
	@$(PYTHON) -m venv $(VENV) || { echo "Не удалось создать окружение: установите модуль venv (в Debian: apt-get install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check "torch==2.13.0"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev,train,cluster,large]'
	@touch $@

demo: setup
	@$(BIN)/sverka demo

test: setup
	@$(BIN)/pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

figures: setup
	@$(BIN)/python benchmarks/figures.py

bench: setup
	@for f in benchmarks/bench_*.py; do echo "== $$f"; $(BIN)/python $$f || exit 1; done

torture: setup
	@$(BIN)/pytest -m torture -o addopts="-q --strict-markers"

train: setup
	@$(BIN)/sverka train

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

golden: setup
	@$(BIN)/python tests/golden.py
