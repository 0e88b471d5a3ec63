package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"testing"
	"testing/fstest"

	"despatch/reports"

	"github.com/parquet-go/parquet-go"
)

// A dictionary index that points just behind the dictionary: the file is damaged.
func TestParquetIndexBehindDictionary(t *testing.T) {
	g := parquet.Group{"a": parquet.Encoded(parquet.String(), &parquet.RLEDictionary), "id": parquet.String()}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[any](&b, parquet.NewSchema("cases", g), parquet.Compression(&parquet.Uncompressed))
	for i := range 4 {
		if _, err := w.WriteRows([]parquet.Row{{parquet.ByteArrayValue([]byte(fmt.Sprintf("word%d", i%3))).Level(0, 0, 0), parquet.ByteArrayValue([]byte(fmt.Sprint("case", i))).Level(0, 0, 1)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	page := []byte{2, 2, 0, 2, 1, 2, 2, 2, 0} // two bits each: 0, 1, 2, 0, a run each
	at := bytes.Index(data, page)
	if at < 0 {
		t.Fatalf("no indexes: %x", data[:200])
	}
	for n, third := range []byte{2, 3} { // there are words 0, 1, 2
		bad := bytes.Clone(data)
		bad[at+6] = third
		crc := bytes.Index(bad[:at], sumOf(page))
		if crc < 0 || len(sumOf(page)) != len(sumOf(bad[at:at+9])) {
			t.Fatal("no sum", crc)
		}
		copy(bad[crc:], sumOf(bad[at:at+9]))
		tr := newTrial("")
		tr.ext.From, tr.ext.Header = "cases.parquet", 0
		delete(tr.fs, "cases.csv")
		tr.fs["cases.parquet"] = &fstest.MapFile{Data: bad}
		tr.dim("a", tr.column("a", nil), nil)
		got, err := read(context.Background(), tr.rel, tr.ext, func(*reports.Cases) error { return nil }, settings{1, 3, sheafLen, usual})
		if err != nil {
			t.Fatal(err)
		}
		if damaged := n == 1; reports.Errors(got.Findings) != damaged {
			t.Errorf("word %d of three: %v", third+1, got.Findings)
		}
	}
}

// sumOf is the check sum of a page as its header holds it.
func sumOf(page []byte) []byte {
	return binary.AppendVarint(nil, int64(int32(crc32.ChecksumIEEE(page))))
}

// A page whose header says that more values are absent than its levels do.
func TestParquetFewerValuesThanLevels(t *testing.T) {
	g := parquet.Group{"a": parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary)), "id": parquet.String()}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[any](&b, parquet.NewSchema("cases", g), parquet.Compression(&parquet.Uncompressed))
	for i := range 8 {
		v := parquet.ByteArrayValue([]byte(fmt.Sprintf("word%d", i%3))).Level(0, 1, 0)
		if i == 1 {
			v = parquet.NullValue().Level(0, 0, 0)
		}
		if _, err := w.WriteRows([]parquet.Row{{v, parquet.ByteArrayValue([]byte(fmt.Sprint("case", i))).Level(0, 0, 1)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b.Bytes(), []byte{0x15, 16, 0x15, 2, 0x15, 16})
	if at < 0 {
		t.Fatalf("%x", b.Bytes()[:200])
	}
	bad := bytes.Clone(b.Bytes())
	bad[at+3] = 6 // three
	tr := newTrial("")
	tr.ext.From, tr.ext.Header = "cases.parquet", 0
	tr.fs["cases.parquet"] = &fstest.MapFile{Data: bad}
	tr.dim("a", tr.column("a", nil), nil)
	got := tr.readAs(t, settings{1, 3, sheafLen, usual})
	if !reports.Errors(got.Findings) {
		t.Errorf("values that are not there were made up: %q", got.labels(0))
	}
}
