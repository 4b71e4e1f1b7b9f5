#include "tracer/record/recorder_table.h"

#include "tracer/record/recorder.h"

const struct recorder_table tl_recorder = {
    .is_on = &recorder_on,
    .event_at_once = recorder_event_at_once,
    .event_ordered = recorder_event_ordered,
    .event_since = recorder_event_since,
    .event_or_repeat = recorder_event_or_repeat,
    .count_lost = recorder_count_lost,
    .name = recorder_name,
    .outside = recorder_outside,
    .info = recorder_info,
    .text = recorder_text,
    .site = recorder_site,
    .note_foreign = recorder_note_foreign,
    .new_process = recorder_new_process,
    .prepare_fork = recorder_prepare_fork,
    .process = recorder_process,
    .prepare_exec = recorder_prepare_exec,
    .undo_exec = recorder_undo_exec,
    .begin_start = recorder_begin_start,
    .end_start = recorder_end_start,
    .note_child = recorder_note_child,
    .find_process = recorder_find_process,
    .note_collected = recorder_note_collected,
    .new_thread = recorder_new_thread,
    .new_object = recorder_new_object,
    .begin_thread = recorder_begin_thread,
    .thread = recorder_thread,
    .next_wait = recorder_next_wait,
    .end_thread = recorder_end_thread,
};
