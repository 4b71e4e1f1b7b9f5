"""The catalogs hold to the source: what is said in English there is translated in po/, once each,
with the same places; and nothing else is. No Chinese stands in the source itself."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PO = ROOT / "po"
MARK = re.compile(r"\bNN?C?_\(")
PLACE = re.compile(r"\{(\w+)\}")
DIRECTIVE = re.compile(r"%(\d+\$)?[-0-9.*]*(hh|h|ll|l|z)?([a-zA-Z%])")
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
# what is no message: letters that a font must have, and stops that a name or a headline may end with
SAMPLES = {"viewer/paint/pango_shaper.c", "viewer/scene/panel/callout_scene.c",
           "viewer/scene/panel/way_out_scene.c"}
# the marks themselves
DEFINITIONS = {"tracer/event/message.h", "tracer/language/language.h"}
failures = []


def check(is_good, complaint):
    if not is_good:
        failures.append(complaint)


def case(name, run):
    failures.clear()
    run()
    print("ok  " if not failures else "FAIL", f"catalog@{name}")
    for failure in failures:
        print("    " + failure)
    return not failures


def sources():
    for folder in ("tracer", "viewer"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def languages():
    return (PO / "LINGUAS").read_text(encoding="utf-8").split()


def keywords():
    """As the build gives them to xgettext."""
    return re.findall(r"'(--(?:keyword|from-code)=[^']+)'", (PO / "meson.build").read_text())


def collect(folder):
    template = folder / "threadlane.pot"
    subprocess.run(["xgettext", "-k", *keywords(), "--language=C", "--output", template,
                    "--files-from", PO / "POTFILES"], cwd=ROOT, check=True)
    return template


def entries(path):
    """(context, message, its plural, translations) of a catalog, the header left out."""
    text = subprocess.run(["msgcat", "--no-wrap", "--no-location", path], check=True, text=True,
                          capture_output=True).stdout
    for block in text.split("\n\n"):
        strings = {}
        for line in block.splitlines():
            found = re.match(r'(?:(msg\w+(?:\[\d\])?) )?"(.*)"$', line)
            if found:
                name = found[1] or name
                strings[name] = strings.get(name, "") + found[2]
        if strings.get("msgid"):
            forms = [text for key, text in strings.items() if key.startswith("msgstr")]
            yield strings.get("msgctxt", ""), strings["msgid"], strings.get("msgid_plural"), forms


def test_every_file_with_messages_is_listed():
    listed = (PO / "POTFILES").read_text(encoding="utf-8").split()
    marked = {path for path, text in sources() if MARK.search(text)} - DEFINITIONS
    check(len(set(listed)) == len(listed), "po/POTFILES names a file twice")
    for path in sorted(marked ^ set(listed)):
        check(False, f"{path}: " + ("is not in po/POTFILES" if path in marked else
                                    "has no message, and is in po/POTFILES"))


def test_catalogs_have_all_messages_and_no_other():
    with tempfile.TemporaryDirectory() as folder:
        wanted = {entry[:3] for entry in entries(collect(Path(folder)))}
    for name in languages():
        found = {entry[:3]: entry[3] for entry in entries(PO / f"{name}.po")}
        text = (PO / f"{name}.po").read_text(encoding="utf-8")
        for context, message, _ in sorted(wanted - found.keys(), key=str):
            check(False, f"po/{name}.po lacks {message!r}" + (context and f" ({context})"))
        for context, message, _ in sorted(found.keys() - wanted, key=str):
            check(False, f"po/{name}.po has {message!r}{context and f' ({context})'}, "
                         "which nobody says")
        for (_, message, _), forms in found.items():
            check(all(forms), f"po/{name}.po: {message!r} is not translated")
        check("\n#~" not in text, f"po/{name}.po has obsolete messages")
        check("fuzzy" not in text, f"po/{name}.po has doubtful messages")


def test_messages_say_nothing_of_the_machine():
    """PRIu64 is another message on another machine, and is not found."""
    for name in languages():
        for _, message, _, _ in entries(PO / f"{name}.po"):
            check("<PRI" not in message, f"po/{name}.po: {message!r} needs a fixed format")


def places(text):
    return sorted(set(PLACE.findall(text)))


def arguments(text):
    """Which argument is printed how: by its number, or in order."""
    found = [match for match in DIRECTIVE.finditer(text) if match[3] != "%"]
    return {(match[1] or f"{i}$", match[3]) for i, match in enumerate(found, 1)}


def test_translations_keep_the_places():
    for name in languages():
        subprocess.run(["msgfmt", "--check-format", "--check-domain", "--output", "/dev/null",
                        PO / f"{name}.po"], check=True)
        for context, message, plural, forms in entries(PO / f"{name}.po"):
            for form in forms:
                check(places(form) == places(plural or message) or
                      places(context) and set(places(form)) <= set(places(context + message)),
                      f"po/{name}.po: {form!r} has other places than {message!r}")
                check(arguments(form) == arguments(plural or message),
                      f"po/{name}.po: {form!r} has other arguments than {message!r}")


def test_source_is_english():
    """Comments may speak of threads that are called 小爱."""
    for path, text in sources():
        found = CHINESE.search(COMMENT.sub("", text)) if path not in SAMPLES else None
        check(not found, f"{path}: has Chinese; it belongs into po/zh_CN.po")


CASES = [
    ("every-file-with-messages-is-listed", test_every_file_with_messages_is_listed),
    ("catalogs-have-all-messages-and-no-other", test_catalogs_have_all_messages_and_no_other),
    ("messages-say-nothing-of-the-machine", test_messages_say_nothing_of_the_machine),
    ("translations-keep-the-places", test_translations_keep_the_places),
    ("source-is-english", test_source_is_english),
]


def main():
    if not shutil.which("xgettext"):
        print("skip catalog: no xgettext")
        return 77
    return 0 if all([case(name, run) for name, run in CASES]) else 1


if __name__ == "__main__":
    sys.exit(main())
