"""The job of cmd/bench in pandas and in Polars: job.py ENGINE CODES FILE."""
import csv, datetime, hashlib, json, sys

engine, codes_file, file = sys.argv[1:]
with open(codes_file, newline="") as f:
    CODES = {r["raw"]: r["code"] for r in csv.DictReader(f)}
REGIONS = ["NE", "NW", "YH", "EM", "WM", "EE", "LO", "SE", "SW", "WA"]
AS_AT, FIRST, OLDEST = "2006-04-26", "2000-01-01", "1990-01-01"
FROM, UNTIL = "1999-02-01", "2006-03-31"
DATES = ["recorded_on", "released_on", "started_on", "completed_on", "deported_on"]


def say(read, excluded, quarantined, superseded, outside, cells):
    lines = sorted(f"{r.lower()}|{o}|{s}|{n}\n" for (r, o, s), n in cells.items() if n)
    print(json.dumps({
        "read": int(read), "counted": int(sum(cells.values())), "superseded": int(superseded),
        "excluded": int(excluded + outside), "quarantined": int(quarantined),
        "cells": hashlib.sha256("".join(lines).encode()).digest()[:8].hex()}))


def with_pandas():
    import numpy as np, pandas as pd
    t = pd.read_csv(file, dtype=str, keep_default_na=False)
    blank = {c: t[c].str.strip() == "" for c in DATES + ["case_id", "age", "sentence_days", "region"]}
    day = {c: pd.to_datetime(t[c], format="%Y-%m-%d", errors="coerce") for c in DATES}
    number = {}
    for c in ["age", "sentence_days"]:
        whole = t[c].str.fullmatch(r"-?[0-9]{1,18}")
        number[c] = pd.to_numeric(t[c].where(whole), errors="coerce")
    r, a, b, c, d = (day[x] for x in DATES)
    bad = lambda x: day[x].isna() & ~blank[x]
    excluded = (r > AS_AT) | (t["site"] == "Z99") | ~t["sex"].isin(["F", "M", "X"])
    quarantined = ~excluded & (
        blank["case_id"] | bad("recorded_on") | (r < FIRST) | bad("released_on") | (a < OLDEST) | (a > AS_AT)
        | bad("started_on") | (b < a) | bad("completed_on") | (c < b) | bad("deported_on") | (d < c)
        | (number["age"].isna() & ~blank["age"]) | (number["age"] < 10) | (number["age"] > 110)
        | (number["sentence_days"].isna() & ~blank["sentence_days"]) | (number["sentence_days"] < 1) | (number["sentence_days"] > 9999)
        | ~t["region"].isin(REGIONS))
    sound = ~excluded & ~quarantined
    stage = np.select([d <= AS_AT, c <= AS_AT, b <= AS_AT], ["deported", "completed", "started"], "due")
    k = pd.DataFrame({"id": t["case_id"], "recorded": r.fillna(pd.Timestamp("1900-01-01")), "released": a, "region": t["region"],
                      "offence": t["offence"].map(CODES).fillna("unknown"), "stage": stage})[sound]
    n = len(k)
    k = k.sort_values("recorded", kind="stable").drop_duplicates("id", keep="last")
    inside = k["released"].between(FROM, UNTIL)
    cells = k[inside].groupby(["region", "offence", "stage"]).size().to_dict()
    say(len(t), excluded.sum(), quarantined.sum(), n - len(k), (~inside).sum(), cells)


def with_polars():
    import polars as pl
    date = lambda s: datetime.date.fromisoformat(s)
    col = pl.col
    text = lambda c: pl.when(col(c).str.strip_chars() != "").then(col(c))
    t = pl.scan_csv(file, infer_schema=False).with_columns(pl.all().fill_null(""))
    t = t.with_columns(
        *[col(c).str.to_date("%Y-%m-%d", strict=False).alias("d_" + c) for c in DATES],
        *[(col(c).str.strip_chars() == "").alias("b_" + c) for c in DATES + ["case_id", "age", "sentence_days"]],
        *[pl.when(col(c).str.contains(r"^-?[0-9]{1,18}$")).then(col(c)).cast(pl.Int64, strict=False).alias("n_" + c) for c in ["age", "sentence_days"]])
    r, a, b, c, d = (col("d_" + x) for x in DATES)
    bad = lambda x: col("d_" + x).is_null() & ~col("b_" + x)
    no = lambda e: e.fill_null(False)
    excluded = no(r > date(AS_AT)) | (col("site") == "Z99") | ~col("sex").is_in(["F", "M", "X"])
    quarantined = (
        col("b_case_id") | bad("recorded_on") | no(r < date(FIRST)) | bad("released_on") | no(a < date(OLDEST)) | no(a > date(AS_AT))
        | bad("started_on") | no(b < a) | bad("completed_on") | no(c < b) | bad("deported_on") | no(d < c)
        | (col("n_age").is_null() & ~col("b_age")) | no(col("n_age") < 10) | no(col("n_age") > 110)
        | (col("n_sentence_days").is_null() & ~col("b_sentence_days")) | no(col("n_sentence_days") < 1) | no(col("n_sentence_days") > 9999)
        | ~col("region").is_in(REGIONS))
    t = t.select(
        "case_id", "region", r.fill_null(date("1900-01-01")).alias("recorded"),
        no(a.is_between(date(FROM), date(UNTIL))).alias("inside"),
        col("offence").replace_strict(CODES, default="unknown").alias("offence"),
        pl.when(d <= date(AS_AT)).then(pl.lit("deported")).when(c <= date(AS_AT)).then(pl.lit("completed")).when(b <= date(AS_AT)).then(pl.lit("started")).otherwise(pl.lit("due")).alias("stage"),
        pl.when(excluded).then(2).when(quarantined).then(3).otherwise(0).alias("fate")).collect(engine="streaming")
    fates = dict(t["fate"].value_counts().iter_rows())
    k = t.lazy().filter(col("fate") == 0).sort("recorded", maintain_order=True).unique(subset="case_id", keep="last")
    k = k.group_by("inside", "region", "offence", "stage").len().collect()
    kept = k["len"].sum()
    cells = {(x[1], x[2], x[3]): x[4] for x in k.iter_rows() if x[0]}
    say(len(t), fates.get(2, 0), fates.get(3, 0), fates.get(0, 0) - kept, sum(x[4] for x in k.iter_rows() if not x[0]), cells)


with_pandas() if engine == "pandas" else with_polars()
