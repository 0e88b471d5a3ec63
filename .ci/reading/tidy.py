"""The CSV files: by Python's own csv, and with their metadata by PyPI's csvw."""
import glob
import os


def read(pack):
    """Each line of each file holds a figure of the manifest with its value, and none is left out."""
    there = set()
    for name, figures in pack.tables.items():
        for e in figures:
            f = pack.figures.get(e.figure)
            at = f"tables/{name}.csv, row {', '.join(e.row)!r}, column {e.columns[0]!r} ({e.figure})"
            if f is None:
                pack.check(False, f"{at}: not in the manifest")
                continue
            there.add(e.figure)
            pack.check(e.written == f["value"], f"{at}: {e.written!r}, the manifest says {f['value']!r}")
            if f.get("table") and pack.titles[name].endswith(": " + f["table"]):
                labels = e.row + (", ".join(e.row),)
                pack.check(" ".join(f["row"].split()) in labels, f"{at}: the manifest names the row {f['row']!r}")
    for f in pack.manifest["figures"]:
        if f.get("table"):
            pack.check(f["id"] in there, f"tables/: no line for {f['id']}")


def csvw(pack):
    """Each file keeps to its metadata, as csvw judges, and has the same figures through it."""
    from csvw import CSVW

    for path in sorted(glob.glob(os.path.join(pack.folder, "tables", "*.csv"))):
        name = os.path.basename(path)[: -len(".csv")]
        seen = CSVW(path, md_url=path + "-metadata.json", validate=True)
        pack.check(seen.is_valid, f"tables/{name}.csv: csvw finds it does not keep to its metadata")
        for warning in seen.warnings:
            pack.check(False, f"tables/{name}.csv: csvw: {warning.message}")
        rows = list(seen.tables[0])
        pack.check(len(rows) == len(pack.tables[name]), f"tables/{name}.csv: csvw reads {len(rows)} rows of {len(pack.tables[name])}")
        for r, e in zip(rows, pack.tables[name]):
            value = r["symbol"] if r["value"] is None else f"{r['value']:f}" if hasattr(r["value"], "as_tuple") else str(r["value"])
            at = f"tables/{name}.csv, row {', '.join(e.row)!r}, column {e.columns[0]!r}"
            pack.check(r["figure"] == e.figure and value == e.value, f"{at}: csvw reads {r['figure']}: {value!r}, the manifest says {e.value!r}")
