"""The PDF: the tag tree by poppler, and by pdf.js, whose dump pdfjs.mjs writes."""
import json
import os
import re
import subprocess

from grid import Cell, Table
from pack import bare, plain

HERE = os.path.dirname(os.path.abspath(__file__))


def tree(path):
    """The tag tree as poppler prints it: lists of [role, attributes, children], texts as strings."""
    text = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True).stdout.decode()
    stack, node = [(-1, ["Root", {}, []])], None
    for line in text.replace("\f", "\n").splitlines():
        if not line.strip():
            continue
        deep, said = len(line) - len(line.lstrip(" ")), line.strip()
        if said.startswith("/") and node:
            key, _, value = said[1:].partition(" ")
            node[1][key.rstrip(":")] = value.strip()
            continue
        while stack[-1][0] >= deep:
            stack.pop()
        if said.startswith('"'):
            stack[-1][1][2].append(said[1:-1] if said.endswith('"') and len(said) > 1 else said[1:])
        elif re.match(r"[A-Z][A-Za-z0-9]*\b", said):
            node = [re.match(r"[A-Z][A-Za-z0-9]*", said)[0], {}, []]
            stack[-1][1][2].append(node)
            stack.append((deep, node))
    return stack[0][1]


def words(node):
    if isinstance(node, str):
        return node
    return "".join(words(c) for c in node[2])


def every(node, role):
    """Every node of a role, in reading order."""
    for c in node[2]:
        if isinstance(c, str):
            continue
        if c[0] == role:
            yield c
        yield from every(c, role)


def table(node):
    out = Table()
    out.caption = " ".join(words(c) for c in every(node, "Caption"))
    for part, rows in (("THead", out.head), ("TBody", out.body), ("TFoot", out.body)):
        for group in every(node, part):
            for tr in every(group, "TR"):
                rows.append([Cell(c[0] == "TH", int(c[1].get("RowSpan", 1)), int(c[1].get("ColSpan", 1)), words(c))
                             for c in tr[2] if not isinstance(c, str) and c[0] in ("TH", "TD")])
    return out


def whole(table):
    """A table split by columns says so in its caption, which is no part of its title."""
    table.caption = re.sub(r"\s*\(part \d+ of \d+\)", "", table.caption)
    return table.seen()


def unbroken(row, column):
    """Labels without spaces: a word broken over lines has one too many to a reader of the page."""
    return tuple(re.sub(r"\s", "", label) for label in row), re.sub(r"\s", "", column)


def standing(row, column):
    """Labels as poppler gives them: Hebrew letters in the order in which they stand on the page, so any order will do."""
    row, column = unbroken(row, column)
    return tuple("".join(sorted(x)) if re.search("[\u0590-\u05ff]", x) else x for x in row), column


def poppler(pack):
    path = pack.file(".pdf")
    pack.compare(path, [whole(table(t)) for t in every(tree(path), "Table")], standing, pack.placed())


def pdfjs(pack):
    """pdf.js gives a tree a page and no spans: a table that goes on has its head on its first page alone."""
    path = pack.file(".pdf")
    pages = json.loads(subprocess.run(["node", os.path.join(HERE, "pdfjs.mjs"), path], capture_output=True, check=True).stdout)
    tables = []
    for page in pages:
        for i, node in enumerate(every(page, "Table")):
            t = table(node)
            if not t.head and i == 0 and tables:
                tables[-1].body += t.body
            else:
                tables.append(t)
    pack.compare(path, [whole(t) for t in tables], unbroken, pack.placed())
    said = [texts(p, set()) for p in pages]
    for f in pack.manifest["figures"]:
        for p in f.get("places", []):
            if p["file"] == os.path.basename(path):
                want, page = bare(plain(p.get("text", f["value"]))), re.match(r"p(\d+)#", p["at"])
                where = said[int(page[1]) - 1] if page else set().union(*said)
                pack.check(want in where, f"{os.path.basename(path)}, {p['at']} ({f['id']}): {want!r} is nowhere in that page's tags")


def texts(node, into):
    """The text of every tag of a page, and what stands for it."""
    for c in node[2]:
        if isinstance(c, str):
            into.add(bare(plain(c)))
        else:
            texts(c, into)
            into.update((bare(plain(words(c))), bare(plain(c[1].get("Alt", "")))))
    return into
