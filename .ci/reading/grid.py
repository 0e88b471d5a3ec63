"""A table of tagged cells, put on a grid by its spans: for the page and for the PDF alike."""
from pack import Seen


class Cell:
    def __init__(self, header, rows=1, columns=1, text=""):
        self.header, self.rows, self.columns, self.text = header, rows, columns, text


class Table:
    """A table as its tags tell it: a caption, and rows of cells, the head's first."""

    def __init__(self):
        self.caption, self.head, self.body = "", [], []

    def seen(self):
        """The table by row labels and column headings; a heading of several levels is joined by commas."""
        out = Seen(self.caption)
        head, body = grid(self.head), grid(self.body)
        for row in body:
            labels = []
            for c in row:
                if c is None or not c.header:
                    break
                labels.append(c.text)
            for at in range(len(labels), len(row)):
                if row[at] is None:
                    continue
                levels = []
                for level in head:
                    text = level[at].text if at < len(level) and level[at] else ""
                    if text and (not levels or levels[-1] != text):
                        levels.append(text)
                out.add(labels, ", ".join(" ".join(x.split()) for x in levels), row[at].text)
        return out


def grid(rows):
    """Rows of cells by position: a cell that spans stands in each place it covers."""
    out = [[] for _ in rows]
    for i, row in enumerate(rows):
        at = 0
        for c in row:
            while at < len(out[i]) and out[i][at] is not None:
                at += 1
            for down in range(min(c.rows, len(rows) - i)):
                line = out[i + down]
                line.extend([None] * (at + c.columns - len(line)))
                for across in range(c.columns):
                    line[at + across] = c
            at += c.columns
    return out
