"""The rules of the house, one function each: a source file comes in, complaints go out.

A complaint is "path:line: what is wrong". The tables at the top are the architecture: who may
include whom (docs/ARCHITECTURE.md tells why). A new arrow is a line here, in a commit that says why.
"""

import re

# what every part of a picture knows
SCENE = ["tracer/event", "tracer/model", "tracer/analysis", "tracer/language"]
CARD = ["viewer/scene/shape", "viewer/scene/view", "viewer/scene/layout", "viewer/scene/piece"]

# stage: what it may include of ours, folders or single files, besides itself; the longest name wins
ALLOWED_INCLUDES = {
    "tracer/threadlane.h": [],
    "tracer/threadlane_process.h": ["tracer/threadlane.h"],
    "tracer/event": [],
    "tracer/record": ["tracer/event"],
    "tracer/sync": ["tracer/event", "tracer/record", "tracer/threadlane.h"],
    "tracer/process": ["tracer/event", "tracer/record", "tracer/sync", "tracer/threadlane.h",
                       "tracer/threadlane_process.h"],
    "tracer/preload": ["tracer/event", "tracer/record"],
    "tracer/python": ["tracer/event", "tracer/record", "tracer/preload/forward.h",
                      "tracer/preload/interpreter.h"],
    "tracer/lttng": ["tracer/event"],
    "tracer/format": ["tracer/event", "tracer/language"],
    "tracer/model": ["tracer/event"],
    "tracer/model/trace_follow.h": ["tracer/event", "tracer/format"],
    "tracer/model/trace_follow.c": ["tracer/event", "tracer/format"],
    "tracer/model/trace_load.h": ["tracer/event", "tracer/format"],
    "tracer/model/trace_load.c": ["tracer/event", "tracer/format", "tracer/language"],
    "tracer/model/trace_save.h": ["tracer/event", "tracer/format"],
    "tracer/model/trace_save.c": ["tracer/event", "tracer/format"],
    "tracer/model/trace_save_ctf.h": ["tracer/event", "tracer/format"],
    "tracer/model/trace_save_ctf.c": ["tracer/event", "tracer/format"],
    "tracer/language": ["tracer/event/message.h"],
    "tracer/analysis": ["tracer/event", "tracer/model", "tracer/language"],
    "tracer/collect": ["tracer/event", "tracer/format", "tracer/model", "tracer/analysis",
                       "tracer/language",
                       "tracer/record/pool.h", "tracer/record/clock.h",
                       "tracer/lttng/session_link.h"],
    "viewer/scene/shape": ["tracer/event", "tracer/model"],
    "viewer/scene/view": SCENE + ["viewer/scene/shape"],
    "viewer/scene/layout": SCENE + ["viewer/scene/shape", "viewer/scene/view"],
    "viewer/scene/piece": SCENE + ["viewer/scene/shape", "viewer/scene/view"],
    "viewer/scene/lanes": SCENE + CARD,
    "viewer/scene/timeline": SCENE + CARD + ["viewer/scene/lanes"],
    "viewer/scene/panel": SCENE + CARD,
    "viewer/scene/frame": SCENE + CARD + ["viewer/scene/timeline/timeline_scene.h",
                                          "viewer/scene/panel/panel_scene.h"],
    "viewer/scene/deck": SCENE + CARD + ["viewer/scene/frame/frame_scene.h"],
    "viewer/file": ["tracer/language"],
    "viewer/paint": ["viewer/scene", "viewer/file", "tracer/model/arena.h", "tracer/language"],
    "viewer/table": ["tracer/model", "tracer/analysis", "viewer/file", "tracer/language"],
    "viewer/app": ["viewer", "tracer/model", "tracer/analysis", "tracer/language"],
    "scenarios": ["tracer/threadlane.h", "tracer/threadlane_process.h"],
    "tests": ["tracer", "viewer", "tests"],
}

