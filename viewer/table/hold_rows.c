/* Every stretch in which an object was in somebody's hands, or in a state: as its lane shows it. */
#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"hold", COLUMN_KEY, "its number, from 1: object by object, by time"},
    {"object", COLUMN_OBJECT, "what was held"},
    {"thread", COLUMN_THREAD, "who took it, put it, set it"},
    {"user", COLUMN_THREAD, "who got the item; for whom a permit was taken"},
    {"slot", COLUMN_NUMBER, "which permit; a future's state, 0 pending to 5 held back; else 0"},
    {"begin_ns", COLUMN_NUMBER, "from when"},
    {"end_ns", COLUMN_NUMBER, "until when; empty: it was never given back"},
    {"duration_ns", COLUMN_NUMBER, "how long, up to the end of the recording"},
    {"begin_event", COLUMN_EVENT, "the event with which it began"},
    {"end_event", COLUMN_EVENT, "the event that ended it"},
    {"site", COLUMN_SITE, "the line that took it"},
};

static bool put_hold(const struct trace *trace, int64_t number, const struct lane_hold *hold,
                     struct row_sink *sink)
{
    bool has_end = hold->end_event != NONE_INDEX;
    const struct cell cells[COLUMN_COUNT(columns)] = {
        cell_number(number),
        cell_number(hold->object),
        cell_index(hold->thread),
        cell_index(hold->user),
        cell_number(hold->slot),
        cell_number((int64_t)hold->begin_ns),
        has_end ? cell_number((int64_t)hold->end_ns) : cell_none(),
        cell_number((int64_t)(hold->end_ns - hold->begin_ns)),
        cell_index(hold->begin_event),
        cell_index(hold->end_event),
        cell_event_site(trace, hold->begin_event),
    };
    return sink->put(sink, cells);
}

static bool write(const struct table_source *source, struct row_sink *sink)
{
    int64_t number = 0;
    for (uint32_t i = 0; i < source->trace->object_count; i++) {
        const struct hold_list *holds = &source->lanes->objects[i].holds;
        for (uint32_t j = 0; j < holds->list.count; j++) {
            const struct lane_hold hold = hold_list_at(holds, j);
            if (!put_hold(source->trace, ++number, &hold, sink)) {
                return false;
            }
        }
    }
    return true;
}

const struct table hold_rows = {
    "holds", "who held what, and how long", columns, COLUMN_COUNT(columns), write,
};
