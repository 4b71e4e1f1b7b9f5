/* A step begins at an event of user code that is worth telling (step_label.h) and covers what the
 * same thread does because of it: inner storeys, wakes, the door it then waits at. It never reaches
 * past the next step, so that stepping always moves forward. */
#include "tracer/analysis/story.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/index_list.h"
#include "tracer/analysis/phrase.h"
#include "tracer/analysis/process_sentence.h"
#include "tracer/analysis/step_label.h"

#define SENTENCE_SIZE 600
#define LABEL_SIZE    160
#define TOLD_COUNT    512 /* steps of a long story whose words are kept */

/* What is known of every step; all else follows from its event. */
struct step_entry {
    uint32_t event, last_event;
};

/* A print that is said in the sentence of an earlier step. */
struct folded_print {
    uint32_t step, event;
};

/* The words of a step, kept by its number for as long as no other takes the place. */
struct told_words {
    uint32_t step; /* + 1; 0: none */
    char label[LABEL_SIZE];
    char sentence[2 * SENTENCE_SIZE];
};

struct long_story {
    const struct trace *trace;
    const struct analysis *analysis;
    struct index_list bad;
    struct step_entry *entries;
    uint32_t entry_count;        /* the hang is not among them */
    struct folded_print *prints; /* by step */
    uint32_t print_count;
    struct story_step hang;
    struct told_words *told;
};

/* What finds the steps. */
struct teller {
    struct long_story *story;
    struct arena *arena;
    size_t entry_capacity, print_capacity;
    uint32_t *open_step;  /* by thread: the step its next events belong to, or NONE_INDEX */
    uint32_t *print_step; /* by thread: the step its next print folds into, or NONE_INDEX */
};

/* ---- what is bad ---- */

static bool is_circle(enum finding_kind kind)
{
    return kind == FINDING_DEADLOCK || kind == FINDING_SELF_DEADLOCK || kind == FINDING_JOIN_CYCLE;
}

