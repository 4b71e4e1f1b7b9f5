#include "tracer/record/recorder_table.h"

#include "tracer/record/recorder.h"

const struct recorder_table tl_recorder = {
    .is_on = &recorder_on,
    .event_at_once = recorder_event_at_once,
    .event_ordered = recorder_event_ordered,
    .name = recorder_name,
    .note_foreign = recorder_note_foreign,
    .new_process = recorder_new_process,
    .prepare_fork = recorder_prepare_fork,
    .new_thread = recorder_new_thread,
    .begin_thread = recorder_begin_thread,
    .thread = recorder_thread,
    .next_wait = recorder_next_wait,
    .end_thread = recorder_end_thread,
};
