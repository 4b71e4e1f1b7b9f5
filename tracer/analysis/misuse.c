/* Calls that were refused: failed events of reason misuse, each place once. */
#include "tracer/event/misuse.h"
#include <stdio.h>

#include "tracer/analysis/inquiry.h"

#define MISUSE_FINDINGS_MAX 100 /* a loop over a bad call would drown everything else */

static bool is_misuse(const struct event *event)
{
    return kind_stage(event->kind) == STAGE_FAILED && flags_detail(event->flags) == REASON_MISUSE &&
           flags_storey(event->flags) == 0;
}

static bool is_same_call(const struct event *a, const struct event *b)
{
    return a->thread == b->thread && a->kind == b->kind && a->target == b->target &&
           a->site == b->site && a->value == b->value;
}

static const char *target_name(const struct inquiry *inquiry, uint32_t target)
{
    switch (target_class(target)) {
    case TARGET_OBJECT:
        return inquiry_object_name(inquiry, target_index(target));
    case TARGET_THREAD:
        return inquiry_thread_name(inquiry, target_index(target));
    case TARGET_PROCESS:
        return inquiry->trace->processes[target_index(target)].name;
    default:
        return "";
    }
}

static void report(struct inquiry *inquiry, uint32_t index)
{
    const struct event *event = &inquiry->trace->events[index];
    struct draft draft = draft_begin(FINDING_MISUSE, CAUSE_PROVEN, HANG_NONE);
    index_list_add(&draft.threads, inquiry->arena, event->thread);
    index_list_add(&draft.events, inquiry->arena, index);
    if (event_object(inquiry->trace, event) != NULL) {
        index_list_add(&draft.objects, inquiry->arena, target_index(event->target));
    }
    char operation[64];
    const char *name = kind_name((uint16_t)(kind_operation(event->kind) << 2));
    snprintf(operation, sizeof(operation), "%s", name == NULL ? "?" : name);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, event->thread)},
        {"operation", operation},
        {"o", target_name(inquiry, event->target)},
        {"s1", inquiry_site(inquiry, index)},
        {"message", translate(inquiry->language, misuse_message((unsigned)event->value))},
    };
    draft_say(inquiry, &draft, SENTENCE_MISUSE, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

void misuse_find(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    struct index_list seen = {0};
    for (uint32_t i = 0; i < trace->event_count && seen.count < MISUSE_FINDINGS_MAX; i++) {
        if (!is_misuse(&trace->events[i])) {
            continue;
        }
        bool is_known = false;
        for (uint32_t j = 0; j < seen.count && !is_known; j++) {
            is_known = is_same_call(&trace->events[i], &trace->events[seen.items[j]]);
        }
        if (!is_known) {
            index_list_add(&seen, inquiry->arena, i);
            report(inquiry, i);
        }
    }
}
