/* Busy without progress: a thread looks at the same thing again and again (reads a version that it
 * read before, tries a lock that is taken) and does nothing else in between but yield and pass the
 * GIL on. Counted in looks, not in time: a slow machine does not make a spin. */
#include <stdio.h>

#include "tracer/analysis/inquiry.h"
#include "tracer/analysis/story.h"

#define LOOKS_LEAST 1000 /* fewer may be a loop over data that happens to stay the same */
#define NUMBER_SIZE 24

struct spin_run {
    uint32_t first_event; /* the first look, or NONE_INDEX: none is going on */
    uint32_t last_event;
    uint64_t look_count;
};

struct spin_survey {
    struct inquiry *inquiry;
    struct spin_run *running; /* by thread */
    struct spin_run *longest; /* by object */
};

static bool is_look(const struct event *event)
{
    bool is_try = kind_stage(event->kind) == STAGE_FAILED &&
                  flags_detail(event->flags) == REASON_BUSY &&
                  kind_operation(event->kind) != OPERATION_DOOR_WAIT;
    return (event->kind == EVENT_VARIABLE_LOAD || is_try) && event_is_about(event, TARGET_OBJECT);
}

/* What comes between two looks without being progress. */
static bool is_in_between(const struct event *event)
{
    bool is_yield = event->kind == EVENT_SLEEP && (event->flags & FLAG_TRY) != 0;
    switch (kind_operation(event->kind)) {
    case OPERATION_DOOR_WAIT: /* of the GIL: another wait has an operation around it */
    case OPERATION_DOOR_WAKE:
    case OPERATION_GIL_TAKE:
    case OPERATION_GIL_DROP:
    case OPERATION_GIL_ASK:
        return true;
    default:
        return is_yield;
    }
}

static void end_run(struct spin_survey *survey, struct spin_run *run)
{
    if (run->first_event != NONE_INDEX) {
        uint32_t target = survey->inquiry->trace->events[run->first_event].target;
        struct spin_run *longest = &survey->longest[target_index(target)];
        *longest = run->look_count > longest->look_count ? *run : *longest;
    }
    *run = (struct spin_run){NONE_INDEX, NONE_INDEX, 0};
}

static void follow(struct spin_survey *survey, uint32_t index)
{
    const struct event *events = survey->inquiry->trace->events;
    const struct event *event = &events[index];
    struct spin_run *run = &survey->running[event->thread];
    const struct event *first = run->first_event == NONE_INDEX ? NULL : &events[run->first_event];
    if (event->kind == EVENT_REPEAT && first != NULL && event->target == first->target) {
        run->look_count += event->value;
        run->last_event = index;
    } else if (is_look(event)) {
        bool is_same = first != NULL && first->kind == event->kind &&
                       first->target == event->target && first->value == event->value;
        if (!is_same) {
            end_run(survey, run);
            run->first_event = index;
        }
        run->look_count++;
        run->last_event = index;
    } else if (!is_in_between(event) && event->kind != EVENT_REPEAT) {
        end_run(survey, run);
    }
}

static void report(struct inquiry *inquiry, uint32_t object, const struct spin_run *run)
{
    const struct event *first = &inquiry->trace->events[run->first_event];
    const struct event *last = &inquiry->trace->events[run->last_event];
    struct draft draft = draft_begin(FINDING_SPIN, CAUSE_LIKELY, HANG_NONE);
    index_list_add(&draft.threads, inquiry->arena, first->thread);
    index_list_add(&draft.objects, inquiry->arena, object);
    index_list_add(&draft.events, inquiry->arena, run->first_event);
    index_list_add(&draft.events, inquiry->arena, run->last_event);
    char number[NUMBER_SIZE], when[DURATION_TEXT_SIZE];
    snprintf(number, sizeof(number), "%llu", (unsigned long long)run->look_count);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, first->thread)},
        {"o", inquiry_object_name(inquiry, object)},
        {"n", number},
        {"when", duration_text(last->time_ns - first->time_ns, when, sizeof(when))},
        {"s1", inquiry_site(inquiry, run->first_event)},
    };
    draft_say(inquiry, &draft, SENTENCE_SPIN, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

void spin_find(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    struct spin_survey survey = {
        .inquiry = inquiry,
        .running = arena_allocate(inquiry->arena,
                                  (trace->thread_count + (size_t)1) * sizeof(*survey.running)),
        .longest = arena_allocate(inquiry->arena,
                                  (trace->object_count + (size_t)1) * sizeof(*survey.longest)),
    };
    for (uint32_t thread = 0; thread < trace->thread_count; thread++) {
        survey.running[thread].first_event = NONE_INDEX;
    }
    for (uint32_t i = 0; i < trace->event_count; i++) {
        follow(&survey, i);
    }
    for (uint32_t thread = 0; thread < trace->thread_count; thread++) {
        end_run(&survey, &survey.running[thread]);
    }
    for (uint32_t object = 0; object < trace->object_count; object++) {
        if (survey.longest[object].look_count >= LOOKS_LEAST) {
            report(inquiry, object, &survey.longest[object]);
        }
    }
}
