# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a bundle with nothing but Python: prints what differs from its manifest, as JSON."""
import hashlib
import json
import sqlite3
import struct
import sys


def field(value):
    if value is None:
        return b"n,"
    if isinstance(value, int):
        return b"i%d," % value
    if isinstance(value, float):
        return b"r" + struct.pack(">d", value).hex().encode() + b","
    kind, content = (b"t", value.encode()) if isinstance(value, str) else (b"b", value)
    return kind + b"%d:" % len(content) + content + b","


def digest(connection, table):
    columns = connection.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
    key = ", ".join(f'"{name}"' for name, place in sorted(columns, key=lambda c: c[1]) if place)
    where = "WHERE kind <> 'bundle'" if table == "document" else ""
    hashed = hashlib.sha256(b"".join(field(name) for name, _ in columns) + b"\n")
    rows = 0
    for row in connection.execute(f'SELECT * FROM "{table}" {where} ORDER BY {key}'):
        hashed.update(b"".join(map(field, row)) + b"\n")
        rows += 1
    return {"name": table, "rows": rows, "sha256": hashed.hexdigest()}


connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
manifest = json.loads(
    connection.execute("SELECT value FROM document WHERE kind = 'bundle'").fetchone()[0])
tables = [name for (name,) in connection.execute(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
problems = [name for name in tables if digest(connection, name) not in manifest["tables"]]
checksum = manifest.pop("checksum")
text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
if hashlib.sha256(text.encode()).hexdigest() != checksum:
    problems.append("manifest")
print(json.dumps({"tables": len(tables), "problems": problems}))
