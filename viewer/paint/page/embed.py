#!/usr/bin/env python3
"""Turns the page's style and script into C strings: embed.py PAGE.css PAGE.js OUT.h

Beside the script stands its hash, as browsers want to have it in a policy that runs no other.
"""

import base64
import hashlib
import json
import pathlib
import sys


def as_c(text):
    """A C string, a line a line."""
    return "\n".join("    " + json.dumps(line, ensure_ascii=False) for line in text.splitlines(True))


def main(style, script, out):
    style, script = (pathlib.Path(path).read_text(encoding="utf-8") for path in (style, script))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    pathlib.Path(out).write_text(
        f"static const char page_style[] =\n{as_c(style)};\n\n"
        f"static const char page_script[] =\n{as_c(script)};\n\n"
        f'static const char page_script_hash[] = "sha256-{digest}";\n', encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
