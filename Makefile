# despatch: make run builds the 2006 example; make test needs Go alone; make check needs ../shared and the tools of .ci/tools.
GO ?= go
export CGO_ENABLED = 0
BUILD = $(GO) build -trimpath -ldflags "-s -w"

.PHONY: help build run test check sets readers lint race fuzz bench golden docs pictures dist clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

build: ## the program, bin/despatch
	@$(BUILD) -o bin/despatch ./cmd/despatch

run: build ## build the 2006 example and say where the pack lies
	@bin/despatch build -o out

test: ## every test that needs Go alone
	$(GO) test -timeout 3m ./...

check: sets readers lint ## the slow checks: real extracts, other people's readers, lint

sets: ## real extracts against counts made by other programs
	$(GO) test -tags check -timeout 15m ./...

.PHONY: check-engines
check-engines: ## a million records in PostgreSQL, two shards of ClickHouse and two nodes of Trino against the CSV engine, every cell
	@.ci/tools engines
	$(GO) test -tags engines -timeout 60m -run 'Postgres|ClickHouse|Trino' -v ./reports/ingest

readers: build ## programs that are not ours read the 2006 pack
	@.ci/readers bin/despatch

lint: ## gofmt, vet and golangci-lint
	@test -z "$$(gofmt -l cmd data reports templates)" || { gofmt -l cmd data reports templates; exit 1; }
	$(GO) vet -tags check ./...
	@.ci/lint

race: ## the tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 10m ./...

fuzz: ## each fuzz test for a short while
	@.ci/fuzz 20s

# The sizes, and the machine in words: make bench SIZES=1e7,1e8 MACHINE="2 cores, 24 GB" BENCH="-rounds 1 -engines despatch,duckdb-raw".
SIZES ?= 1e6,1e7
MACHINE ?= not said
BENCH_RUN = cd cmd/bench && CGO_ENABLED=1 $(GO) run . -sizes "$(SIZES)" -machine "$(MACHINE)" -date "$$(date +%F)" \
	-command 'make $@ SIZES=$(SIZES)$(if $(BENCH), BENCH="$(BENCH)")' $(BENCH)

bench: bench-database ## despatch beside DuckDB, Polars and pandas; fails where a ratio is missed (needs a C compiler, 4 GB of disk)
	$(BENCH_RUN)

.PHONY: bench-database bench-record bench-go
bench-database: ## what despatch takes outside a database that counts; fails above 50 ms for 10,000 cells
	$(GO) test ./reports/ingest -run - -bench 'Counted$$' -benchtime 20x -count 3

bench-record: ## the same, kept: cmd/bench/results.json, docs/performance.md and docs/growth.svg
	$(BENCH_RUN) -record

bench-go: ## benchmarks of single packages, ten of each
	$(GO) test -run - -bench . -count 10 ./...

golden: ## rewrite the golden files, to be read before they are committed
	$(GO) test ./... -update

docs: ## rewrite the generated pages of docs/
	$(GO) test ./cmd/despatch ./reports/spec ./reports/publish/rules -run 'Generated|Manual|SchemaIsUpToDate' -update

pictures: build ## every page and sheet of the example as pictures, under pictures/
	@.ci/pictures bin/despatch

dist: ## Linux, Windows and macOS, under dist/
	@for t in linux/amd64 linux/arm64 windows/amd64 darwin/amd64 darwin/arm64; do \
	  o=$${t%/*}; a=$${t#*/}; e=; [ $$o = windows ] && e=.exe; \
	  echo "dist/despatch-$$o-$$a$$e"; GOOS=$$o GOARCH=$$a $(BUILD) -o dist/despatch-$$o-$$a$$e ./cmd/despatch || exit 1; done

clean: ## remove what the targets made
	@rm -rf bin dist out pictures
