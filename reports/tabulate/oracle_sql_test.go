package tabulate_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"despatch/reports"
)

// The oracle knows the records as text and days, and the rules in SQL.
const schema = `
create table record (ordinal integer, id text, recorded integer, broken integer, region text, sex text, offence text,
  released integer, started integer, completed integer, deported integer, people integer, home text);
create table cohort (id text, lo integer, hi integer);
create table stage (n integer, id text);
create table offence (code text, severity text);
create table rule (as_at integer, keyed integer, dropped integer, decimals integer, tenfold integer);

-- records that exist at the as-at date, the newest of a case first
create view ranked as select r.*, row_number() over (partition by case when keyed then r.id else r.ordinal end order by recorded desc, ordinal desc) as place
  from record r, rule where recorded <= as_at;
create view sound as select r.*, row_number() over (partition by case when keyed then r.id else r.ordinal end order by recorded desc, ordinal desc) as place
  from record r, rule where recorded <= as_at and not broken;
create view settled as select s.*, coalesce(o.severity, 'unknown') as severity, coalesce(o.code, 'unknown') as crime,
    case when deported <= as_at then 4 when completed <= as_at then 3 when started <= as_at then 2 when released <= as_at then 1 else 0 end as furthest,
    case when started <= as_at then started - released end as wait
  from sound s left join offence o on o.code = s.offence, rule
  where s.place = 1 and not (keyed and dropped and exists (select 1 from ranked k where k.id = s.id and k.place = 1 and k.broken));`

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // one connection is one database in memory
	t.Cleanup(func() { db.Close() })
	run(t, db, schema)
	return db
}

func run(t *testing.T, db *sql.DB, q string, args ...any) {
	t.Helper()
	if _, err := db.Exec(q, args...); err != nil {
		t.Fatal(err, q)
	}
}

// fill puts the records of a world into the oracle.
func fill(t *testing.T, db *sql.DB, w *world, keyed, drop bool) {
	run(t, db, "delete from record; delete from cohort; delete from stage; delete from offence; delete from rule; begin")
	date := func(d reports.Day) any {
		if d == reports.NoDay {
			return nil
		}
		return int64(d)
	}
	for i, r := range w.records {
		run(t, db, "insert into record values (?,?,?,?,?,?,?,?,?,?,?,?,?)", i, r.id, int64(r.recorded), r.broken, r.region, r.sex, r.offence,
			date(r.released), date(r.started), date(r.completed), date(r.deported), r.people, r.home)
	}
	run(t, db, "insert into cohort values ('all', ?, ?), ('late', ?, ?)", int64(day(2004, 1, 1)), int64(day(2006, 3, 31)), int64(day(2005, 8, 1)), int64(day(2006, 3, 31)))
	for i, s := range stages {
		run(t, db, "insert into stage values (?, ?)", i+1, s)
	}
	for _, o := range offences {
		run(t, db, "insert into offence values (?, ?)", o.code, o.severity)
	}
	tenfold := 1
	for range w.rel.Decimals {
		tenfold *= 10
	}
	run(t, db, "insert into rule values (?, ?, ?, ?, ?); commit; drop table if exists newest; drop table if exists inall", int64(w.rel.AsAt), keyed, drop, w.rel.Decimals, tenfold)
	run(t, db, "create table newest as select * from settled")
	run(t, db, "create table inall as select n.* from newest n, cohort c where c.id = 'all' and released between lo and hi")
}

// rounded is SQL for a/b in the release's decimals, half away from nought, as the
// number times ten to them; [low] for what rounds to nought and is not.
func rounded(a, b string) string {
	return fmt.Sprintf(`case when %[2]s = 0 then '[z]' when %[1]s <> 0 and (2*(%[1]s)*tenfold + (%[2]s)) / (2*(%[2]s)) = 0 then '[low]'
		else 'n' || ((2*(%[1]s)*tenfold + (%[2]s)) / (2*(%[2]s))) end`, a, b)
}

// sideOf is SQL for the rows of a dimension and its total.
func sideOf(column string) string {
	return fmt.Sprintf("(select distinct coalesce(nullif(%[1]s,''),'unknown') as code, coalesce(nullif(%[1]s,''),'unknown') as only_ from newest union all select 'total', null)", column)
}

