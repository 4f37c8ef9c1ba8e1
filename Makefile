# Everything that is checked here is checked the same way everywhere.
#   make check        every test (what is absent is skipped with a line that says so; CI=true allows no absence)
#   make check-peers  the real Bluesky server from npm; needs Node and a few minutes
#   make generate     templates, scripts and styles anew

GO      ?= go
FUZZ    ?= 2s
NODE    := $(CURDIR)/.ci/node
export HEED_AXE ?= $(wildcard $(NODE)/node_modules/axe-core/axe.min.js)

# Tests are built without the profile (cmd/heed/default.pgo), or everything would be compiled twice.
check test race fuzz generated: export GOFLAGS += -pgo=off

.PHONY: measure profile build run check fmt vet generated types test race fuzz check-peers generate bench bench-listen pictures soak

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o bin/heed ./cmd/heed

run:
	$(GO) run ./cmd/heed demo

check: fmt vet generated types test race fuzz

fmt:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "gofmt these files:"; echo "$$out"; exit 1; fi

# Also where the machine's special instructions are not used.
vet:
	$(GO) vet ./...
	$(GO) vet -tags purego ./internal/text/... ./internal/listen ./internal/signal ./internal/channel/bluesky/... ./internal/dataset

# What is generated and committed must be what the sources give.
generated:
	$(GO) test -count=1 -run 'Fresh' ./internal/archtest ./internal/web/... ./internal/config/...

# Types of the browser code. The compiler comes from npm and is not needed to build.
types:
	@if [ -x $(NODE)/node_modules/.bin/tsc ]; then $(NODE)/node_modules/.bin/tsc --noEmit -p internal/web/assets/src && echo "types: ok"; \
	elif [ "$$CI" = true ]; then echo "types: the TypeScript compiler is absent"; exit 1; \
	else echo "types: skipped, no TypeScript compiler (npm install --prefix .ci/node)"; fi

test:
	$(GO) test ./...

# Where goroutines meet.
race:
	$(GO) test -race -short ./internal/bus ./internal/listen ./internal/runner ./internal/channel/... ./internal/intake ./internal/inbox ./internal/outbox ./internal/store/... ./internal/server

# The fuzzer at times takes the end of its own time for a failure; a finding always names its input.
fuzz:
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "fuzz $$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZ) $$pkg > /tmp/heed-fuzz.$$$$ 2>&1 || \
	      { grep -q 'context deadline exceeded' /tmp/heed-fuzz.$$$$ && ! grep -qE 'Failing input|panic|failure while testing seed' /tmp/heed-fuzz.$$$$; } || { cat /tmp/heed-fuzz.$$$$; exit 1; }; tail -1 /tmp/heed-fuzz.$$$$; rm -f /tmp/heed-fuzz.$$$$; \
	  done; done

check-peers:
	test/peers/run

generate:
	$(GO) generate ./...

# The pictures of the README, taken from the demo; PICTURES=--all takes every page, size and theme.
pictures:
	$(GO) run ./test/pictures $(PICTURES)

# What heed makes of the evaluation data, beside what is to be reached; the data is not here.
measure:
	$(GO) run ./test/measure --details
	$(GO) test -count=1 -v -run 'Measure' ./internal/privacy
	$(GO) test -count=1 -v -run 'Twitter|Mastodon' ./internal/text

# Half an hour of a generated public stream, with searches that change every second.
soak:
	$(GO) test ./test/soak -count=1 -v -timeout 60m -soak 30m -rate 20000 -timed

# What the compiler inlines in the program (profile-guided optimisation): heed benchmark on a file of its own.
profile:
	@dir=$$(mktemp -d) && trap 'rm -r "$$dir"' EXIT && \
	$(GO) run ./test/benchmark --out "$$dir/posts.csv" --posts 1000000 --seed 7 && \
	HEED_BENCHMARK_FILE="$$dir/posts.csv" $(GO) test -trimpath ./internal/benchmark -run '^$$' -bench File -benchtime 25x -o "$$dir/test" -cpuprofile "$$dir/cpu" && \
	$(GO) tool pprof -proto "$$dir/cpu" > cmd/heed/default.pgo

# What listening costs, beside what was demanded; LISTEN=-quick for a first look.
bench-listen:
	$(GO) run ./test/listen $(LISTEN)

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...
