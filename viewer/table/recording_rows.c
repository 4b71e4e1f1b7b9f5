/* What is known of the recording as a whole. */
#include <inttypes.h>
#include <stdio.h>

#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"fact", COLUMN_KEY, "its number, from 1"},
    {"name", COLUMN_TEXT, "program, verdict, outcome, …"},
    {"value", COLUMN_TEXT, "as text"},
};

struct fact {
    const char *name, *value;
};

static const char *outcome_name(enum trace_outcome outcome)
{
    static const char *const names[] = {
        [OUTCOME_UNKNOWN] = "unknown",
        [OUTCOME_ENDED] = "ended",
        [OUTCOME_HUNG] = "hung",
        [OUTCOME_CRASHED] = "crashed",
        [OUTCOME_INTERRUPTED] = "interrupted",
    };
    return names[outcome];
}

static bool put_fact(int64_t number, struct fact fact, struct row_sink *sink)
{
    const struct cell cells[COLUMN_COUNT(columns)] = {cell_number(number), cell_text(fact.name),
                                                      cell_text(fact.value)};
    return sink->put(sink, cells);
}

static bool write(const struct table_source *source, struct row_sink *sink)
{
    const struct trace *trace = source->trace;
    char event_count[32], end[32], lost[32], status[32];
    snprintf(event_count, sizeof event_count, "%zu", trace->event_count);
    snprintf(end, sizeof end, "%" PRIu64, trace->end_ns);
    snprintf(lost, sizeof lost, "%" PRIu64, trace->lost_events);
    snprintf(status, sizeof status, "%d", trace->exit_status);
    const struct fact facts[] = {
        {"program", trace->program},
        {"verdict", source->analysis->verdict},
        {"outcome", outcome_name(trace->outcome)},
        {"wait_status", trace->outcome == OUTCOME_UNKNOWN ? "" : status},
        {"event_count", event_count},
        {"end_ns", end},
        {"lost_events", lost},
        {"is_virtual_time", trace->is_virtual_time ? "1" : "0"},
        {"is_complete", trace->is_complete ? "1" : "0"},
    };
    for (size_t i = 0; i < COLUMN_COUNT(facts); i++) {
        if (!put_fact((int64_t)i + 1, facts[i], sink)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < trace->info_count; i++) {
        const struct fact info = {trace->infos[i].key, trace->infos[i].value};
        if (!put_fact((int64_t)(COLUMN_COUNT(facts) + 1 + i), info, sink)) {
            return false;
        }
    }
    return true;
}

const struct table recording_rows = {
    "recording", "the recording as a whole", columns, COLUMN_COUNT(columns), write,
};
