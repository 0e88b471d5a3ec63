"""The tables of the web page, by Python's own HTML parser."""
import html.parser

from grid import Cell, Table
from pack import bare

VOID = {"br", "meta", "link", "img", "input", "hr", "col", "area", "base", "embed", "source", "track", "wbr"}


class Tables(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tables, self.ids, self.open = [], {}, []
        self.cell, self.part, self.caption = None, None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "table":
            self.tables.append(Table())
        elif tag in ("thead", "tbody", "tfoot"):
            self.part = self.tables[-1].head if tag == "thead" else self.tables[-1].body
        elif tag == "tr":
            self.part.append([])
        elif tag in ("td", "th"):
            self.cell = Cell(tag == "th", int(attrs.get("rowspan") or 1), int(attrs.get("colspan") or 1))
            self.part[-1].append(self.cell)
        elif tag == "caption":
            self.caption = True
        elif self.caption and tag == "span":
            self.tables[-1].caption += " "
        if tag in VOID:
            return
        self.open.append((tag, attrs.get("id")))
        if attrs.get("id"):
            self.ids[attrs["id"]] = ""

    def handle_endtag(self, tag):
        while self.open:
            if self.open.pop()[0] == tag:
                break
        if tag in ("td", "th"):
            self.cell = None
        elif tag == "caption":
            self.caption = False

    def handle_data(self, data):
        if self.cell:
            self.cell.text += data
        elif self.caption:
            self.tables[-1].caption += data
        for _, i in self.open:
            if i:
                self.ids[i] += data


def read(pack):
    """The page: every place of the manifest and every table it prints."""
    p = Tables()
    with open(pack.file("index.html"), encoding="utf-8") as f:
        p.feed(f.read())
    for f in pack.manifest["figures"]:
        for place in f.get("places", []):
            if place["file"] == "index.html" and place["at"].startswith("#"):
                text = p.ids.get(place["at"][1:].split("~")[0])  # ~2: the second figure of a text
                want = place.get("text", f["value"])
                pack.check(text is not None and (bare(text) == bare(want)), f"index.html {place['at']}: {text!r}, the manifest says {want!r}")
    pack.compare("index.html", [t.seen() for t in p.tables], names=pack.placed())