// ask is every figure by its id, in the oracle's own words.
func ask(t *testing.T, db *sql.DB, w *world) map[string]string {
	t.Helper()
	furthest := "coalesce((select id from stage where n = furthest), 'unknown')"
	rows := "(select distinct severity||'.'||crime as code, severity as sev, crime as crm from inall where crime <> 'unknown' " +
		"union select 'unknown', 'unknown', 'unknown' from inall where crime = 'unknown' " +
		"union select severity||'.total', severity, null from inall where crime <> 'unknown' union select 'total', null, null)"
	cols := "(select id as code, n as lo from stage union all select 'unknown', 0 union all select 'total', null)"
	inCell := "(r.sev is null or x.severity = r.sev) and (r.crm is null or x.crime = r.crm) and (k.lo is null or x.furthest = k.lo)"
	both := func(column string) string { return "coalesce(nullif(n." + column + ",''),'unknown')" }
	inBoth := "(r.only_ is null or " + both("region") + " = r.only_) and (k.only_ is null or " + both("sex") + " = k.only_)"
	severities := "(select distinct severity as code, severity as sev from inall union all select 'total', null)"
	waits := "(select r.code, wait, row_number() over (partition by r.code order by wait) as place, count(*) over (partition by r.code) as many " +
		"from inall n, " + severities + " r where wait is not null and (r.sev is null or n.severity = r.sev))"
	queries := []string{
		`select 'progress/'||c.id||'/'||s.id, count(*) from newest, cohort c, stage s where released between lo and hi and furthest >= s.n group by 1`,
		`select 'progress/'||c.id||'/'||s.id||'/people', sum(people) from newest, cohort c, stage s where released between lo and hi and furthest >= s.n group by 1`,
		`select 'stage/'||c.id||'/'||` + furthest + `, count(*) from newest, cohort c where released between lo and hi group by 1`,
		`select 'stage/'||c.id||'/total', count(*) from newest, cohort c where released between lo and hi group by 1`,
		`select 'offence/'||r.code||'/'||k.code, (select count(*) from inall x where ` + inCell + `) from ` + rows + ` r, ` + cols + ` k`,
		`select id, ` + rounded("100*n", "whole") + ` from rule, (select 'offence/'||r.code||'/'||k.code||'/percent-row' as id, (select count(*) from inall x where ` + inCell + `) as n,
			(select count(*) from inall x where ` + strings.ReplaceAll(inCell, "x.furthest = k.lo", "true") + `) as whole from ` + rows + ` r, ` + cols + ` k
			where k.code <> 'unknown' or (select count(*) from inall where furthest = 0) > 0)`,
		`select 'quarters/'||q||'/total', count(*) from (select ` + quarterSQL + ` as q from inall) group by 1 union all select 'quarters/total/total', count(*) from inall`,
		`select 'quarters/'||q||'/total/percent-total', ` + rounded("100*n", "whole") + ` from rule, (select ` + quarterSQL + ` as q, count(*) as n, (select count(*) from inall) as whole from inall group by 1
			union all select 'total', count(*), count(*) from inall)`,
		`select 'waits/'||code||'/total', ` + rounded("sum(wait)", "count(*)") + ` from ` + waits + `, rule where place in ((many+1)/2, many/2+1) group by 1`,
		`select 'waits/'||code||'/total/mean', ` + rounded("sum(wait)", "count(*)") + ` from ` + waits + `, rule group by 1`,
		`select 'homes/'||r.code||'/'||k.code, (select count(distinct nullif(home,'')) from newest n where ` + inBoth + `) from ` + sideOf("region") + ` r, ` + sideOf("sex") + ` k`,
		`select 'people/'||r.code||'/'||k.code, (select coalesce(sum(people),0) from newest n where ` + inBoth + `) from ` + sideOf("region") + ` r, ` + sideOf("sex") + ` k`,
		`select id, ` + rounded("100*n", "whole") + ` from rule, (select 'people/'||r.code||'/'||k.code||'/percent-column' as id, (select coalesce(sum(people),0) from newest n where ` + inBoth + `) as n,
			(select coalesce(sum(people),0) from newest n where k.only_ is null or ` + both("sex") + ` = k.only_) as whole from ` + sideOf("region") + ` r, ` + sideOf("sex") + ` k)`,
		`select 'account/cases/read', count(*) from record union all select 'account/cases/quarantined', count(*) from record, rule where broken and recorded <= as_at
			union all select 'account/cases/counted', count(*) from newest
			union all select 'account/cases/superseded', count(*) from sound where place > 1
			union all select 'account/cases/duplicates', (select count(*) from sound) - (select count(*) from
				(select distinct id, recorded, region, sex, offence, released, started, completed, deported, people, home from sound))
			union all select 'account/cases/excluded', (select count(*) from record, rule where recorded > as_at) + (select count(*) from sound where place = 1) - (select count(*) from newest)`,
	}
	for _, c := range []string{"region", "sex", "home"} { // what the file holds, whatever becomes of its records
		queries = append(queries, fmt.Sprintf(`select 'column_quality/cases.%[1]s/filled', count(*) from record where %[1]s <> ''
			union all select 'column_quality/cases.%[1]s/not_known', count(*) from record where coalesce(%[1]s, '') = ''`, c))
	}
	out := map[string]string{}
	for _, q := range queries {
		answers(t, db, q, w.rel.Decimals, out)
	}
	return out
}

const quarterSQL = `strftime('%Y', released*86400, 'unixepoch') || '-q' || ((strftime('%m', released*86400, 'unixepoch')+2)/3)`

// answers runs a query of ids and values; a value n173 has the release's decimals.
func answers(t *testing.T, db *sql.DB, q string, decimals int, out map[string]string) {
	t.Helper()
	rows, err := db.Query(q)
	if err != nil {
		t.Fatal(err, q)
	}
	defer rows.Close()
	for rows.Next() {
		var id, value sql.NullString
		if err := rows.Scan(&id, &value); err != nil {
			t.Fatal(err)
		}
		v, scaled := strings.CutPrefix(value.String, "n")
		if scaled && decimals > 0 {
			for len(v) <= decimals {
				v = "0" + v
			}
			v = v[:len(v)-decimals] + "." + v[len(v)-decimals:]
		}
		out[id.String] = v
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err, q)
	}
}