# library header: the only files that may include it
LIBRARIES = {
    r"SDL.*": ["viewer/app/window.c", "viewer/app/keys.c", "viewer/app/keys.h",
               "viewer/app/window_scale.c", "viewer/app/window_scale.h"],
    r"cairo.*": ["viewer/paint/cairo_painter.h", "viewer/paint/cairo_painter.c",
                 "viewer/paint/pdf_painter.c",
                 "viewer/paint/pango_shaper.h", "viewer/paint/pango_shaper.c"],
    r"pango/.*": ["viewer/paint/pango_shaper.h", "viewer/paint/pango_shaper.c"],
    r"fontconfig/.*": ["viewer/paint/pango_shaper.c"],
    r"gif_lib.h": ["viewer/paint/gif_writer.c"],
    r"babeltrace2/.*": ["tracer/format/babeltrace_error.c", "tracer/format/babeltrace_reader.c",
                        "tracer/format/live_reader.c", "tracer/format/live_session.h",
                        "tracer/format/foreign_party.h",
                        "tracer/format/foreign_trace.h", "tracer/format/ctf_field.h",
                        "tracer/format/lttng_record.h", "tracer/lttng/event_count.c"],
    r"zip.h": ["viewer/paint/zip_package.c"],
    r"sqlite3.h": ["viewer/table/sqlite_database.c"],
    r"cjson/.*": ["tracer/format/json_fields.c", "tracer/collect/report.c",
                  "viewer/app/marks_file.c"],
    r"lttng/(tracepoint|ust).*": ["tracer/lttng/tracepoints.h", "tracer/lttng/provider.c"],
    r"lttng/lttng.h": ["tracer/lttng/session.c", "tracer/lttng/session_daemon.c"],
    r"internal/pycore_.*": ["tracer/python/audit_hook.c", "tracer/python/caller.c"],
    r"elfutils/.*|dwarf\.h": [
        "tracer/collect/debug_file.h",
        "tracer/collect/inlined_call.c", "tracer/collect/part_name.c",
        "tracer/collect/site_resolver.c"],
    r"gelf\.h|libelf\.h": ["tracer/collect/preload_choice.c"],
}

# stage: system headers it must do without
FORBIDDEN_HEADERS = {
    "tracer/event": ["stdio.h", "pthread.h"],
    "tracer/model": ["pthread.h"],
    "tracer/analysis": ["pthread.h"],
    "viewer/scene": ["pthread.h", "unistd.h"],
    "scenarios": ["pthread.h"],
}

# stage: calls it never makes
FORBIDDEN_CALLS = {
    "tracer/record": ["printf", "fprintf", "vprintf", "puts", "fputs", "perror", "exit", "_exit"],
    "tracer/analysis": ["printf", "fprintf", "puts", "fopen", "exit"],
    "viewer/scene": ["printf", "fprintf", "puts", "fopen", "exit"],
}

SYSTEM_FOLDERS = ("sys/", "linux/", "asm/", "net/", "netinet/", "arpa/")
FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
SCENARIO_LINES_MAX = 99
LINE_LIMITS = {"docs/ARCHITECTURE.md": 299, "meson.build": 99}
SCENARIO_LISTS = ["scenarios/README.md"]
NAMELESS = {"util", "utils", "common", "misc", "helper", "helpers"}

INCLUDE = re.compile(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')
OPEN_ITEM = re.compile(r"\bTODO\b(?!\(#\d+\))|\bFIXME\b|\bXXX\b")
REMEMBERED_CHECK = re.compile(r"\b(?:has_header\w*|check_header)\b")
PERSONAL_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users)/\w")
OUR_PATH = re.compile(r"\b((?:tracer|viewer|scenarios|traces|tests|docs|bin|po)/[\w./-]*\w)")


def stage_of(path, table):
    """The longest entry of a table that is this path or a folder above it; None if there is none."""
    entries = [entry for entry in table if is_within(path, entry)]
    return max(entries, key=len, default=None)


def is_within(path, entry):
    return path == entry or path.startswith(entry + "/")


def is_c(path):
    return path.endswith((".c", ".h"))


def includes(lines):
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1], found[2]


def include_arrows(path, lines):
    """Data flows one way: a stage includes only what the table allows."""
    stage = stage_of(path, ALLOWED_INCLUDES)
    if not is_c(path):
        return
    if stage is None:
        yield f"{path}:1: stands in no stage of the include table"
        return
    home = stage if "." not in stage.rsplit("/", 1)[-1] else path.rsplit("/", 1)[0]
    own = [] if stage == "scenarios" or stage.startswith("tracer/threadlane") else [home]
    for number, ours, _ in includes(lines):
        if ours and not any(is_within(ours, entry) for entry in ALLOWED_INCLUDES[stage] + own):
            yield f"{path}:{number}: {stage} may not include {ours}"


