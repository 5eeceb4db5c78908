# Сверка. Главное: `make demo` показывает работу, `make test` проверяет её; оба сами готовят окружение.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
SVERKA_SHARED ?= ../shared
export SVERKA_SHARED

# What reads scans and legacy formats, and what the tests need besides.
PACKAGES := tesseract-ocr tesseract-ocr-rus libreoffice-writer libreoffice-calc fonts-liberation
TEST_PACKAGES := postgresql chromium

.PHONY: demo golden pictures test check format figures torture bench train setup system system-test clean

setup: $(VENV)/.ready $(VENV)/.system

# As root the Debian packages are installed; otherwise the command is named, and all but scans and old formats works.
$(VENV)/.system: $(VENV)/.ready
	@command -v tesseract >/dev/null && command -v soffice >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then $(MAKE) --no-print-directory system; \
	else echo "Сканы и старые форматы читаются после: sudo apt-get install $(PACKAGES)"; fi
	@touch $@

system:
	@echo "Ставлю пакеты Debian: $(PACKAGES)…"
	@apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null

system-test:
	@echo "Ставлю пакеты Debian для проверок: $(TEST_PACKAGES)…"
	@apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(TEST_PACKAGES) >/dev/null

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
	rm -rf $(VENV) .demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The README's pictures of the way from a file to a conclusion.
pictures: setup
	@$(BIN)/pytest tests/test_browser_path.py -k own_file
	@mkdir -p docs && cp tests/shots/path-*.png docs/

golden: setup
	@$(BIN)/python tests/golden.py
