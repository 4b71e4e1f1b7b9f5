/* A step begins at an event of user code that is worth telling (step_label.h) and covers what the
 * same thread does because of it: inner storeys, wakes, the door it then waits at. It never reaches
 * past the next step, so that stepping always moves forward. */
#include "tracer/analysis/story.h"

#include <stdlib.h>

#include "tracer/analysis/index_list.h"
#include "tracer/analysis/phrase.h"
#include "tracer/analysis/process_sentence.h"
#include "tracer/analysis/step_label.h"

#define STEPS_MAX     100000 /* nobody steps through more; the hang is told all the same */
#define SENTENCE_SIZE 600
#define LABEL_SIZE    160

struct teller {
    const struct trace *trace;
    const struct analysis *analysis;
    struct arena *arena;
    struct story_step *steps;
    uint32_t step_count;
    uint32_t *open_step;   /* by thread: the step its next events belong to, or NONE_INDEX */
    uint32_t *print_step;  /* by thread: the step its next print folds into, or NONE_INDEX */
    struct index_list bad; /* events that hangs stand on */
};

/* ---- what is bad ---- */

static bool is_circle(enum finding_kind kind)
{
    return kind == FINDING_DEADLOCK || kind == FINDING_SELF_DEADLOCK || kind == FINDING_JOIN_CYCLE;
}

static void list_bad_events(struct teller *teller)
{
    for (uint32_t i = 0; i < teller->analysis->finding_count; i++) {
        const struct finding *finding = &teller->analysis->findings[i];
        index_list_add(&teller->bad, teller->arena, finding->notify_event);
        if (is_circle(finding->kind) && finding->hang != HANG_NONE && finding->event_count > 0) {
            uint32_t closing = finding->events[finding->event_count - 1];
            index_list_add(&teller->bad, teller->arena, closing);
        }
    }
}

static bool loses_update(const struct finding *finding, uint32_t event)
{
    uint32_t low = 0, high = finding->lost_update_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (finding->lost_updates[middle].store < event) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < finding->lost_update_count && finding->lost_updates[low].store == event;
}

/* Lost updates are many, and listed by time. */
static bool is_bad(const struct teller *teller, uint32_t event)
{
    for (uint32_t i = 0; i < teller->analysis->finding_count; i++) {
        if (loses_update(&teller->analysis->findings[i], event)) {
            return true;
        }
    }
    return index_list_has(&teller->bad, event);
}

/* ---- steps ---- */

static struct story_step *add_step(struct teller *teller)
{
    teller->steps =
        arena_grow_array(teller->arena, teller->steps, teller->step_count, sizeof(*teller->steps));
    struct story_step *step = &teller->steps[teller->step_count++];
    *step = (struct story_step){0};
    return step;
}

static void tell_event(struct teller *teller, uint32_t event)
{
    const struct event *told = &teller->trace->events[event];
    char sentence[SENTENCE_SIZE], label[LABEL_SIZE];
    event_sentence(teller->trace, event, teller->analysis->language, sentence, sizeof(sentence));
    event_label(teller->trace, event, label, sizeof(label));
    struct story_step *step = add_step(teller);
    *step = (struct story_step){
        .time_ns = told->time_ns,
        .event = event,
        .last_event = event,
        .thread = event_subject(teller->trace, told),
        .target = told->target,
        .tone = is_bad(teller, event) ? TONE_BAD : event_step_tone(teller->trace, event),
        .label = arena_copy_text(teller->arena, label),
        .sentence = arena_copy_text(teller->arena, sentence),
    };
    bool takes_a_print = kind_stage(told->kind) != STAGE_BEGIN && told->kind != EVENT_PRINT;
    teller->open_step[told->thread] = teller->step_count - 1;
    teller->print_step[told->thread] = takes_a_print ? teller->step_count - 1 : NONE_INDEX;
}

/* "小爱 takes the lock, says “…”": what is said at once belongs to what was done. */
static void fold_print(struct teller *teller, uint32_t event)
{
    const struct event *print = &teller->trace->events[event];
    bool is_english = teller->analysis->language == LANGUAGE_ENGLISH;
    struct story_step *step = &teller->steps[teller->print_step[print->thread]];
    step->sentence = arena_print_text(teller->arena, is_english ? "%s, says “%s”" : "%s，说“%s”",
                                      step->sentence, event_spoken_text(teller->trace, print));
    step->last_event = event;
    teller->print_step[print->thread] = NONE_INDEX;
}