def one_file_a_library(path, lines):
    """Each library is known to the files of its row alone."""
    if not is_c(path) or path.startswith("tests/"):
        return
    for number, _, system in includes(lines):
        row = next((row for row in LIBRARIES if system and re.fullmatch(row, system)), None)
        if row and path not in LIBRARIES[row]:
            yield f"{path}:{number}: <{system}> belongs to {' and '.join(LIBRARIES[row])}"
        elif system and not row and "/" in system and not system.startswith(SYSTEM_FOLDERS):
            yield f"{path}:{number}: <{system}> is in no row of the library table"


def forbidden_headers(path, lines):
    """What only thinks starts no thread."""
    stage = stage_of(path, FORBIDDEN_HEADERS)
    for number, _, system in includes(lines) if stage and is_c(path) else ():
        if system in FORBIDDEN_HEADERS[stage]:
            yield f"{path}:{number}: {stage} does without <{system}>"


def forbidden_calls(path, lines):
    """What runs inside the observed program never prints and never ends it."""
    stage = stage_of(path, FORBIDDEN_CALLS)
    calls = re.compile(rf"\b({'|'.join(FORBIDDEN_CALLS[stage])})\(") if stage else None
    for number, line in enumerate(lines if stage and is_c(path) else (), 1):
        found = calls.search(line)
        if found and not line.lstrip().startswith(("/*", "*")):
            yield f"{path}:{number}: {stage} never calls {found[1]}"


def file_length(path, lines):
    limit = LINE_LIMITS.get(path)
    if limit is None:
        is_story = path.startswith("scenarios/") and is_c(path)
        limit = SCENARIO_LINES_MAX if is_story else FILE_LINES_MAX
        if not is_c(path) and not path.endswith((".py", ".sh")):
            return
    if len(lines) > limit:
        yield f"{path}:{len(lines)}: longer than {limit} lines"


def function_length(path, lines):
    """The layout puts the braces of a function, and of nothing else, in the first column."""
    start = None
    for number, line in enumerate(lines if is_c(path) else (), 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            if number - start + 1 > FUNCTION_LINES_MAX:
                yield f"{path}:{start}: function of {number - start + 1} lines"
            start = None


def header_paragraph(path, lines):
    """A header opens by saying what it is for."""
    if path.endswith(".h") and not (lines and lines[0].startswith("/*") and len(lines[0]) > 20):
        yield f"{path}:1: opens without a paragraph"


def named_files(path, lines):
    """A file is a noun; a drawer for odds and ends is none."""
    if NAMELESS & set(re.split(r"[/._-]", path.lower())):
        yield f"{path}:1: names no noun"


def open_items(path, lines):
    for number, line in enumerate(lines, 1):
        if OPEN_ITEM.search(line):
            yield f"{path}:{number}: an open item needs a number, as TODO(#12), and FIXME none"


def personal_paths(path, lines):
    for number, line in enumerate(lines, 1):
        if PERSONAL_PATH.search(line):
            yield f"{path}:{number}: a path of one person's machine"


def remembered_checks(path, lines):
    """Meson remembers that a header was missing, also when it is installed and all is set up again."""
    for number, line in enumerate(lines if path.endswith("meson.build") else (), 1):
        if REMEMBERED_CHECK.search(line):
            yield f"{path}:{number}: look for the library, which is looked for each time"


def living_documents(path, lines, exists):
    """What a document names is there."""
    for number, line in enumerate(lines if path.endswith(".md") else (), 1):
        for named in OUR_PATH.findall(line):
            if not re.search(r"NAME|THING|/X\b|X\.", named) and not exists(named):
                yield f"{path}:{number}: there is no {named}"


def told_scenarios(sources):
    """Each scenario has its row in the documents that list them."""
    for path in sources:
        name = re.fullmatch(r"scenarios/(\w+)\.c", path)
        for document in SCENARIO_LISTS if name else ():
            if not any(f"`{name[1]}`" in line for line in sources.get(document, [])):
                yield f"{document}:1: says nothing of {path}"


FILE_RULES = [
    include_arrows,
    one_file_a_library,
    forbidden_headers,
    forbidden_calls,
    file_length,
    function_length,
    header_paragraph,
    named_files,
    open_items,
    personal_paths,
    remembered_checks,
]
