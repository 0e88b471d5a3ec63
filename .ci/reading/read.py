"""Reads a pack with programs that are not despatch's and finds every figure of its manifest.

    read.py openpyxl|libreoffice|poppler|pdfjs|page|csv|csvw PACK...
"""
import sys

import book
import page
import paper
import tidy
from pack import Pack

readers = {"openpyxl": book.openpyxl, "libreoffice": book.office, "poppler": paper.poppler, "pdfjs": paper.pdfjs,
           "page": page.read, "csv": tidy.read, "csvw": tidy.csvw}
failed = 0
for folder in sys.argv[2:]:
    pack = Pack(folder, sys.argv[1])
    readers[sys.argv[1]](pack)
    failed |= pack.end()
sys.exit(failed)
