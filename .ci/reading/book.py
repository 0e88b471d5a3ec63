"""The workbooks: XLSX by openpyxl; XLSX and ODS by LibreOffice, sheet by sheet."""
import csv
import glob
import os
import re
import subprocess
import tempfile

from pack import Seen, bare, plain


def table(title, rows, labels):
    """A sheet's table from its rows, the headings first: so many columns of labels, then figures."""
    out = Seen(title)
    for r in rows[1:]:
        for at in range(labels, len(rows[0])):
            out.add(r[:labels], rows[0][at], r[at])
    return out


def labels_of(pack, title):
    """How many columns of labels a table has, by its tidy file."""
    for name, known in pack.titles.items():
        if plain(title) == known or plain(title).startswith(known + "."):
            return len(pack.tables[name][0].row) if pack.tables[name] else 0
    return 0


def openpyxl(pack):
    """Every place of the manifest, and every table by its native range."""
    import openpyxl as lib

    path = pack.file(".xlsx")
    name, book, seen = os.path.basename(path), lib.load_workbook(path), []
    for f in pack.manifest["figures"]:
        for p in f.get("places", []):
            m = re.fullmatch(r"(.+)!([A-Z]+\d+)(?:\[(\d+):(\d+)\])?", p["at"])
            if p["file"] != name or not m or m[1] not in book.sheetnames:
                continue
            got, want = book[m[1]][m[2]].value, p.get("text", f["value"])
            if m[3]:
                got = str(got)[int(m[3]):int(m[4])]
            pack.check(bare(got) == bare(want), f"{name}, {m[1]}!{m[2]} ({f['id']}): {got!r}, the manifest says {want!r}")
            if not m[3] and got is not None and re.fullmatch(r"-?\d+(\.\d+)?", f["value"]) and "text" not in p:
                pack.check(isinstance(got, (int, float)), f"{name}, {m[1]}!{m[2]} ({f['id']}): the number is stored as text")
    for sheet in book:
        title = sheet["A1"].value
        for t in sheet.tables.values():
            labels = labels_of(pack, title)
            if labels:
                rows = [[c.value for c in row] for row in sheet[t.ref]]
                seen.append(table(title, rows, labels))
    pack.compare(path, seen)


def export(path, to):
    """The sheets of a workbook as LibreOffice writes them to CSV, values as they are stored: by sheet."""
    profile = os.path.join(to, "profile")
    # Field 8 false: every cell as stored, not as shown; the last field -1: every sheet.
    wanted = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", wanted, "--outdir", to, path],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    stem, out = os.path.splitext(os.path.basename(path))[0] + "-", {}
    for part in glob.glob(os.path.join(glob.escape(to), "*.csv")):
        with open(part, encoding="utf-8", newline="") as f:
            out[os.path.basename(part)[len(stem):-len(".csv")]] = list(csv.reader(f))
        os.remove(part)
    return out


def office(pack):
    """LibreOffice reads XLSX and ODS alike, cell by cell, and finds every figure in each."""
    sheets = {}
    with tempfile.TemporaryDirectory() as to:
        for ending in (".xlsx", ".ods"):
            sheets[ending] = export(pack.file(ending), to)
        # Without a window nothing is repaired: that the whole file opens says something only where a damaged one does not.
        damaged = os.path.join(to, "damaged.ods")
        with open(pack.file(".ods"), "rb") as whole, open(damaged, "wb") as part:
            data = whole.read()
            part.write(data[:len(data) * 2 // 3])
        pack.check(not export(damaged, to), "LibreOffice opens a damaged ODS: it repairs in silence")
    xlsx, ods = sheets[".xlsx"], sheets[".ods"]
    for name in sorted(set(xlsx) | set(ods)):
        if name == "Charts":  # charts are in the XLSX alone
            continue
        a, b = cells(xlsx.get(name, [])), cells(ods.get(name, []))
        if name == "Table_of_contents":
            a = {k: v for k, v in a.items() if v != "Charts"}
        for at in sorted(set(a) | set(b)):
            x, o = a.get(at, ""), b.get(at, "")
            pack.check(bare(x) == bare(o), f"sheet {name}, row {at[0] + 1}, column {at[1] + 1}: XLSX has {x!r}, ODS {o!r}")
    for ending, book in sheets.items():
        seen = []
        for name, rows in book.items():
            labels = labels_of(pack, rows[0][0]) if rows else 0
            if labels:
                head = next(i for i, r in enumerate(rows) if i > 0 and len(r) > labels and all(r[:labels + 1]))
                seen.append(table(rows[0][0], rows[head:], labels))
        pack.compare(pack.file(ending), seen)


def cells(rows):
    """The filled cells of a sheet by row and column."""
    return {(i, j): v for i, r in enumerate(rows) for j, v in enumerate(r) if v != ""}
