# `make test` is what every change must pass. It needs Go, git and make, and
# installs the rest where it can (see tools/prepare).

SHELL     := /bin/bash
GO        ?= go
TOOL      := $(GO) tool -modfile=tools/go.mod
RACED     := $(CURDIR)/bin/talktalktalk-race
MODULES   := webui/e2e/node_modules/.package-lock.json
PLATFORMS := linux/amd64 linux/arm64 linux/arm darwin/amd64 darwin/arm64 windows/amd64
FUZZTIME  ?= 10s

# What was compiled in one folder serves a clone in another.
export GOFLAGS := $(shell $(GO) env GOFLAGS) -trimpath

# By default each process with the race detector sleeps for a second before it exits.
export GORACE := atexit_sleep_ms=0

# Our sources depend on the system and on the size of an int: these with the machine
# at hand, which lint compiles for, stand for all of PLATFORMS, which a release builds.
COMPILED  := linux/arm darwin/arm64 windows/amd64

# The race detector looks at our code and at what shares memory with it. What only
# computes does without, C that was made Go above all: under it that took half of the
# processor time of the tests.
RACE := -race \
	-gcflags='modernc.org/...=-race=0 -d=checkptr=0' \
	-gcflags='compress/flate=-race=0' \
	-gcflags='crypto/internal/fips140/...=-race=0' \
	-gcflags='golang.org/x/text/...=-race=0' \
	-gcflags='regexp/...=-race=0' \
	-gcflags='github.com/cockroachdb/pebble/v2/...=-d=checkptr=0'

.PHONY: test prepare lint unit browser lighthouse pictures cross release bench fuzz beside bundle raced

# The Go tests wait more than they work, and what is no test has what they leave, with
# what the browsers need. Browsers do not: beside them the tests of either kind wait in
# vain. Lighthouse feels whatever else the machine does.
test: prepare bundle
	$(MAKE) -j2 -Otarget -o prepare -o bundle unit beside
	$(MAKE) -o raced browser lighthouse

# The program comes last: then the Go tests have compiled what it is linked from.
beside: $(MODULES)
	nice $(MAKE) -o prepare -o bundle lint cross raced

prepare:
	tools/prepare

# Without cgo, as the cross builds, which then find the packages compiled.
lint: export CGO_ENABLED = 0
lint:
	$(GO) vet ./...
	$(TOOL) staticcheck ./...
	@unformatted=$$($(TOOL) gofumpt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change: $$unformatted"; exit 1; fi

# Lint vets. More run at a time than there are cores, since most wait. The longest takes
# minutes, and twice that on a busy machine: those that do come first, so that none is left
# to run alone. Each runs, also where it did before.
unit: prepare
	$(GO) test $(RACE) -vet=off -count=1 -p 3 -parallel 6 -timeout 30m . ./cluster ./sshui ./...

$(MODULES): webui/e2e/package-lock.json
	npm --prefix webui/e2e ci --no-audit --no-fund

# What browsers are given, from webui/static. Not beside what compiles it in.
bundle:
	$(GO) generate ./webui

# The program with the race detector, in the test binary, which runs it time and again.
raced: prepare bundle
	$(GO) test -c -vet=off $(RACE) -ldflags='-s -w' -o $(RACED) .

browser: raced $(MODULES)
	TALK_BINARY=$(RACED) npm --prefix webui/e2e test

lighthouse: raced $(MODULES)
	TALK_BINARY=$(RACED) npm --prefix webui/e2e run lighthouse

# The pictures in docs/pictures, from the running program.
pictures: raced $(MODULES)
	TALK_BINARY=$(RACED) node --test webui/e2e/pictures.js webui/e2e/terminal.pictures.js webui/e2e/link.pictures.js webui/e2e/order.pictures.js

# Compiled and not linked, which a release does.
cross:
	@printf '%s\n' $(COMPILED) | xargs -P 2 -I@ sh -c 'p=@; echo "compile for $$p"; \
		CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) list -export . >/dev/null'

# Archives, checksums and a bill of materials in dist/, of the commit and its tag.
release: prepare
	PLATFORMS='$(PLATFORMS)' tools/release

bench: prepare $(MODULES)
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) test -c -o bin/talktalktalk-test .
	TALK_BINARY=$(CURDIR)/bin/talktalktalk-test node --test --test-reporter spec webui/e2e/bench.js

fuzz:
	@for package in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done \
	done
