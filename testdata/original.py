"""Makes a history as the original program keeps it: original.py PATH COUNT"""
import dbm.dumb
import html
import json
import sys

TEXTS = ["hello", "a & b &amp; c <b>", "日本語 ünï", "<script>alert(1)</script>",
         "esc \x1b[31mred\x1b[0m\u202e", "two\nlines", "<img src=x onerror=alert(1)>"]
NAMES = ["ann", "Zoë", "<b>eve</b>", "admin", "  "]

with dbm.dumb.open(sys.argv[1], "n") as db:
    for i in range(int(sys.argv[2])):
        db[str(i)] = json.dumps({
            "type": "message",
            "message": html.escape("%s %d" % (TEXTS[i % len(TEXTS)], i)),
            "username": html.escape(NAMES[i % len(NAMES)]),
            "id": i,
            "datetime": 1400000000 + i // 3 + (0.25 if i % 3 else 0),
        })
