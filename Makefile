# `make test` is what every change must pass. It needs Go, git and make, and
# installs the rest where it can (see tools/prepare).

SHELL     := /bin/bash
GO        ?= go
TOOL      := $(GO) tool -modfile=tools/go.mod
RACED     := $(CURDIR)/bin/talktalktalk-race
PLATFORMS := linux/amd64 linux/arm64 linux/arm darwin/amd64 darwin/arm64 windows/amd64
FUZZTIME  ?= 10s

.NOTPARALLEL: # each step uses all cores already
.PHONY: test prepare lint unit browser pictures cross release bench fuzz

test: prepare lint unit browser cross

prepare:
	tools/prepare

# Without cgo, as the cross builds, which then find the packages compiled.
lint: export CGO_ENABLED = 0
lint:
	$(GO) vet ./...
	$(TOOL) staticcheck ./...
	@unformatted=$$($(TOOL) gofumpt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change: $$unformatted"; exit 1; fi

unit:
	$(GO) test -race -timeout 30m ./... # the longest takes minutes, and twice that on a busy machine

browser: prepare
	$(GO) generate ./webui
	$(GO) build -race -o $(RACED) .
	npm --prefix webui/e2e ci --no-audit --no-fund
	TALK_BINARY=$(RACED) npm --prefix webui/e2e test

# The pictures in docs/pictures, from the running program.
pictures: prepare
	$(GO) generate ./webui
	$(GO) build -race -o $(RACED) .
	npm --prefix webui/e2e ci --no-audit --no-fund
	TALK_BINARY=$(RACED) node --test webui/e2e/pictures.js webui/e2e/terminal.pictures.js webui/e2e/link.pictures.js webui/e2e/order.pictures.js

cross:
	@for platform in $(PLATFORMS); do \
		echo "build for $$platform"; \
		CGO_ENABLED=0 GOOS=$${platform%/*} GOARCH=$${platform#*/} $(GO) build -o /dev/null . || exit 1; \
	done

# Archives, checksums and a bill of materials in dist/, of the commit and its tag.
release: prepare
	PLATFORMS='$(PLATFORMS)' tools/release

bench: prepare
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) build -o bin/talktalktalk .
	npm --prefix webui/e2e ci --no-audit --no-fund
	TALK_BINARY=$(CURDIR)/bin/talktalktalk node --test --test-reporter spec webui/e2e/bench.js

fuzz:
	@for package in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done \
	done
