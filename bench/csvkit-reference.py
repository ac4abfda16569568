"""What Python's csv module reads from csvkit's example files, for test/data/csvkit-examples.test.ts.

    python3 bench/csvkit-reference.py FOLDER > test/data/fixtures/csvkit-examples.json

FOLDER is the `examples` of csvkit. For each CSV file: the names of its columns, how many rows it has, and the SHA-256 of
all its cells as JSON. What a reader must know (encoding, delimiter, lines to skip, whether there is a header) is given
here as csvkit's own tests give it. As mlx does, blanks round a cell are cut off, an empty cell is missing (null), blank
lines are passed over, rows are filled up or cut to the width of the header, a column with neither name nor cells is left
out, and one without a name is called after its place.
"""

import csv
import gzip
import hashlib
import json
import pathlib
import sys

encodings = {"test_latin1.csv": "latin-1", "test_utf16_big.csv": "utf-16", "test_utf16_little.csv": "utf-16"}
delimiters = {"event-notification-rpt-lastmonth.txt": "|", "sniff_limit.csv": ";", "dummy.tsv": "\t"}
skipped = {"test_skip_lines.csv": 3, "bad_skip_lines.csv": 3, "Datagov_FY10_EDU_recp_by_State.csv": 2}
headless = {"no_header_row.csv", "no_header_row2.csv", "no_header_row3.csv"}


def rows_of(path):
    opener = gzip.open if path.suffix == ".gz" else open
    encoding = encodings.get(path.name, "utf-8-sig")
    with opener(path, "rt", encoding=encoding, newline="") as file:
        for _ in range(skipped.get(path.name, 0)):
            file.readline()
        reader = csv.reader(file, delimiter=delimiters.get(path.name, ","))
        return [[cell.strip() or None for cell in row] for row in reader if any(cell.strip() for cell in row) or len(row) > 1]


def facts_of(path):
    rows = rows_of(path)
    if path.name in headless:
        names = [f"column_{at + 1}" for at in range(len(rows[0]))]
    else:
        names, rows = rows[0], rows[1:]
    fitted = [(row + [None] * len(names))[: len(names)] for row in rows]
    kept = [at for at, name in enumerate(names) if name or any(row[at] for row in fitted)]
    names = [names[at] or f"column_{at + 1}" for at in kept]
    fitted = [[row[at] for at in kept] for row in fitted]
    cells = json.dumps(fitted, ensure_ascii=False, separators=(",", ":"))
    return {"columns": names, "rows": len(rows), "cells": hashlib.sha256(cells.encode()).hexdigest()}


folder = pathlib.Path(sys.argv[1])
found = {}
for path in sorted(folder.rglob("*")):
    name = str(path.relative_to(folder))
    if path.is_file() and name.endswith((".csv", ".csv.gz", ".tsv", "lastmonth.txt")):
        try:
            found[name] = facts_of(path)
        except (IndexError, csv.Error, UnicodeError) as error:
            print(f"{name}: {error}", file=sys.stderr)
json.dump(found, sys.stdout, indent=1, ensure_ascii=False)
print()
