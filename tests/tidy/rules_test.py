#!/usr/bin/env python3
"""Every rule of the house catches what it is there for, and lets the good neighbour pass."""

import sys

import rules

FUNCTION = ["int f(void)", "{", *["    work();"] * 68, "}"]
LONG_FUNCTION = ["int f(void)", "{", *["    work();"] * 69, "}"]

# case name, rule, path, lines, whether the rule complains
CASES = [
    ("include-against-the-flow", rules.include_arrows, "tracer/model/trace.c",
     ['#include "tracer/analysis/finding.h"'], True),
    ("include-with-the-flow", rules.include_arrows, "tracer/analysis/story.c",
     ['#include "tracer/model/trace.h"'], False),
    ("include-of-the-own-stage", rules.include_arrows, "tracer/model/trace.c",
     ['#include "tracer/model/moment.h"'], False),
    ("only-trace-load-knows-formats", rules.include_arrows, "tracer/model/moment.c",
     ['#include "tracer/format/trace_sink.h"'], True),
    ("trace-load-knows-formats", rules.include_arrows, "tracer/model/trace_load.c",
     ['#include "tracer/format/trace_sink.h"', '#include "tracer/model/trace.h"'], False),
    ("collect-knows-only-the-pool-of-record", rules.include_arrows, "tracer/collect/collector.c",
     ['#include "tracer/record/recorder.h"'], True),
    ("collect-knows-the-pool", rules.include_arrows, "tracer/collect/collector.c",
     ['#include "tracer/record/pool.h"'], False),
    ("scenario-knows-the-public-header-alone", rules.include_arrows, "scenarios/poem.c",
     ['#include "tracer/event/id.h"'], True),
    ("public-header-knows-nothing", rules.include_arrows, "tracer/threadlane.h",
     ['#include "tracer/event/id.h"'], True),
    ("include-by-folder-of-similar-name", rules.include_arrows, "tracer/analysis/story.c",
     ['#include "tracer/modelling/trace.h"'], True),
    ("source-outside-the-table", rules.include_arrows, "gadgets/gadget.c", [], True),
    ("window-library-in-a-scene", rules.one_file_a_library, "viewer/scene/shape/scene.c",
     ["#include <SDL.h>"], True),
    ("window-library-in-the-window", rules.one_file_a_library, "viewer/app/window.c",
     ["#include <SDL.h>"], False),
    ("library-without-a-row", rules.one_file_a_library, "viewer/app/window.c",
     ["#include <gtk/gtk.h>"], True),
    ("system-header-in-a-folder", rules.one_file_a_library, "tracer/collect/child.c",
     ["#include <sys/wait.h>"], False),
    ("threads-in-a-scenario", rules.forbidden_headers, "scenarios/poem.c",
     ["#include <pthread.h>"], True),
    ("recorder-that-prints", rules.forbidden_calls, "tracer/record/recorder.c",
     ['    fprintf(stderr, "full");'], True),
    ("recorder-that-spells", rules.forbidden_calls, "tracer/record/recorder.c",
     ['    snprintf(name, size, "%d", fd);'], False),
    ("file-too-long", rules.file_length, "viewer/scene/shape/scene.c", [""] * 501, True),
    ("file-just-short-enough", rules.file_length, "viewer/scene/shape/scene.c", [""] * 500, False),
    ("scenario-too-long", rules.file_length, "scenarios/poem.c", [""] * 100, True),
    ("function-too-long", rules.function_length, "viewer/scene/shape/scene.c", LONG_FUNCTION, True),
    ("function-just-short-enough", rules.function_length, "viewer/scene/shape/scene.c", FUNCTION, False),
    ("header-without-a-word", rules.header_paragraph, "tracer/event/id.h",
     ["#ifndef THREADLANE_EVENT_ID_H"], True),
    ("header-that-explains", rules.header_paragraph, "tracer/event/id.h",
     ["/* The 48-bit ids that records carry."], False),
    ("file-of-odds-and-ends", rules.named_files, "viewer/scene/scene_utils.c", [], True),
    ("file-with-a-noun", rules.named_files, "viewer/scene/shape/scene.c", [], False),
    ("open-item-without-a-number", rules.open_items, "a.c", ["/* TODO: later */"], True),
    ("open-item-with-a-number", rules.open_items, "a.c", ["/* TODO(#12): later */"], False),
    ("fixme", rules.open_items, "a.c", ["/* FIXME(#12) */"], True),
    ("path-of-a-person", rules.personal_paths, "a.md", ["see /home/someone/notes"], True),
    ("path-of-the-project", rules.personal_paths, "a.md", ["see docs/home/page"], False),
    ("build-remembers-a-missing-header", rules.remembered_checks, "viewer/paint/meson.build",
     ["gif = compiler.find_library('gif', has_headers: 'gif_lib.h')"], True),
    ("build-looks-for-a-library", rules.remembered_checks, "viewer/paint/meson.build",
     ["gif = compiler.find_library('gif', required: false)"], False),
    ("document-names-a-lost-file", lambda path, lines: rules.living_documents(
        path, lines, lambda named: named == "tracer/model"), "README.md",
     ["`tracer/model` and `tracer/modle`"], True),
    ("document-names-what-is-there", lambda path, lines: rules.living_documents(
        path, lines, lambda named: named == "tracer/model"), "README.md",
     ["`tracer/model`, and tracer/model/."], False),
    ("scenario-nobody-tells-of", lambda path, lines: rules.told_scenarios(
        {path: [], **dict.fromkeys(rules.SCENARIO_LISTS, lines)}), "scenarios/poem.c",
     ["| `prose` |"], True),
    ("scenario-in-the-lists", lambda path, lines: rules.told_scenarios(
        {path: [], **dict.fromkeys(rules.SCENARIO_LISTS, lines)}), "scenarios/poem.c",
     ["| `poem` |"], False),
]


def main():
    failed = 0
    for name, rule, path, lines, is_caught in CASES:
        complaints = list(rule(path, lines))
        if bool(complaints) == is_caught:
            print(f"ok   rules@{name}")
        else:
            failed += 1
            print(f"FAIL rules@{name}: {complaints or 'not caught'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
