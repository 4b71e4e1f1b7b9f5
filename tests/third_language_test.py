"""A language is a file: catalogs of made-up languages, compiled as the build compiles those in po/,
are spoken by name, each with its own plural forms."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADER = '''msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: {}\\n"
'''
LANGUAGES = {
    "sl": HEADER.format("nplurals=4; plural=n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3;") + '''
msgid "free"
msgstr "prosto"

msgctxt "a task"
msgid "runs %s"
msgstr "izvaja %s"

msgid "%u thread"
msgid_plural "%u threads"
msgstr[0] "%u nit"
msgstr[1] "%u niti"
msgstr[2] "%u nîti"
msgstr[3] "%u nitî"
''',
    "pt_BR": HEADER.format("nplurals=2; plural=n > 1;") + '''
msgid "free"
msgstr "livre"

msgid "%u thread"
msgid_plural "%u threads"
msgstr[0] "%u thread"
msgstr[1] "%u threads"
''',
    "pt": HEADER.format("nplurals=2; plural=n != 1;") + '''
msgid "free"
msgstr "livre, \\"de facto\\" \\\\ o"
''',
}
PROGRAM = r'''
#include <stdio.h>
#include <stdlib.h>
#include "tracer/language/language.h"
int main(int argc, char **argv)
{
    enum language language = LANGUAGE_ENGLISH;
    int is_found = language_find(argv[1], &language);
    printf("%d %s %s\n", is_found, language_tag(language), language_list);
    printf("%s\n", translate(language, N_("free")));
    printf("%s\n", translate(language, NC_("a task", "runs %s")));
    for (int i = 2; i < argc; i++) {
        unsigned long count = strtoul(argv[i], NULL, 10);
        printf(translate_count(language, NN_("%u thread", "%u threads"), count), (unsigned)count);
        putchar('\n');
    }
    return 0;
}
'''


def build(folder):
    compiled = []
    for name, text in LANGUAGES.items():
        (folder / f"{name}.po").write_text(text, encoding="utf-8")
        subprocess.run(["msgfmt", folder / f"{name}.po", "-o", folder / f"{name}.mo"], check=True)
        compiled.append(f"{name}={folder / name}.mo")
    subprocess.run([sys.executable, ROOT / "tracer/language/catalogs.py", folder / "catalogs.c",
                    *compiled], check=True)
    (folder / "program.c").write_text(PROGRAM, encoding="utf-8")
    subprocess.run(["cc", f"-I{ROOT}", f"-DLANGUAGE_COUNT={1 + len(LANGUAGES)}", "-w",
                    folder / "catalogs.c", ROOT / "tracer/language/language.c",
                    folder / "program.c", "-o", folder / "program"], check=True)


def say(folder, *arguments):
    return subprocess.run([folder / "program", *arguments], check=True, text=True,
                          capture_output=True).stdout.splitlines()


ALL = "en, sl, pt-BR, pt"
CASES = {
    "english-is-there-as-always":
        (["en", "1", "2"], ["1 en " + ALL, "free", "runs %s", "1 thread", "2 threads"]),
    "a-file-is-a-language":
        (["sl"], ["1 sl " + ALL, "prosto", "izvaja %s"]),
    "plural-forms-are-the-languages-own":
        (["sl", "1", "2", "4", "5", "101"],
         ["1 sl " + ALL, "prosto", "izvaja %s", "1 nit", "2 niti", "4 nîti", "5 nitî", "101 nit"]),
    "two-of-one-language-are-told-apart":
        (["pt_PT.UTF-8"], ["1 pt " + ALL, 'livre, "de facto" \\ o', "runs %s"]),
    "the-nearer-one-is-taken":
        (["pt_BR.UTF-8", "0"], ["1 pt-BR " + ALL, "livre", "runs %s", "0 thread"]),
    "unknown-one-is-not-found":
        (["xx"], ["0 en " + ALL, "free", "runs %s"]),
}


def main():
    if not shutil.which("msgfmt") or not shutil.which("cc"):
        print("skip third_language: no msgfmt or no cc")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder)
        for case, (arguments, expected) in CASES.items():
            got = say(folder, *arguments)
            print("ok  " if got == expected else "FAIL", f"third_language@{case}")
            if got != expected:
                print(f"    expected {expected}, got {got}")
                failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
