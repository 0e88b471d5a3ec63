"""What a pack says of itself, and the comparison of what a reader saw with it.

The manifest holds every figure; the tidy CSV files, read by Python's own csv, say in which row
and column of which table each stands. A reader gives tables as it saw them, and each figure must
stand there under its row and its column with its value.
"""
import csv
import glob
import json
import os
import re


def bare(text):
    """A value as the manifest writes it: no commas, no per cent sign, a plain minus."""
    text = str("" if text is None else text)
    return re.sub(r"[,%]", "", text).replace("\u2212", "-").strip()


def plain(text):
    """A heading without its note marks and direction marks, and on one line."""
    text = re.sub(r"\[note \d+\]|\[b\]", "", str("" if text is None else text))
    return re.sub(r"\s+", " ", re.sub("[\u200b\u200e\u200f\u2066-\u2069\u00ad]", "", text)).strip()


class Seen:
    """A table as a reader saw it: its title, and cells by row labels and column heading."""

    def __init__(self, title):
        self.title, self.cells, self.twice = plain(title), {}, []

    def add(self, row, column, value):
        key = (tuple(plain(label) for label in row), plain(column))
        if key in self.cells and bare(self.cells[key]) != bare(value):
            self.twice.append(key)
        self.cells[key] = value


class Expected:
    """A figure where it must stand: its row labels, the headings its column may have, its value by the manifest, and as the CSV has it."""

    def __init__(self, figure, row, columns, value, written):
        self.figure, self.row, self.columns, self.value, self.written = figure, row, columns, value, written


class Pack:
    def __init__(self, folder, kind):
        self.folder, self.kind = folder, kind
        self.passed, self.faults = 0, []
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as f:
            self.manifest = json.load(f)
        self.figures = {f["id"]: f for f in self.manifest["figures"]}
        self.titles, self.tables = {}, {}
        for path in sorted(glob.glob(os.path.join(folder, "tables", "*.csv"))):
            self.table(path)

    def file(self, ending):
        """The file the release itself was written as, by its path."""
        found = [f["name"] for f in self.manifest["files"] if f.get("document") == "release" and "/" not in f["name"] and f["name"].endswith(ending)]
        if len(found) != 1:
            raise SystemExit(f"{self.folder}: the release is {len(found)} files ending in {ending}")
        return os.path.join(self.folder, found[0])

    def check(self, ok, what):
        if ok:
            self.passed += 1
        else:
            self.faults.append(what)

    def table(self, path):
        """Reads a tidy file: where each of its figures must stand."""
        name = os.path.basename(path)[: -len(".csv")]
        with open(path + "-metadata.json", encoding="utf-8") as f:
            self.titles[name] = plain(json.load(f)["dc:title"])
        out = self.tables[name] = []
        with open(path, encoding="utf-8", newline="") as f:
            rows = csv.reader(f, strict=True)
            head = next(rows)
            labels = head.index("column") if "column" in head else head.index("measure")
            for r in rows:
                cell = dict(zip(head, r))
                row = tuple(plain(unshielded(label)) for label in r[:labels:2])
                figure = self.figures.get(cell["figure"], {})
                written = cell["value"] or cell["symbol"]
                out.append(Expected(cell["figure"], row, headings(cell, figure), figure.get("value", written), written))

    def compare(self, file, seen, key=lambda row, column: (row, column), names=None):
        """Every figure of every table (or of those named) is in what a reader saw of a file; key says which labels count as alike."""
        file = os.path.basename(file)
        for name, figures in self.tables.items():
            if names is not None and name not in names:
                continue
            title = self.titles[name]
            parts = [s for s in seen if s.title == title or s.title.startswith((title + ".", title + " ", title + ":"))]
            if not parts:
                self.check(False, f"{file}: no table {title!r}")
                continue
            cells = {}
            for part in parts:
                cells.update({key(*k): v for k, v in part.cells.items()})
                for row, column in part.twice:
                    self.check(False, f"{file}, {title}, row {row}, column {column!r}: stands twice with different values")
            for e in figures:
                at = f"{file}, {title}, row {', '.join(e.row)!r}, column {e.columns[0]!r} ({e.figure})"
                spot = next((key(e.row, c) for c in e.columns if key(e.row, c) in cells), None)
                if spot is None:
                    self.check(False, f"{at}: not there")
                    continue
                self.check(bare(cells[spot]) == e.value, f"{at}: {cells[spot]!r}, the manifest says {e.value!r}")

    def placed(self):
        """The tables that the release's own page, and so its PDF, shows; every table is in the workbooks and CSV."""
        there = {p["at"] for f in self.manifest["figures"] for p in f.get("places", []) if p["file"] == "index.html"}
        return {name for name, figures in self.tables.items() if any("#" + e.figure in there for e in figures)}

    def end(self):
        for fault in self.faults[:20]:
            print(fault)
        if len(self.faults) > 20:
            print(f"... and {len(self.faults) - 20} more")
        print(f"{os.path.basename(self.folder)}: {self.kind}: {self.passed} passed, {len(self.faults)} failed")
        return 1 if self.faults or not self.passed else 0


def unshielded(label):
    """A label as it is, where the CSV shields it from spreadsheets that would take it for a formula."""
    return label[1:] if re.match(r"'[=+\-@\t\r]", label) else label


def headings(cell, figure):
    """The headings a column may have: as the manifest names it, or as the CSV says it in parts."""
    column, unit = plain(unshielded(cell.get("column", ""))), {"per cent": "%", "number": ""}.get(cell["unit"], cell["unit"])
    measure = plain(unshielded(cell["measure"]))
    whats = [column, ", ".join(p for p in (column, measure) if p), measure]
    if unit:
        whats = [f"{w} ({unit})" for w in whats] + whats
    if figure.get("column"):
        whats = [plain(figure["column"])] + whats
    return [w for i, w in enumerate(whats) if w and w not in whats[:i]]
