package reports_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"despatch/reports"
)

// plan is who may import whom (docs/architecture.md): a folder of the module and
// what its files, tests apart, may import beside the standard library. A module's name
// allows its packages; a folder of despatch is meant exactly. A new room or a new
// arrow fails until this table says so.
var plan = map[string][]string{
	"cmd/despatch": {
		"despatch/reports/pack", "despatch/reports/sample", "despatch/reports/spec", "despatch/reports", "despatch/templates", "despatch/data",
		"github.com/spf13/cobra", "github.com/spf13/pflag",
	},
	"cmd/fnp2006":    {},
	"data":           {},
	"templates":      {},
	"reports":        {},
	"reports/fold":   {"golang.org/x/text"},
	"reports/hidden": {},
	"reports/pack": {
		"despatch/reports", "despatch/reports/fold", "despatch/reports/hidden", "despatch/reports/ingest", "despatch/reports/validate", "despatch/reports/tabulate",
		"despatch/reports/protect", "despatch/reports/compose", "despatch/reports/publish", "despatch/reports/publish/rules", "golang.org/x/sys",
	},
	"reports/spec": {"despatch/reports", "despatch/reports/fold", "despatch/templates", "github.com/goccy/go-yaml", "github.com/gocarina/gocsv"},
	"reports/ingest": {
		"despatch/reports", "despatch/reports/fold", "despatch/reports/hidden", "github.com/gocarina/gocsv", "golang.org/x/text",
		"github.com/klauspost/compress", "github.com/parquet-go/parquet-go", "despatch/reports/ingest/engine",
	},
	"reports/ingest/engine": {
		"despatch/reports", "github.com/jackc/pgx/v5", "github.com/ClickHouse/clickhouse-go/v2", "github.com/trinodb/trino-go-client",
	},
	"reports/validate":             {"despatch/reports", "despatch/reports/fold"},
	"reports/tabulate":             {"despatch/reports", "despatch/reports/fold"},
	"reports/protect":              {"despatch/reports", "despatch/reports/fold"},
	"reports/sample":               {"despatch/reports", "despatch/reports/fold", "github.com/parquet-go/parquet-go"}, // shares no code with ingest, whose witness it is
	"reports/compose":              {"despatch/reports", "despatch/reports/fold", "despatch/templates", "github.com/yuin/goldmark"},
	"reports/publish":              formats("xlsx", "ods", "csv", "pdf", "html", "text", "chart"),
	"reports/publish/xlsx":         format("sheet", "chart", "zip", "within", "github.com/xuri/excelize/v2"),
	"reports/publish/ods":          format("sheet", "zip", "within"),
	"reports/publish/sheet":        format("chart"),
	"reports/publish/csv":          format("github.com/gocarina/gocsv"),
	"reports/publish/text":         format("within"),
	"reports/publish/html":         format("chart", "within", "github.com/go-echarts/go-echarts/v2", "golang.org/x/net"),
	"reports/publish/pdf":          format("bidi", "chart", "pdf/pdfcheck", "within", "github.com/jung-kurt/gofpdf", "github.com/klauspost/compress", "golang.org/x/image", "golang.org/x/text"),
	"reports/publish/pdf/pdfcheck": {"despatch/reports"}, // shares no code with what it checks
	"reports/publish/chart":        format("bidi", "within", "golang.org/x/image", "golang.org/x/text"),
	"reports/publish/bidi":         {"golang.org/x/text"},
	"reports/publish/zip":          {"github.com/klauspost/compress"},
	"reports/publish/within":       {},
	"reports/publish/rules":        {"despatch/reports", "despatch/reports/publish/pdf/pdfcheck", "despatch/templates", "golang.org/x/image", "golang.org/x/net"}, // shares no code with the writers
	"reports/outside":              {},                                                                                                                            // tests only
	"reports/outside/server":       {"despatch/reports/outside", "github.com/jackc/pgx/v5"},                                                                       // tests only
	"reports/outside/standin":      {"github.com/jackc/pgx/v5", "modernc.org/sqlite"},                                                                             // tests only
	"reports/publish/formattest":   {"despatch/reports", "despatch/reports/publish/rules", "golang.org/x/net"},
}

// outside is the packages of the standard library that reach out of the program,
// and the folders that may import them: rooms are handed what they read and write.
var outside = map[string][]string{
	"os": {"cmd/despatch", "cmd/fnp2006", "reports/pack", "reports/outside", "reports/outside/server"}, "syscall": {"cmd/despatch", "reports/pack", "reports/outside/server"}, "os/exec": {"reports/outside", "reports/outside/server"}, "os/signal": {"cmd/despatch"},
	"net": {"reports/ingest/engine", "reports/outside/server", "reports/outside/standin"}, "net/http": {}, "unsafe": {}, "plugin": {}, "math/rand": {}, "math/rand/v2": {},
}

