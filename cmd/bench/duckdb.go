package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2"
)

// do runs one engine on one file, in a process of its own, and prints its result.
func do(id, file string) error {
	var r *result
	var err error
	switch id {
	case "duckdb-raw":
		r, err = duckRaw(file)
	case "duckdb":
		r, err = duckJob(file)
	case "encoding-csv":
		r, err = encodingCSV(file)
	case "gocsv":
		r, err = gocsvJob(file)
	default:
		err = fmt.Errorf("no engine %q", id)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// columns are the file's, in order.
var columns = []string{"case_id", "released_on", "started_on", "completed_on", "deported_on", "offence", "region", "site", "sex", "age", "sentence_days", "recorded_on"}

// scan is the file as a table of text: told its form, so that nothing is guessed.
func scan(file string) string {
	var types []string
	for _, c := range columns {
		types = append(types, "'"+c+"': 'VARCHAR'")
	}
	return fmt.Sprintf("read_csv('%s', header=true, auto_detect=false, delim=',', quote='\"', escape='\"', columns={%s})",
		strings.ReplaceAll(file, "'", "''"), strings.Join(types, ", "))
}

func duckRaw(file string) (*result, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.Query("SELECT offence, region, sex, count(*) FROM " + scan(file) + " GROUP BY 1, 2, 3")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	r := &result{}
	for rows.Next() {
		var a, b, c sql.NullString
		var n int64
		if err := rows.Scan(&a, &b, &c, &n); err != nil {
			return nil, err
		}
		r.Read += n
	}
	return r, rows.Err()
}

// judged gives every record its fate (0 sound, 2 excluded, 3 quarantined), in the order of
// release.yaml, and sound ones their cell. The place in the file settles ties: it is known
// because DuckDB keeps the order of a file it is not told to disregard.
const judged = `CREATE TEMP TABLE judged AS
WITH typed AS (
  SELECT row_number() OVER () AS place, case_id, site, sex, region, offence,
    nullif(trim(case_id), '') AS id,
    nullif(trim(recorded_on), '') AS r_text, try_strptime(recorded_on, '%Y-%m-%d')::DATE AS r,
    nullif(trim(released_on), '') AS a_text, try_strptime(released_on, '%Y-%m-%d')::DATE AS a,
    nullif(trim(started_on), '') AS b_text, try_strptime(started_on, '%Y-%m-%d')::DATE AS b,
    nullif(trim(completed_on), '') AS c_text, try_strptime(completed_on, '%Y-%m-%d')::DATE AS c,
    nullif(trim(deported_on), '') AS d_text, try_strptime(deported_on, '%Y-%m-%d')::DATE AS d,
    nullif(trim(age), '') AS e_text, CASE WHEN regexp_full_match(age, '-?[0-9]{1,18}') THEN CAST(age AS BIGINT) END AS e,
    nullif(trim(sentence_days), '') AS f_text, CASE WHEN regexp_full_match(sentence_days, '-?[0-9]{1,18}') THEN CAST(sentence_days AS BIGINT) END AS f
  FROM SCAN)
SELECT id, coalesce(r - DATE '1900-01-01', -1) * 1099511627776 + place AS newest,
  a BETWEEN DATE '1999-02-01' AND DATE '2006-03-31' AS inside, region, coalesce(code, 'unknown') AS offence,
  CASE WHEN d <= DATE '2006-04-26' THEN 'deported' WHEN c <= DATE '2006-04-26' THEN 'completed' WHEN b <= DATE '2006-04-26' THEN 'started' ELSE 'due' END AS stage,
  CASE
    WHEN r > DATE '2006-04-26' THEN 2
    WHEN site = 'Z99' THEN 2
    WHEN sex IS NULL OR sex NOT IN ('F', 'M', 'X') THEN 2
    WHEN id IS NULL THEN 3
    WHEN r_text IS NOT NULL AND (r IS NULL OR r < DATE '2000-01-01') THEN 3
    WHEN a_text IS NOT NULL AND (a IS NULL OR a < DATE '1990-01-01' OR a > DATE '2006-04-26') THEN 3
    WHEN b_text IS NOT NULL AND (b IS NULL OR b < a) THEN 3
    WHEN c_text IS NOT NULL AND (c IS NULL OR c < b) THEN 3
    WHEN d_text IS NOT NULL AND (d IS NULL OR d < c) THEN 3
    WHEN e_text IS NOT NULL AND (e IS NULL OR e NOT BETWEEN 10 AND 110) THEN 3
    WHEN f_text IS NOT NULL AND (f IS NULL OR f NOT BETWEEN 1 AND 9999) THEN 3
    WHEN region IS NULL OR region NOT IN ('NE', 'NW', 'YH', 'EM', 'WM', 'EE', 'LO', 'SE', 'SW', 'WA') THEN 3
    ELSE 0 END AS fate
FROM typed LEFT JOIN codes ON raw = offence`

// settled counts the newest record of each case, by cell; region is null for a case outside the window.
const settled = `SELECT CASE WHEN inside THEN region END, CASE WHEN inside THEN offence END, CASE WHEN inside THEN stage END, count(*)
FROM (SELECT unnest(arg_max({'inside': coalesce(inside, false), 'region': region, 'offence': offence, 'stage': stage}, newest)) FROM judged WHERE fate = 0 GROUP BY id)
GROUP BY 1, 2, 3`

func duckJob(file string) (*result, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // temporary tables are of a connection
	codes, err := codeList()
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec("CREATE TEMP TABLE codes (raw VARCHAR, code VARCHAR)"); err != nil {
		return nil, err
	}
	var list []string
	for raw, code := range codes {
		list = append(list, fmt.Sprintf("('%s', '%s')", raw, code)) // our own list: no text in it needs a quotation mark
	}
	if _, err := db.Exec("INSERT INTO codes VALUES " + strings.Join(list, ", ")); err != nil {
		return nil, err
	}
	if _, err := db.Exec(strings.Replace(judged, "SCAN", scan(file), 1)); err != nil {
		return nil, err
	}
	r := &result{}
	if err := db.QueryRow("SELECT count(*), count(*) FILTER (fate = 2), count(*) FILTER (fate = 3) FROM judged").Scan(&r.Read, &r.Excluded, &r.Quarantined); err != nil {
		return nil, err
	}
	rows, err := db.Query(settled)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	cells := map[cell]int64{}
	for rows.Next() {
		var region, offence, stage sql.NullString
		var n int64
		if err := rows.Scan(&region, &offence, &stage, &n); err != nil {
			return nil, err
		}
		if region.Valid {
			cells[cell{strings.ToLower(region.String), offence.String, stage.String}] = n
			r.Counted += n
		} else {
			r.Excluded += n
		}
	}
	r.Superseded = r.Read - r.Counted - r.Excluded - r.Quarantined
	r.Cells = hashOf(cells)
	return r, rows.Err()
}
