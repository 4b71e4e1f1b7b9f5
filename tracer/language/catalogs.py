#!/usr/bin/env python3
"""Writes catalogs as C: catalogs.py OUT.c zh_CN=THREADLANE.mo …

Reads what msgfmt has compiled. A language's rule for plural forms is an expression of C already.
"""

import json
import pathlib
import re
import struct
import sys


def read_catalog(path):
    """{key: its forms} of a .mo file; the key "" has the header."""
    data = pathlib.Path(path).read_bytes()
    magic, _, count, keys, forms = struct.unpack_from("<5I", data)
    assert magic == 0x950412DE, f"{path}: no catalog of this machine"

    def text(table, index):
        size, start = struct.unpack_from("<2I", data, table + 8 * index)
        return data[start:start + size].decode("utf-8").split("\0")

    return {text(keys, i)[0]: text(forms, i) for i in range(count)}


def as_c(text):
    return json.dumps(text, ensure_ascii=False).replace("\\u0004", "\\004\" \"")


def tag_of(name):
    """"zh-CN" of "zh_CN"."""
    return name.replace("_", "-")


def catalog_source(name, messages):
    header = messages.pop("")[0]
    plural = re.search(r"plural=([^;]*)", header)
    rows = [f"    {{{as_c(key)}, (const char *const[]){{{', '.join(map(as_c, forms))}}}}},"
            for key, forms in sorted(messages.items(), key=lambda item: item[0].encode())]
    return "\n".join([
        f"static unsigned long {name}_form(unsigned long n)",
        "{", "    (void)n;", f"    return {plural[1] if plural else 0};", "}", "",
        f"static const struct catalog_message {name}_messages[] = {{", *rows, "};", ""])


def main(out, *languages):
    catalogs = dict(language.split("=", 1) for language in languages)
    sources = [catalog_source(name, read_catalog(path)) for name, path in catalogs.items()]
    rows = [f'    {{"{name}", "{tag_of(name)}", {name}_messages, '
            f"sizeof({name}_messages) / sizeof({name}_messages[0]), {name}_form}},"
            for name in catalogs]
    pathlib.Path(out).write_text("\n".join([
        '#include "tracer/language/catalog.h"', '#include "tracer/language/language.h"', "", *sources,
        "const struct catalog catalogs[CATALOG_COUNT] = {", *rows, "};", "",
        f'const char language_list[] = "{", ".join(["en", *map(tag_of, catalogs)])}";', ""]),
        encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
