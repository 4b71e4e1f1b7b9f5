/* Every stay of a thread in an operation that made it wait, told as what the user's code called:
 * who waits in a queue's lock waits for the queue. Sleeping and wanting the GIL are no waits. */
#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"wait", COLUMN_KEY, "its number, from 1: thread by thread, by time"},
    {"thread", COLUMN_THREAD, "who waited"},
    {"kind", COLUMN_TEXT, "lock; condition, with events and barriers; or transfer, all else"},
    {"object", COLUMN_OBJECT, "what for, if that is an object"},
    {"about_thread", COLUMN_THREAD, "what for, if that is a thread's end"},
    {"about_process", COLUMN_PROCESS, "what for, if that is a process's end"},
    {"begin_ns", COLUMN_NUMBER, "when it began"},
    {"end_ns", COLUMN_NUMBER, "when it ended; empty: it never did"},
    {"duration_ns", COLUMN_NUMBER, "how long, up to the end of the recording"},
    {"is_stuck", COLUMN_NUMBER, "1: it can never end"},
    {"begin_event", COLUMN_EVENT, "the event with which it began"},
    {"end_event", COLUMN_EVENT, "the event that ended it"},
    {"ended_by", COLUMN_THREAD, "the thread that ended it; the waiting one itself: a time-out"},
    {"site", COLUMN_SITE, "the line that waited"},
};

static const char *kind_of(enum lane_state state)
{
    return state == LANE_WAIT_LOCK        ? "lock"
           : state == LANE_WAIT_CONDITION ? "condition"
           : state == LANE_WAIT_TRANSFER  ? "transfer"
                                          : NULL;
}

static bool put_wait(const struct table_source *source, int64_t number, uint32_t thread,
                     const struct lane_segment *segment, struct row_sink *sink)
{
    const struct trace *trace = source->trace;
    bool has_end = segment->end_event != NONE_INDEX;
    const struct cell cells[COLUMN_COUNT(columns)] = {
        cell_number(number),
        cell_number(thread),
        cell_text(kind_of(segment->state)),
        cell_target(segment->target, TARGET_OBJECT),
        cell_target(segment->target, TARGET_THREAD),
        cell_target(segment->target, TARGET_PROCESS),
        cell_number((int64_t)segment->begin_ns),
        has_end ? cell_number((int64_t)segment->end_ns) : cell_none(),
        cell_number((int64_t)(segment->end_ns - segment->begin_ns)),
        cell_number(!has_end && source->analysis->is_dead[thread]),
        cell_index(segment->begin_event),
        cell_index(segment->end_event),
        has_end ? cell_index(trace->events[segment->end_event].thread) : cell_none(),
        cell_event_site(trace, segment->begin_event),
    };
    return sink->put(sink, cells);
}

static bool write(const struct table_source *source, struct row_sink *sink)
{
    int64_t number = 0;
    for (uint32_t i = 0; i < source->trace->thread_count; i++) {
        const struct interval_list *segments = &source->lanes->threads[i].segments;
        for (uint32_t j = 0; j < segments->count; j++) {
            const struct lane_segment segment = lane_segment_at(&source->lanes->threads[i], j);
            if (!interval_is_gap(segments, j) && kind_of(segment.state) &&
                !put_wait(source, ++number, i, &segment, sink)) {
                return false;
            }
        }
    }
    return true;
}

const struct table wait_rows = {
    "waits", "who waited for what, and how long", columns, COLUMN_COUNT(columns), write,
};