// format is what a format may import: the words, looks, folders beside it, libraries.
func format(also ...string) []string {
	return append(formats(also...), "despatch/reports/fold", "despatch/templates")
}

func formats(also ...string) []string {
	out := []string{"despatch/reports"}
	for _, a := range also {
		if !strings.Contains(strings.SplitN(a, "/", 2)[0], ".") {
			a = "despatch/reports/publish/" + a
		}
		out = append(out, a)
	}
	return out
}

// importFaults is every import of a file that the plan does not allow its folder.
func importFaults(folder, name string, src any) (out []string) {
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
	if err != nil {
		return []string{err.Error()}
	}
	allowed, known := plan[folder]
	if !known {
		return []string{fmt.Sprintf("%s: the plan does not know the folder %s", name, folder)}
	}
	for _, i := range file.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		first, _, _ := strings.Cut(p, "/")
		ours := first == "despatch"
		folders, restricted := outside[p]
		switch {
		case !ours && !strings.Contains(first, "."):
			if restricted && !slices.Contains(folders, folder) {
				out = append(out, fmt.Sprintf("%s imports %s", name, p))
			}
		case !slices.ContainsFunc(allowed, func(a string) bool { return p == a || !ours && strings.HasPrefix(p, a+"/") }):
			out = append(out, fmt.Sprintf("%s imports %s", name, p))
		}
	}
	return out
}

// makerFaults is every use of a Cell maker outside protect and formattest.
func makerFaults(folder, name string, src any) (out []string) {
	if folder == "reports/protect" || folder == "reports/publish/formattest" || folder == "reports" {
		return nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
	if err != nil {
		return []string{err.Error()}
	}
	for _, i := range file.Imports {
		if i.Path.Value != `"despatch/reports"` {
			continue
		}
		local := "reports"
		if i.Name != nil {
			local = i.Name.Name
		}
		if local == "." {
			out = append(out, name+" imports the words without a name, so its makers cannot be told")
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(makers, s.Sel.Name) {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == local {
					out = append(out, name+" makes a cell: "+s.Sel.Name)
				}
			}
			return true
		})
	}
	return out
}

// makers are the functions of package reports that make a set Cell.
var makers = []string{"MakeNumber", "MakeSymbol"}

// eachFile calls each with every Go file of the module, tests apart.
func eachFile(t *testing.T, each func(folder, file string)) {
	t.Helper()
	n := 0
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != ".." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "out" || base == "dist" || isModule(name)) {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go") {
			n++
			folder := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(name), ".."+string(filepath.Separator)))
			each(folder, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 50 {
		t.Errorf("only %d files were looked at", n)
	}
}

// isModule says whether a folder is a module of its own, which the product never imports.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

func TestImportsPlan(t *testing.T) {
	eachFile(t, func(folder, file string) {
		for _, fault := range importFaults(folder, file, nil) {
			t.Error(fault)
		}
	})
	for folder := range plan {
		if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(folder))); err != nil {
			t.Errorf("the plan names the folder %s, which is not there", folder)
		}
	}
}

func TestImportsPlanFails(t *testing.T) {
	for _, c := range []struct {
		folder, imports string
		faults          int
	}{
		{"reports/publish/html", `"despatch/reports/tabulate"`, 1},
		{"reports/compose", `"despatch/reports/protect"`, 1},
		{"reports/tabulate", `"despatch/reports/ingest"`, 1},
		{"reports", `"despatch/reports/fold"`, 1},
		{"reports/somewhere", `"fmt"`, 1},
		{"reports/compose", `x "github.com/xuri/excelize/v2"`, 1},
		{"reports/publish/html", `"os"`, 1},
		{"reports/publish/pdf/pdfcheck", `"despatch/reports/publish/pdf"`, 1},
		{"reports/compose", `"despatch/reports"; "github.com/yuin/goldmark/ast"; "strings"`, 0},
		{"reports/pack", `"os"; "despatch/reports/protect"`, 0},
	} {
		src := "package x; import (" + c.imports + ")"
		if got := importFaults(c.folder, "made-up.go", src); len(got) != c.faults {
			t.Errorf("%s with %s: %v, want %d faults", c.folder, c.imports, got, c.faults)
		}
	}
}