static void list_bad_events(struct long_story *story, struct arena *arena)
{
    for (uint32_t i = 0; i < story->analysis->finding_count; i++) {
        const struct finding *finding = &story->analysis->findings[i];
        index_list_add(&story->bad, arena, finding->notify_event);
        if (is_circle(finding->kind) && finding->hang != HANG_NONE && finding->event_count > 0) {
            uint32_t closing = finding->events[finding->event_count - 1];
            index_list_add(&story->bad, arena, closing);
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
static bool is_bad(const struct long_story *story, uint32_t event)
{
    for (uint32_t i = 0; i < story->analysis->finding_count; i++) {
        if (loses_update(&story->analysis->findings[i], event)) {
            return true;
        }
    }
    return index_list_has(&story->bad, event);
}

/* ---- which events are steps ---- */

static void add_entry(struct teller *teller, uint32_t event)
{
    struct long_story *story = teller->story;
    const struct event *told = &story->trace->events[event];
    story->entries = array_grow(story->entries, story->entry_count + (size_t)1,
                                &teller->entry_capacity, sizeof *story->entries);
    story->entries[story->entry_count] = (struct step_entry){event, event};
    bool takes_a_print = kind_stage(told->kind) != STAGE_BEGIN && told->kind != EVENT_PRINT;
    teller->open_step[told->thread] = story->entry_count;
    teller->print_step[told->thread] = takes_a_print ? story->entry_count : NONE_INDEX;
    story->entry_count++;
}

/* "小爱 takes the lock, says “…”": what is said at once belongs to what was done. */
static void fold_print(struct teller *teller, uint32_t event)
{
    struct long_story *story = teller->story;
    uint32_t thread = story->trace->events[event].thread, step = teller->print_step[thread];
    story->prints = array_grow(story->prints, story->print_count + (size_t)1,
                               &teller->print_capacity, sizeof *story->prints);
    story->prints[story->print_count++] = (struct folded_print){step, event};
    story->entries[step].last_event = event;
    teller->print_step[thread] = NONE_INDEX;
}

/* What a thread does in its step's wake belongs to it, until it waits or comes back from a wait. */
static void extend_step(struct teller *teller, uint32_t event)
{
    const struct event *told = &teller->story->trace->events[event];
    uint32_t *open = &teller->open_step[told->thread];
    bool is_wait = kind_operation(told->kind) == OPERATION_DOOR_WAIT;
    bool comes_back = is_wait && kind_stage(told->kind) != STAGE_BEGIN;
    if (*open != NONE_INDEX && !comes_back) {
        teller->story->entries[*open].last_event = event;
    }
    if (is_wait) {
        *open = NONE_INDEX;
    }
}

static void find_steps(struct teller *teller)
{
    const struct trace *trace = teller->story->trace;
    for (uint32_t i = 0; i < trace->event_count; i++) {
        uint32_t thread = trace->events[i].thread;
        if (!event_is_step(trace, i)) {
            extend_step(teller, i);
        } else if (trace->events[i].kind == EVENT_PRINT &&
                   teller->print_step[thread] != NONE_INDEX) {
            fold_print(teller, i);
        } else {
            add_entry(teller, i);
        }
    }
}

static void keep_steps_apart(struct long_story *story)
{
    for (uint32_t i = 0; i + 1 < story->entry_count; i++) {
        uint32_t next = story->entries[i + 1].event;
        if (story->entries[i].last_event >= next) {
            story->entries[i].last_event = next - 1;
        }
    }
}

static int compare_prints(const void *a, const void *b)
{
    const struct folded_print *x = a, *y = b;
    return (x->step > y->step) - (x->step < y->step);
}

/* ---- words ---- */

static struct story_step describe_step(const struct long_story *story, uint32_t index)
{
    if (index >= story->entry_count) {
        return story->hang;
    }
    struct step_entry entry = story->entries[index];
    const struct event *told = &story->trace->events[entry.event];
    return (struct story_step){
        .time_ns = told->time_ns,
        .event = entry.event,
        .last_event = entry.last_event,
        .thread = event_subject(story->trace, told),
        .target = told->target,
        .tone = is_bad(story, entry.event) ? TONE_BAD : event_step_tone(story->trace, entry.event),
        .label = "",
        .sentence = "",
    };
}

/* The print that is said in a step's sentence, or NONE_INDEX. */
static uint32_t find_print(const struct long_story *story, uint32_t step)
{
    struct folded_print wanted = {step, 0};
    const struct folded_print *found = story->print_count == 0
                                           ? NULL
                                           : bsearch(&wanted, story->prints, story->print_count,
                                                     sizeof *story->prints, compare_prints);
    return found != NULL ? found->event : NONE_INDEX;
}

static void write_sentence(const struct long_story *story, uint32_t index, char *sentence,
                           size_t size)
{
    char begin[SENTENCE_SIZE];
    enum language language = story->analysis->language;
    event_sentence(story->trace, story->entries[index].event, language, begin, sizeof begin);
    uint32_t print = find_print(story, index);
    struct phrase phrase;
    phrase_begin(&phrase, sentence, size);
    phrase_add(&phrase, begin);
    if (print != NONE_INDEX) {
        phrase_add_format(&phrase, language == LANGUAGE_ENGLISH ? ", says “%s”" : "，说“%s”",
                          event_spoken_text(story->trace, &story->trace->events[print]));
    }
}

static void tell_step(const struct long_story *story, uint32_t index, struct told_words *words)
{
    event_label(story->trace, story->entries[index].event, words->label, sizeof words->label);
    write_sentence(story, index, words->sentence, sizeof words->sentence);
    words->step = index + 1;
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

static bool is_everyone_stuck(const struct long_story *story)
{
    const struct trace *trace = story->trace;
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        if (!has_ended(trace, thread) && !story->analysis->is_dead[thread]) {
            return false;
        }
    }
    return true;
}

static struct story_step tell_hang(const struct long_story *story)
{
    static const char *const sentences[][2] = {
        {"Some wait forever: the program hangs", "有线程永远在等：程序卡死"},
        {"Everyone waits: the program hangs", "所有线程都在等：程序卡死"},
        {"It waits forever: the program hangs", "它永远在等：程序卡死"},
    };
    bool is_alone = story->trace->thread_count <= 2; /* trace-run's own and main */
    unsigned who = !is_everyone_stuck(story) ? 0 : is_alone ? 2 : 1;
    return (struct story_step){
        .time_ns = story->trace->end_ns,
        .event = NONE_INDEX,
        .last_event = (uint32_t)story->trace->event_count - 1,
        .thread = NONE_INDEX,
        .target = NONE_INDEX,
        .tone = TONE_HANG,
        .label = "",
        .sentence = sentences[who][story->analysis->language],
    };
}

/* ---- what the story knows of itself ---- */

static void find_bad_steps(struct story *story)
{
    struct index_list bad = {0};
    const struct analysis *analysis = story->untold->analysis;
    struct index_list events = {0};
    for (uint32_t i = 0; i < story->untold->bad.count; i++) {
        index_list_push(&events, story->arena, story->untold->bad.items[i]);
    }
    for (uint32_t i = 0; i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        for (uint32_t j = 0; j < finding->lost_update_count; j++) {
            index_list_push(&events, story->arena, finding->lost_updates[j].store);
        }
    }
    index_list_sort(&events);
    for (uint32_t i = 0; i < events.count; i++) {
        uint32_t step = story_step_at_event(story, events.items[i]);
        bool is_step = step != NONE_INDEX && story_bare_step(story, step).event == events.items[i];
        if (is_step && (bad.count == 0 || bad.items[bad.count - 1] != step)) {
            index_list_push(&bad, story->arena, step);
        }
    }
    if (story->step_count > story->untold->entry_count) {
        index_list_push(&bad, story->arena, story->step_count - 1);
    }
    story->bad_steps = bad.items;
    story->bad_step_count = bad.count;
}

static int compare_lengths(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

#define GAP_SAMPLES 4096u /* of which the median is taken */

static void measure_gaps(struct story *story)
{
    uint64_t least_ns = story->untold->trace->end_ns / STORY_GAP_SHARE, before_ns = 0;
    uint64_t samples[GAP_SAMPLES];
    uint32_t sample_count = 0, stride = story->step_count / GAP_SAMPLES + 1;
    for (uint32_t i = 0; i < story->step_count; i++) {
        uint64_t time_ns = story_time(story, i);
        if (time_ns - before_ns > least_ns && story->gap_count < STORY_GAP_SHARE) {
            story->gaps[story->gap_count++] = (struct story_gap){before_ns, time_ns};
        }
        if (i % stride == 0) {
            samples[sample_count++] = time_ns - before_ns;
        }
        before_ns = time_ns;
    }
    if (sample_count > 0) {
        qsort(samples, sample_count, sizeof *samples, compare_lengths);
        story->usual_gap_ns = samples[sample_count / 2];
    }
}

/* ---- the story ---- */

static void find_all_steps(struct long_story *story, struct arena *arena)
{
    size_t size = (story->trace->thread_count + (size_t)1) * sizeof(uint32_t);
    struct teller teller = {
        .story = story,
        .arena = arena,
        .open_step = arena_allocate(arena, size),
        .print_step = arena_allocate(arena, size),
    };
    memset(teller.open_step, 0xff, size); /* NONE_INDEX */
    memset(teller.print_step, 0xff, size);
    find_steps(&teller);
    keep_steps_apart(story);
    if (story->print_count > 0) {
        qsort(story->prints, story->print_count, sizeof *story->prints, compare_prints);
    }
}

static void tell_all(struct story *story)
{
    struct long_story *untold = story->untold;
    struct story_step *steps =
        arena_allocate(story->arena, (story->step_count + (size_t)1) * sizeof *steps);
    struct told_words words;
    for (uint32_t i = 0; i < story->step_count; i++) {
        steps[i] = describe_step(untold, i);
        if (i < untold->entry_count) {
            tell_step(untold, i, &words);
            steps[i].label = arena_copy_text(story->arena, words.label);
            steps[i].sentence = arena_copy_text(story->arena, words.sentence);
        }
    }
    story->steps = steps;
}

struct story *story_create(const struct trace *trace, const struct analysis *analysis)
{
    struct arena *arena = arena_create();
    struct long_story *untold = arena_allocate(arena, sizeof *untold);
    *untold = (struct long_story){.trace = trace, .analysis = analysis};
    list_bad_events(untold, arena);
    find_all_steps(untold, arena);
    uint32_t step_count = untold->entry_count;
    if (analysis->is_hung) {
        untold->hang = tell_hang(untold);
        step_count++;
    }
    struct story *story = arena_allocate(arena, sizeof(*story));
    *story = (struct story){.step_count = step_count, .untold = untold, .arena = arena};
    if (step_count <= STORY_TOLD_MAX) {
        tell_all(story);
    } else {
        untold->told = array_of(TOLD_COUNT, sizeof *untold->told);
        memset(untold->told, 0, TOLD_COUNT * sizeof *untold->told);
    }
    find_bad_steps(story);
    measure_gaps(story);
    return story;
}

void story_destroy(struct story *story)
{
    if (story != NULL) {
        free(story->untold->entries);
        free(story->untold->prints);
        free(story->untold->told);
        arena_destroy(story->arena);
    }
}

struct story_step story_bare_step(const struct story *story, uint32_t index)
{
    return story->steps != NULL ? story->steps[index] : describe_step(story->untold, index);
}

struct story_step story_step(const struct story *story, uint32_t index)
{
    struct story_step step = story_bare_step(story, index);
    if (story->steps == NULL && index < story->untold->entry_count) {
        struct told_words *words = &story->untold->told[index % TOLD_COUNT];
        if (words->step != index + 1) {
            tell_step(story->untold, index, words);
        }
        step.label = words->label;
        step.sentence = words->sentence;
    }
    return step;
}

uint64_t story_time(const struct story *story, uint32_t index)
{
    if (story->steps != NULL) {
        return story->steps[index].time_ns;
    }
    const struct long_story *untold = story->untold;
    return index < untold->entry_count ? untold->trace->events[untold->entries[index].event].time_ns
                                       : untold->hang.time_ns;
}

uint32_t story_count_before(const struct story *story, uint64_t time_ns)
{
    uint32_t low = 0, high = story->step_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (story_time(story, middle) < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static uint32_t event_of_step(const struct story *story, uint32_t index)
{
    if (story->steps != NULL) {
        return story->steps[index].event;
    }
    return index < story->untold->entry_count ? story->untold->entries[index].event : NONE_INDEX;
}

uint32_t story_step_at_event(const struct story *story, uint32_t event)
{
    uint32_t low = 0, high = story->step_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (event_of_step(story, middle) <= event) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NONE_INDEX : low - 1;
}
