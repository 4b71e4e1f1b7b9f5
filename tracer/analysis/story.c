/* Which events are steps is found by story_steps.h; here they are told. */
#include "tracer/analysis/story.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/index_list.h"
#include "tracer/analysis/phrase.h"
#include "tracer/analysis/process_sentence.h"
#include "tracer/analysis/step_label.h"
#include "tracer/analysis/story_steps.h"

#define SENTENCE_SIZE 600
#define LABEL_SIZE    160
#define TOLD_COUNT    512 /* steps of a long story whose words are kept */

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
    struct story_steps steps; /* the hang is not among them */
    bool is_retold;           /* steps and bad are another story's */
    struct story_step hang;
    struct told_words *told;
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

/* ---- words ---- */

static struct story_step describe_step(const struct long_story *story, uint32_t index)
{
    if (index >= story_steps_count(&story->steps)) {
        return story->hang;
    }
    uint32_t event = story_steps_event(&story->steps, index);
    const struct event *told = &story->trace->events[event];
    return (struct story_step){
        .time_ns = told->time_ns,
        .event = event,
        .last_event = story_steps_last_event(&story->steps, index),
        .thread = event_subject(story->trace, told),
        .target = told->target,
        .tone = is_bad(story, event) ? TONE_BAD : event_step_tone(story->trace, event),
        .label = "",
        .sentence = "",
    };
}

static void write_sentence(const struct long_story *story, uint32_t index, char *sentence,
                           size_t size)
{
    char begin[SENTENCE_SIZE];
    enum language language = story->analysis->language;
    event_sentence(story->trace, story_steps_event(&story->steps, index), language, begin,
                   sizeof begin);
    uint32_t print = story_steps_print(&story->steps, index);
    struct phrase phrase;
    char spoken[SENTENCE_SIZE];
    phrase_begin(&phrase, sentence, size);
    if (print == NONE_INDEX) {
        phrase_add(&phrase, begin);
        return;
    }
    const struct phrase_place places[] = {
        {"told", begin},
        {"text",
         event_spoken_text(story->trace, &story->trace->events[print], spoken, sizeof spoken)},
    };
    phrase_fill(&phrase, translate(language, N_("{told}, says “{text}”")), places, 2);
}

static void tell_step(const struct long_story *story, uint32_t index, struct told_words *words)
{
    event_label(story->trace, story_steps_event(&story->steps, index), words->label,
                sizeof words->label);
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
    static const char *const sentences[] = {
        N_("Some wait forever: the program hangs"),
        N_("Everyone waits: the program hangs"),
        N_("It waits forever: the program hangs"),
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
        .sentence = translate(story->analysis->language, sentences[who]),
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
        for (uint32_t j = 0; j < finding->event_count; j++) { /* what was refused */
            if (event_step_tone(story->untold->trace, finding->events[j]) == TONE_BAD) {
                index_list_push(&events, story->arena, finding->events[j]);
            }
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
    if (story->step_count > story_steps_count(&story->untold->steps)) {
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

static void note_gap(struct story *story, uint64_t before_ns, uint64_t time_ns)
{
    uint64_t least_ns = story->untold->trace->end_ns / STORY_GAP_SHARE;
    if (time_ns - before_ns > least_ns && story->gap_count < STORY_GAP_SHARE) {
        story->gaps[story->gap_count++] = (struct story_gap){before_ns, time_ns};
    }
}

static void measure_gaps(struct story *story)
{
    const struct long_story *untold = story->untold;
    uint64_t samples[GAP_SAMPLES], before_ns = 0;
    uint32_t sample_count = 0, stride = story->step_count / GAP_SAMPLES + 1, event = 0;
    for (uint32_t i = 0; i < story->step_count; i++, event++) {
        bool is_hang = i == story_steps_count(&untold->steps);
        event = is_hang ? event : event_set_next(&untold->steps.events, event);
        uint64_t time_ns = is_hang ? untold->hang.time_ns : untold->trace->events[event].time_ns;
        note_gap(story, before_ns, time_ns);
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

static void tell(struct story *story)
{
    struct long_story *untold = story->untold;
    if (story->step_count > STORY_TOLD_MAX) {
        untold->told = array_of(TOLD_COUNT, sizeof *untold->told);
        memset(untold->told, 0, TOLD_COUNT * sizeof *untold->told);
        return;
    }
    struct story_step *steps =
        arena_allocate(story->arena, (story->step_count + (size_t)1) * sizeof *steps);
    struct told_words words;
    for (uint32_t i = 0; i < story->step_count; i++) {
        steps[i] = describe_step(untold, i);
        if (i < story_steps_count(&untold->steps)) {
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
    story_steps_find(&untold->steps, trace);
    uint32_t step_count = story_steps_count(&untold->steps);
    if (analysis->is_hung) {
        untold->hang = tell_hang(untold);
        step_count++;
    }
    struct story *story = arena_allocate(arena, sizeof(*story));
    *story = (struct story){.step_count = step_count, .untold = untold, .arena = arena};
    tell(story);
    find_bad_steps(story);
    measure_gaps(story);
    return story;
}

struct story *story_retell(const struct story *story, const struct analysis *analysis)
{
    struct arena *arena = arena_create();
    struct long_story *untold = arena_allocate(arena, sizeof *untold);
    *untold = *story->untold;
    untold->analysis = analysis;
    untold->is_retold = true;
    if (analysis->is_hung) {
        untold->hang = tell_hang(untold);
    }
    struct story *retold = arena_allocate(arena, sizeof *retold);
    *retold = *story;
    retold->untold = untold;
    retold->arena = arena;
    tell(retold);
    return retold;
}

void story_destroy(struct story *story)
{
    if (story != NULL) {
        if (!story->untold->is_retold) {
            story_steps_finish(&story->untold->steps);
        }
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
    if (story->steps == NULL && index < story_steps_count(&story->untold->steps)) {
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
    return index < story_steps_count(&untold->steps)
               ? untold->trace->events[story_steps_event(&untold->steps, index)].time_ns
               : untold->hang.time_ns;
}

uint32_t story_next_of_thread(const struct story *story, uint32_t thread, uint32_t from)
{
    if (story->steps != NULL) {
        while (from < story->step_count && story->steps[from].thread != thread) {
            from++;
        }
        return from < story->step_count ? from : NONE_INDEX;
    }
    return story_steps_next_of(&story->untold->steps, story->untold->trace, thread, from);
}

uint32_t story_last_of_thread(const struct story *story, uint32_t thread, uint32_t before)
{
    if (story->steps != NULL) {
        before = before < story->step_count ? before : story->step_count;
        while (before > 0 && story->steps[before - 1].thread != thread) {
            before--;
        }
        return before > 0 ? before - 1 : NONE_INDEX;
    }
    return story_steps_last_of(&story->untold->steps, story->untold->trace, thread, before);
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
    const struct long_story *untold = story->untold;
    if (story->steps != NULL) {
        return story->steps[index].event;
    }
    return index < story_steps_count(&untold->steps) ? story_steps_event(&untold->steps, index)
                                                     : NONE_INDEX;
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