/* What a thread does in its step's wake belongs to it, until it waits or comes back from a wait. */
static void extend_step(struct teller *teller, uint32_t event)
{
    const struct event *told = &teller->trace->events[event];
    uint32_t *open = &teller->open_step[told->thread];
    bool is_wait = kind_operation(told->kind) == OPERATION_DOOR_WAIT;
    bool comes_back = is_wait && kind_stage(told->kind) != STAGE_BEGIN;
    if (*open != NONE_INDEX && !comes_back) {
        teller->steps[*open].last_event = event;
    }
    if (is_wait) {
        *open = NONE_INDEX;
    }
}

static void tell_events(struct teller *teller)
{
    const struct trace *trace = teller->trace;
    for (uint32_t i = 0; i < trace->event_count && teller->step_count < STEPS_MAX; i++) {
        uint32_t thread = trace->events[i].thread;
        if (!event_is_step(trace, i)) {
            extend_step(teller, i);
        } else if (trace->events[i].kind == EVENT_PRINT &&
                   teller->print_step[thread] != NONE_INDEX) {
            fold_print(teller, i);
        } else {
            tell_event(teller, i);
        }
    }
}

static void keep_steps_apart(struct teller *teller)
{
    for (uint32_t i = 0; i + 1 < teller->step_count; i++) {
        uint32_t next = teller->steps[i + 1].event;
        if (teller->steps[i].last_event >= next) {
            teller->steps[i].last_event = next - 1;
        }
    }
}

/* ---- the end ---- */

/* After its end a thread still wakes those who wait for it. */
static bool has_ended(const struct trace *trace, uint32_t thread)
{
    uint32_t at = trace->threads[thread].last_event;
    if (at == NONE_INDEX) {
        return true;
    }
    for (size_t i = (size_t)at + 1; i-- > 0;) {
        const struct event *event = &trace->events[i];
        if (event->thread == thread && event->kind != EVENT_DOOR_WAKE) {
            return event->kind == EVENT_THREAD_END;
        }
    }
    return false;
}

static bool is_everyone_stuck(const struct teller *teller)
{
    const struct trace *trace = teller->trace;
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        if (!has_ended(trace, thread) && !teller->analysis->is_dead[thread]) {
            return false;
        }
    }
    return true;
}

static void tell_hang(struct teller *teller)
{
    static const char *const sentences[][2] = {
        {"Some wait forever: the program hangs", "有线程永远在等：程序卡死"},
        {"Everyone waits: the program hangs", "所有线程都在等：程序卡死"},
        {"It waits forever: the program hangs", "它永远在等：程序卡死"},
    };
    bool is_alone = teller->trace->thread_count <= 2; /* trace-run's own and main */
    unsigned who = !is_everyone_stuck(teller) ? 0 : is_alone ? 2 : 1;
    struct story_step *step = add_step(teller);
    *step = (struct story_step){
        .time_ns = teller->trace->end_ns,
        .event = NONE_INDEX,
        .last_event = (uint32_t)teller->trace->event_count - 1,
        .thread = NONE_INDEX,
        .target = NONE_INDEX,
        .tone = TONE_HANG,
        .label = "",
        .sentence = sentences[who][teller->analysis->language],
    };
}

static struct teller begin_teller(const struct trace *trace, const struct analysis *analysis)
{
    struct arena *arena = arena_create();
    struct teller teller = {
        .trace = trace,
        .analysis = analysis,
        .arena = arena,
        .open_step = arena_allocate(arena, (trace->thread_count + (size_t)1) * sizeof(uint32_t)),
        .print_step = arena_allocate(arena, (trace->thread_count + (size_t)1) * sizeof(uint32_t)),
    };
    for (uint32_t thread = 0; thread < trace->thread_count; thread++) {
        teller.open_step[thread] = NONE_INDEX;
        teller.print_step[thread] = NONE_INDEX;
    }
    return teller;
}

struct story *story_create(const struct trace *trace, const struct analysis *analysis)
{
    struct teller teller = begin_teller(trace, analysis);
    list_bad_events(&teller);
    tell_events(&teller);
    keep_steps_apart(&teller);
    if (analysis->is_hung) {
        tell_hang(&teller);
    }
    struct story *story = arena_allocate(teller.arena, sizeof(*story));
    *story = (struct story){teller.steps, teller.step_count, teller.arena};
    return story;
}

void story_destroy(struct story *story)
{
    if (story != NULL) {
        arena_destroy(story->arena);
    }
}

uint32_t story_step_at_event(const struct story *story, uint32_t event)
{
    uint32_t low = 0, high = story->step_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (story->steps[middle].event <= event) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NONE_INDEX : low - 1;
}