func TestOnlyProtectMakesCells(t *testing.T) {
	eachFile(t, func(folder, file string) {
		for _, fault := range makerFaults(folder, file, nil) {
			t.Error(fault)
		}
	})
	if got := cellMakers(t); !slices.Equal(got, makers) {
		t.Errorf("the exported functions of package reports that give a Cell are %v, the test watches %v", got, makers)
	}
	cell := reflect.TypeFor[*reports.Cell]()
	for i := range cell.NumMethod() {
		if name := cell.Method(i).Name; strings.HasPrefix(name, "Unmarshal") || name == "Scan" || name == "GobDecode" || name == "Set" {
			t.Errorf("a Cell can be made by its method %s", name)
		}
	}
	for i := range cell.Elem().NumField() {
		if cell.Elem().Field(i).IsExported() {
			t.Errorf("a Cell can be made by its field %s", cell.Elem().Field(i).Name)
		}
	}
}

// cellMakers lists the exported functions and methods of package reports that return a Cell.
func cellMakers(t *testing.T) (out []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || f.Type.Results == nil {
				continue
			}
			for _, r := range f.Type.Results.List {
				found := false
				ast.Inspect(r.Type, func(n ast.Node) bool {
					id, ok := n.(*ast.Ident)
					found = found || ok && id.Name == "Cell"
					return true
				})
				if found {
					out = append(out, f.Name.Name)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestOnlyProtectMakesCellsFails(t *testing.T) {
	for _, c := range []struct {
		folder, src string
		faults      int
	}{
		{"reports/compose", `import "despatch/reports"; var c = reports.MakeNumber(1, 0)`, 1},
		{"reports/compose", `import r "despatch/reports"; var c = r.MakeSymbol("[c]")`, 1},
		{"reports/compose", `import r "despatch/reports"; var f = r.MakeNumber`, 1},
		{"reports/compose", `import . "despatch/reports"; var c = MakeNumber(1, 0)`, 1},
		{"reports/protectx", `import "despatch/reports"; var c = reports.MakeNumber(1, 0)`, 1},
		{"reports/protect", `import "despatch/reports"; var c = reports.MakeNumber(1, 0)`, 0},
		{"reports/compose", `import "despatch/reports"; var c reports.Cell`, 0},
		{"reports/compose", `import reports "other"; var c = reports.MakeNumber(1, 0)`, 0},
	} {
		if got := makerFaults(c.folder, "made-up.go", "package x; "+c.src); len(got) != c.faults {
			t.Errorf("%s with %s: %v, want %d faults", c.folder, c.src, got, c.faults)
		}
	}
}

// raw are the types that hold counts before protection, or records.
var raw = []reflect.Type{reflect.TypeFor[reports.Tally](), reflect.TypeFor[reports.Count](), reflect.TypeFor[reports.Raw](), reflect.TypeFor[reports.Gap](),
	reflect.TypeFor[reports.Cases](), reflect.TypeFor[reports.Coding](), reflect.TypeFor[reports.Account](), reflect.TypeFor[reports.Broken]()}

// reachFaults is every way from a type to raw counts, and every kind of value
// through which a walk over types cannot see.
func reachFaults(from reflect.Type) (out []string) {
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type, way string)
	walk = func(t reflect.Type, way string) {
		if seen[t] || t == reflect.TypeFor[time.Time]() {
			return
		}
		seen[t] = true
		if slices.Contains(raw, t) {
			out = append(out, way+" reaches "+t.String())
			return
		}
		switch t.Kind() {
		case reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Uintptr:
			out = append(out, way+" is a "+t.Kind().String()+", which may hide anything")
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(t.Elem(), way)
		case reflect.Map:
			walk(t.Key(), way)
			walk(t.Elem(), way)
		case reflect.Struct:
			for i := range t.NumField() {
				walk(t.Field(i).Type, path.Join(way, t.Field(i).Name))
			}
		}
	}
	walk(from, from.Name())
	return out
}

func TestNoTallyInADocument(t *testing.T) {
	for _, fault := range reachFaults(reflect.TypeFor[reports.Document]()) {
		t.Error(fault)
	}
	for _, fault := range reachFaults(reflect.TypeFor[reports.Store]()) {
		t.Error(fault)
	}
}

func TestNoTallyInADocumentFails(t *testing.T) {
	type block struct{ Extra any }
	type lazy struct{ N func() int64 }
	type deep struct {
		Para  *reports.Para
		Table map[string][]*struct{ Counted *reports.Count }
	}
	for _, broken := range []reflect.Type{reflect.TypeFor[struct{ Raw *reports.Tally }](), reflect.TypeFor[struct{ Blocks []block }](),
		reflect.TypeFor[lazy](), reflect.TypeFor[deep](), reflect.TypeFor[struct{ C chan int }]()} {
		if got := reachFaults(broken); len(got) != 1 {
			t.Errorf("%v: %v, want one fault", broken, got)
		}
	}
	if got := reachFaults(reflect.TypeFor[reports.Table]()); len(got) > 0 {
		t.Errorf("a sound type: %v", got)
	}
}
