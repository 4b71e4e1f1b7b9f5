/* What the trace means: findings, and what each names. */
#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"finding", COLUMN_KEY, "its number, from 1, hangs first"},
    {"kind", COLUMN_TEXT, "deadlock, lost-notify, …"},
    {"hang", COLUMN_TEXT, "whether the program hangs of it: proven, likely, none"},
    {"cause", COLUMN_TEXT, "whether this is why: proven, likely, or only a risk"},
    {"headline", COLUMN_TEXT, "a few words"},
    {"sentence", COLUMN_TEXT, "what happened"},
    {"rule", COLUMN_TEXT, "the rule that was broken"},
    {"way_out", COLUMN_TEXT, "what to do instead"},
    {"way_out_code", COLUMN_TEXT, "the same in a few lines of code"},
};

static bool write(const struct table_source *source, struct row_sink *sink)
{
    for (uint32_t i = 0; i < source->analysis->finding_count; i++) {
        const struct finding *finding = &source->analysis->findings[i];
        const struct cell cells[COLUMN_COUNT(columns)] = {
            cell_number(i + 1),
            cell_text(finding_kind_name(finding->kind)),
            cell_text(hang_grade_name(finding->hang)),
            cell_text(cause_grade_name(finding->cause)),
            cell_text(finding->headline),
            cell_text(finding->sentence),
            cell_text(finding->rule),
            cell_text(finding->way_out),
            cell_text(finding->way_out_code),
        };
        if (!sink->put(sink, cells)) {
            return false;
        }
    }
    return true;
}

const struct table finding_rows = {
    "findings", "what is wrong, and why", columns, COLUMN_COUNT(columns), write,
};

/* ---- what findings name ---- */

static const struct table_column part_columns[] = {
    {"part", COLUMN_KEY, "its number, from 1"},
    {"finding", COLUMN_NUMBER, "the finding that names it"},
    {"role", COLUMN_TEXT, "thread, object, event; or also: it waits only because of this"},
    {"thread", COLUMN_THREAD, "the thread named"},
    {"object", COLUMN_OBJECT, "the object named"},
    {"event", COLUMN_EVENT, "the event it stands on"},
};

struct part_list {
    const char *role;
    const uint32_t *indexes;
    uint32_t count;
    enum column_type type;
};

static bool put_parts(const struct part_list *list, uint32_t finding, int64_t *number,
                      struct row_sink *sink)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct cell cell = cell_index(list->indexes[i]);
        const struct cell cells[COLUMN_COUNT(part_columns)] = {
            cell_number(++*number),
            cell_number(finding),
            cell_text(list->role),
            list->type == COLUMN_THREAD ? cell : cell_none(),
            list->type == COLUMN_OBJECT ? cell : cell_none(),
            list->type == COLUMN_EVENT ? cell : cell_none(),
        };
        if (!sink->put(sink, cells)) {
            return false;
        }
    }
    return true;
}

static bool write_parts(const struct table_source *source, struct row_sink *sink)
{
    int64_t number = 0;
    for (uint32_t i = 0; i < source->analysis->finding_count; i++) {
        const struct finding *finding = &source->analysis->findings[i];
        const struct part_list lists[] = {
            {"thread", finding->threads, finding->thread_count, COLUMN_THREAD},
            {"object", finding->objects, finding->object_count, COLUMN_OBJECT},
            {"event", finding->events, finding->event_count, COLUMN_EVENT},
            {"also", finding->also, finding->also_count, COLUMN_THREAD},
        };
        for (size_t j = 0; j < COLUMN_COUNT(lists); j++) {
            if (!put_parts(&lists[j], i + 1, &number, sink)) {
                return false;
            }
        }
    }
    return true;
}

const struct table finding_part_rows = {
    "finding_parts", "the threads, objects and events that findings name",
    part_columns,    COLUMN_COUNT(part_columns),
    write_parts,
};
