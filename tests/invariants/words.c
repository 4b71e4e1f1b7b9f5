/* 13 and 15: places go by time, and every word that is used is there. */
#include <string.h>

#include "tests/invariants/rule.h"

/* An address is told as such where no source line is known, and libffi makes code that stands in no
 * library; a number must have been defined. */
static bool is_defined(const struct trace_site *site)
{
    return site->line > 0 || strstr(site->file, "0x");
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads, (void)objects;
    const struct trace *trace = checking->trace;
    const struct event *event = checking->event;
    bool is_first = event == trace->events;
    bool has_text = event->kind == EVENT_PRINT || event->kind == EVENT_MARK;
    expect(checking, is_first || event[-1].time_ns <= event->time_ns, 13, "time goes backwards");
    expect(checking, !has_text || event->value - 1 < trace->text_count, 15,
           "a text that is not defined");
    expect(checking, event->site == NONE_INDEX || is_defined(&trace->sites[event->site]), 15,
           "a site that is not defined");
}

const struct rule word_rule = {.look = look};
