.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

help: ## daftar perintah
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/ready ## lingkungan Python saja (.venv, versi terkunci)

.venv/ready: requirements/dev.txt
	@$(PYTHON) -m venv .venv 2>/dev/null || { deploy/install python3-venv && $(PYTHON) -m venv --clear .venv; }
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --requirement requirements/dev.txt
	@touch $@
