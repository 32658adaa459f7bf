.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# Every command and every test that starts a process would compile all modules again.
export PYTHONDONTWRITEBYTECODE :=

help: ## daftar perintah
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/ready ## lingkungan Python saja (.venv, versi terkunci)

.venv/ready: requirements/dev.txt
	@$(PYTHON) -m venv .venv 2>/dev/null || { deploy/install python3-venv && $(PYTHON) -m venv --clear .venv; }
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --requirement requirements/dev.txt
	@touch $@

run: setup ## jalankan di http://localhost:8000 (PORT=… untuk yang lain); data contoh bila masih kosong
	@SUARA_ENV=development PORT=$(PORT) $(BIN)/flask serve --sample --port $(PORT)

check: setup ## gerbang statis: gaya, tipe, arsitektur, templat, migrasi
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types style

types: # the longest, so it begins first
	@$(BIN)/mypy .

style:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint templates --quiet
	@SUARA_ENV=development $(BIN)/flask db check

test: check ## semua yang dijanjikan, termasuk uji peramban
	@deploy/test-tools
	@$(BIN)/pytest -n 2 --dist loadgroup

bench: setup ## ukur kecepatan (docs/measurements.md)
	@$(BIN)/python -m bench

lighthouse: setup ## nilai Lighthouse dan cat pertama di jaringan lambat (perlu npm)
	@deploy/test-tools
	@command -v npx >/dev/null || deploy/install npm
	@$(BIN)/python -m bench.lighthouse

screenshots: setup ## ambil ulang gambar panduan dari kota contoh (docs/guide/pictures)
	@deploy/test-tools
	@$(BIN)/python -m bench.screenshots

fix: setup ## rapikan kode
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

migrate: setup ## tulis langkah migrasi baru dari tabel di kode: make migrate m="alasan"
	@SUARA_ENV=development $(BIN)/flask db new "$(m)"

translate: setup ## perbarui translations/*/LC_MESSAGES/messages.po dari kata-kata di halaman warga
	@$(BIN)/pybabel -q extract --keyword _l --mapping-file translations/babel.cfg --no-location --omit-header \
		-o translations/messages.pot .
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header --width 120 \
		-i translations/messages.pot -d translations

lock: setup ## kunci ulang versi ke requirements/ (perlu uv)
	@for set in run dev; do uv pip compile --quiet pyproject.toml $$([ $$set = dev ] && echo --extra dev) --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements/$$set.txt; done

.PHONY: help setup run check types style test bench lighthouse screenshots fix migrate translate lock
