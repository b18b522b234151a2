# `make test` is what every change must pass. It needs Go, git and make, and
# installs the rest where it can (see tools/prepare).

SHELL     := /bin/bash
GO        ?= go
TOOL      := $(GO) tool -modfile=tools/go.mod
RACED     := $(CURDIR)/bin/talktalktalk-race
MODULES   := webui/e2e/node_modules/.package-lock.json
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

# Lint has vetted. Many tests wait more than they work, so that more run at a time
# than there are cores. The longest takes minutes, and twice that on a busy machine.
unit:
	$(GO) test -race -vet=off -p 3 -parallel 6 -timeout 30m ./...

$(MODULES): webui/e2e/package-lock.json
	npm --prefix webui/e2e ci --no-audit --no-fund

browser: prepare $(MODULES)
	$(GO) generate ./webui
	$(GO) build -race -o $(RACED) .
	TALK_BINARY=$(RACED) npm --prefix webui/e2e test

# The pictures in docs/pictures, from the running program.
pictures: prepare $(MODULES)
	$(GO) generate ./webui
	$(GO) build -race -o $(RACED) .
	TALK_BINARY=$(RACED) node --test webui/e2e/pictures.js webui/e2e/terminal.pictures.js webui/e2e/link.pictures.js webui/e2e/order.pictures.js

# Compiled and not linked, which a release does.
cross:
	@printf '%s\n' $(PLATFORMS) | xargs -P 2 -I@ sh -c 'p=@; echo "compile for $$p"; \
		CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) list -export . >/dev/null'

# Archives, checksums and a bill of materials in dist/, of the commit and its tag.
release: prepare
	PLATFORMS='$(PLATFORMS)' tools/release

bench: prepare $(MODULES)
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) build -o bin/talktalktalk .
	TALK_BINARY=$(CURDIR)/bin/talktalktalk node --test --test-reporter spec webui/e2e/bench.js

fuzz:
	@for package in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done \
	done
