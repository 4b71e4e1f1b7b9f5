/* The story, a row a step. */
#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"step", COLUMN_KEY, "its number, from 1, as in the pictures"},
    {"time_ns", COLUMN_NUMBER, "when it was"},
    {"event", COLUMN_EVENT, "the event it tells; empty: the hang itself"},
    {"thread", COLUMN_THREAD, "who did it"},
    {"object", COLUMN_OBJECT, "what it is about, if that is an object"},
    {"tone", COLUMN_TEXT, "plain, lock, condition, transfer, bad or hang"},
    {"label", COLUMN_TEXT, "as code: notify()"},
    {"sentence", COLUMN_TEXT, "in words"},
};

static const char *tone_name(enum step_tone tone)
{
    static const char *const names[] = {
        [TONE_PLAIN] = "plain",
        [TONE_WAIT_LOCK] = "lock",
        [TONE_WAIT_CONDITION] = "condition",
        [TONE_WAIT_TRANSFER] = "transfer",
        [TONE_BAD] = "bad",
        [TONE_HANG] = "hang",
    };
    return names[tone];
}

static bool put_step(uint32_t number, const struct story_step *step, struct row_sink *sink)
{
    const struct cell cells[COLUMN_COUNT(columns)] = {
        cell_number(number),
        cell_number((int64_t)step->time_ns),
        cell_index(step->event),
        cell_index(step->thread),
        cell_target(step->target, TARGET_OBJECT),
        cell_text(tone_name(step->tone)),
        cell_text(step->label),
        cell_text(step->sentence),
    };
    return sink->put(sink, cells);
}

static bool write(const struct table_source *source, struct row_sink *sink)
{
    for (uint32_t i = 0; i < source->story->step_count; i++) {
        const struct story_step step = story_step(source->story, i);
        if (!put_step(i + 1, &step, sink)) {
            return false;
        }
    }
    return true;
}

const struct table step_rows = {
    "steps", "the story, step by step", columns, COLUMN_COUNT(columns), write,
};
