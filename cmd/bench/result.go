package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A result is what an engine makes of the records. Cells is the hash of every cell.
type result struct {
	Read        int64  `json:"read"`
	Counted     int64  `json:"counted"`
	Superseded  int64  `json:"superseded"`
	Excluded    int64  `json:"excluded"`
	Quarantined int64  `json:"quarantined"`
	Cells       string `json:"cells"`
}

// A cell is one of the job's 560: codes as the release has them.
type cell struct{ region, offence, stage string }

// hashOf is one text for all cells that count anything.
func hashOf(cells map[cell]int64) string {
	var lines []string
	for c, n := range cells {
		if n > 0 {
			lines = append(lines, fmt.Sprintf("%s|%s|%s|%d\n", c.region, c.offence, c.stage, n))
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:8])
}

// said reads the result an engine prints.
func said(stdout []byte) (*result, error) {
	var r result
	return &r, json.Unmarshal(bytes.TrimSpace(stdout), &r)
}

// pack reads the result out of a pack and its restricted side.
func (s *settings) pack(out string) func([]byte) (*result, error) {
	return func([]byte) (*result, error) {
		data, err := os.ReadFile(filepath.Join(out, "bench.restricted", "account.json"))
		if err != nil {
			return nil, err
		}
		r, err := accountOf(data)
		if err != nil {
			return nil, err
		}
		f, err := os.Open(filepath.Join(out, "bench", "tables", "cells.csv"))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			return nil, err
		}
		at := map[string]int{}
		for i, name := range rows[0] {
			at[strings.TrimPrefix(name, "\ufeff")] = i
		}
		cells := map[cell]int64{}
		for _, row := range rows[1:] {
			c := cell{row[at["region_code"]], row[at["main_offence_code"]], row[at["column_code"]]}
			n, err := strconv.ParseInt(row[at["value"]], 10, 64)
			if err != nil {
				return nil, err
			}
			if c.region != "total" && c.offence != "total" && c.stage != "total" && c.offence != "" {
				cells[c] = n
			}
		}
		r.Cells = hashOf(cells)
		return r, nil
	}
}

// accountOf is the account of the only extract in account.json.
func accountOf(data []byte) (*result, error) {
	var list []result
	if err := json.Unmarshal(data, &list); err != nil || len(list) != 1 {
		return nil, fmt.Errorf("account.json holds no account of one extract: %v", err)
	}
	return &list[0], nil
}

// same says where two results differ, "" where nowhere; cells are compared where both have them.
func (r *result) same(o *result) string {
	a, b := *r, *o
	if a.Cells == "" || b.Cells == "" {
		a.Cells, b.Cells = "", ""
	}
	if a == b {
		return ""
	}
	return fmt.Sprintf("%+v against %+v", a, b)
}
