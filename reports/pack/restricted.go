package pack

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"

	"despatch/reports"
	"despatch/reports/fold"
)

// quarantineCSV is the quarantined records, for people who may see them: place,
// column, reason and the value that was wrong.
func quarantineCSV(extracts []*counted) ([]byte, error) {
	rows := [][]string{{"extract", "file", "first_line", "last_line", "column", "reason", "value"}}
	for _, x := range extracts {
		for _, r := range x.broken {
			rows = append(rows, []string{x.extract.ID, r.File, lineText(r.First), lineText(r.Last), r.Column, r.Reason, r.Value})
		}
	}
	return writeCSV(rows)
}

// lineText is a line; nothing where a record has none.
func lineText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// writeCSV writes rows that a spreadsheet program shows and does not run.
func writeCSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		for i := range row {
			row[i] = fold.Inert(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// insideAccount is the account of one extract as the restricted side holds it.
type insideAccount struct {
	Extract     string                  `json:"extract"`
	Read        int64                   `json:"read"`
	Counted     int64                   `json:"counted"`
	Superseded  int64                   `json:"superseded"`
	Excluded    int64                   `json:"excluded"`
	Quarantined int64                   `json:"quarantined"`
	Duplicates  int64                   `json:"duplicates"`
	Reasons     []insideReason          `json:"reasons"`
	Files       []insideFile            `json:"files"`
	Columns     []reports.ColumnProfile `json:"columns"`
}

type insideReason struct {
	ID   string `json:"id"`
	Fate string `json:"fate"`
	Text string `json:"text"`
	N    int64  `json:"records"`
}

type insideFile struct {
	File     string `json:"file"`
	SHA256   string `json:"sha256"`
	Bytes    int64  `json:"bytes"`
	Lines    int64  `json:"lines"`
	Records  int64  `json:"records"`
	Blank    int64  `json:"blank_lines"`
	Encoding string `json:"encoding"`
}

// insideOf is an account with its reasons and files, for the restricted side and for check --json.
func insideOf(x *counted) insideAccount {
	a := x.account
	out := insideAccount{Extract: a.Extract.ID, Read: a.Read, Counted: a.Counted, Superseded: a.Superseded, Excluded: a.Excluded,
		Quarantined: a.Quarantined, Duplicates: a.Duplicates, Reasons: []insideReason{}, Files: []insideFile{}, Columns: x.profile}
	for _, r := range a.Reasons {
		out.Reasons = append(out.Reasons, insideReason{r.ID, r.Fate.String(), r.Text, r.N})
	}
	for _, p := range a.Parts {
		out.Files = append(out.Files, insideFile{p.File, p.SHA256, p.Bytes, p.Lines, p.Records, p.Blank, p.Encoding})
	}
	return out
}

// insideSide writes the files of the restricted side.
func (b *building) insideSide() ([]reports.ManifestFile, error) {
	contents, err := b.insideFiles()
	if err != nil {
		return nil, err
	}
	var files []reports.ManifestFile
	for _, c := range contents {
		f, err := b.stage.whole(restrictedSide, c.name, c.data)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return byName(files), nil
}

type content struct {
	name string
	data []byte
}

func (b *building) insideFiles() ([]content, error) {
	accounts := []insideAccount{}
	for _, x := range b.extracts {
		if x.account != nil {
			accounts = append(accounts, insideOf(x))
		}
	}
	reports.SortFindings(b.found)
	quarantine, err1 := quarantineCSV(b.extracts)
	values, err2 := writeCSV(unmatchedRows(b.extracts))
	account, err3 := encode(accounts)
	found, err4 := encode(emptyNotNull(b.found))
	out := []content{{"account.json", account}, {"findings.json", found}, {"quarantine.csv", quarantine}, {"unmatched.csv", values}}
	if b.Source != nil {
		out = append(out, content{"release.yaml", b.Source})
	}
	drafts, err5 := draftLists(b.rel, b.extracts)
	return append(out, drafts...), errors.Join(err1, err2, err3, err4, err5)
}

func emptyNotNull(fs []reports.Finding) []reports.Finding {
	if fs == nil {
		return []reports.Finding{}
	}
	return fs
}
