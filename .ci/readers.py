"""Reads the 2006 pack with programs that are not despatch's and compares every figure of its
tables with the manifest: the value, and the row and column it stands under.

    readers.py xlsx|pdf|html|csv PACK
"""
import csv
import glob
import html.parser
import json
import os
import re
import subprocess
import sys

kind, pack = sys.argv[1:3]
manifest = json.load(open(os.path.join(pack, "manifest.json"), encoding="utf-8"))
by_id = {f["id"]: f for f in manifest["figures"]}
faults, found = [], 0


def bare(text):
    return re.sub(r"[,%]", "", str(text)).replace("−", "-").strip()


def expect(ok, what):
    global found
    found += 1
    if not ok:
        faults.append(what)


def plain(head):
    """A heading without its note marks, and on one line."""
    return re.sub(r"\s+", " ", re.sub(r"\[note \d+\]", "", str(head or ""))).strip()


def since_august(row):
    """The row every reader must find: the label and the four figures under the right heads."""
    want = {"Should have been considered": "288", "Consideration started": "83", "Consideration completed": "53", "Deported": "14"}
    for head, value in want.items():
        expect(bare(row.get(head)) == value, f"cases since August, {head}: {row.get(head)!r}, want {value}")


def xlsx():
    import openpyxl

    book = openpyxl.load_workbook(glob.glob(os.path.join(pack, "*.xlsx"))[0])
    name = os.path.basename(glob.glob(os.path.join(pack, "*.xlsx"))[0])
    for f in manifest["figures"]:
        for p in f.get("places", []):
            m = re.fullmatch(r"([^!]+)!([A-Z]+)(\d+)", p["at"])
            if p["file"] != name or not m or "text" in p:
                continue
            sheet, cell = book[m[1]], m[2] + m[3]
            got = sheet[cell].value
            expect(bare(got) == f["value"], f"{name} {m[1]}!{cell}: {got!r}, the manifest says {f['value']}")
            table = list(sheet.tables.values())[0]
            head = openpyxl.utils.range_boundaries(table.ref)[1]
            title = plain(sheet[m[2] + str(head)].value)
            if "column" in f and m[1] == f["id"].split("/")[0] and len(table.tableColumns) > 2:
                expect(f["column"].split(" (")[0] in title, f"{name} {m[1]}!{cell} stands under {title!r}, not {f['column']!r}")
    sheet = book["progress"]
    head = openpyxl.utils.range_boundaries(list(sheet.tables.values())[0].ref)[1]
    heads = [plain(c.value) for c in sheet[head]]
    rows = [dict(zip(heads, [c.value for c in r])) for r in sheet.iter_rows(min_row=head + 1)]
    since_august(next(r for r in rows if "August 2005" in str(list(r.values())[0])))


def pdf():
    path = glob.glob(os.path.join(pack, "*.pdf"))[0]
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    squeezed = re.sub(r"\s+", " ", re.sub(r"\[note \d+\]", "", subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()))
    for head in ("Should have been considered", "Consideration started", "Consideration completed", "Deported"):
        expect(head in squeezed, f"{path}: no heading {head!r}")
    lines = [re.findall(r"[\d,]+", line) for line in text.splitlines()]
    expect(any(nums[-4:] == ["288", "83", "53", "14"] for nums in lines), f"{path}: no row 288, 83, 53, 14")


class Tables(html.parser.HTMLParser):
    """Collects every table as rows of cells, and the text of every element with an id."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell, self.ids, self.open = [], None, {}, []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("br", "meta", "link", "img", "input", "hr", "col"):
            return
        self.open.append((tag, attrs.get("id")))
        if attrs.get("id"):
            self.ids[attrs["id"]] = ""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        while self.open:
            t, _ = self.open.pop()
            if t == tag:
                break
        if tag in ("td", "th"):
            self.cell = None

    def handle_data(self, data):
        if self.cell:
            self.tables[-1][-1][-1] += data
        for _, i in self.open:
            if i:
                self.ids[i] += data


def page():
    p = Tables()
    p.feed(open(os.path.join(pack, "index.html"), encoding="utf-8").read())
    for f in manifest["figures"]:
        if f["id"] in p.ids:
            expect(bare(p.ids[f["id"]]) == f["value"], f"index.html #{f['id']}: {p.ids[f['id']]!r}, the manifest says {f['value']}")
    for t in p.tables:
        heads = [plain(c) for c in t[0]]
        for r in t[1:]:
            if "August 2005" in r[0] and "Consideration started" in heads:
                since_august(dict(zip(heads, r)))
                return
    faults.append("index.html: no row for cases since August")


def tidy():
    rows = []
    for path in glob.glob(os.path.join(pack, "tables", "*.csv")):
        rows += list(csv.DictReader(open(path, encoding="utf-8", newline="")))
    for r in rows:
        f = by_id.get(r["figure"])
        expect(f is not None and (r["value"] or r["symbol"]) == f["value"], f"{r['figure']}: {r['value'] or r['symbol']!r}, the manifest says {f and f['value']}")
    since_august({r["column"]: r["value"] for r in rows if r["figure"].startswith("progress/since_august/")})


{"xlsx": xlsx, "pdf": pdf, "html": page, "csv": tidy}[kind]()
for fault in faults[:20]:
    print(fault)
print(f"{kind}: {found - len(faults)} passed, {len(faults)} failed")
sys.exit(1 if faults or not found else 0)
