/* Mermaid refuses diagrams of more than 50 000 characters, so all parts have their limits. */
#include "viewer/table/mermaid_diagram.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/language/language.h"
#include "tracer/model/arena.h"
#include "viewer/table/mermaid_text.h"

#define FIRST_STEPS      80u
#define LAST_STEPS       40u
#define PARTICIPANTS_MAX 60u
#define RECEIVERS_MAX    4u
#define NAME_SIZE        60
#define SENTENCE_SIZE    170
#define LOOKED_AT        10000u /* events of a step, for whom it made go on */

struct diagram {
    FILE *file;
    const struct table_source *source;
    bool *is_shown; /* by thread: it is a participant */
    uint32_t shown_count;
};

static const char *say(const struct diagram *diagram, const char *message)
{
    return translate(diagram->source->analysis->language, message);
}

/* ---- who ---- */

static void show(struct diagram *diagram, uint32_t thread)
{
    if (thread < diagram->source->trace->thread_count && !diagram->is_shown[thread] &&
        diagram->shown_count < PARTICIPANTS_MAX) {
        diagram->is_shown[thread] = true;
        diagram->shown_count++;
    }
}

static bool is_shown(const struct diagram *diagram, uint32_t thread)
{
    return thread < diagram->source->trace->thread_count && diagram->is_shown[thread];
}

struct receivers {
    uint32_t threads[RECEIVERS_MAX];
    uint32_t count;
};

static void add_receiver(struct receivers *receivers, uint32_t thread, uint32_t sender)
{
    for (uint32_t i = 0; i < receivers->count; i++) {
        if (receivers->threads[i] == thread) {
            return;
        }
    }
    if (thread != NONE_INDEX && thread != sender && receivers->count < RECEIVERS_MAX) {
        receivers->threads[receivers->count++] = thread;
    }
}

/* The thread that a creation or a fork begins, or NONE_INDEX. */
static uint32_t started_thread(const struct trace *trace, const struct event *event)
{
    enum event_operation operation = kind_operation(event->kind);
    if (operation == OPERATION_THREAD_CREATE && event_is_about(event, TARGET_THREAD)) {
        return target_index(event->target);
    }
    bool is_fork = operation == OPERATION_PROCESS_FORK && event_is_about(event, TARGET_PROCESS);
    return is_fork ? trace->processes[target_index(event->target)].main_thread : NONE_INDEX;
}

/* The GIL goes from hand to hand all the time. */
static uint32_t woken_thread(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    bool is_wake = event->kind == EVENT_DOOR_WAKE && !(object && object->type == TYPE_GIL);
    uint32_t thread = value_high(event->value);
    return is_wake && thread < trace->thread_count ? thread : NONE_INDEX;
}

static struct receivers find_receivers(const struct trace *trace, const struct story_step *step)
{
    struct receivers receivers = {.count = 0};
    if (step->event == NONE_INDEX) {
        return receivers;
    }
    add_receiver(&receivers, started_thread(trace, &trace->events[step->event]), step->thread);
    for (uint32_t i = step->event;
         i <= step->last_event && i < trace->event_count && i - step->event < LOOKED_AT; i++) {
        if (trace->events[i].thread == step->thread) {
            add_receiver(&receivers, woken_thread(trace, &trace->events[i]), step->thread);
        }
    }
    return receivers;
}

/* ---- which steps ---- */

static uint32_t left_out_count(const struct story *story)
{
    uint32_t told = FIRST_STEPS + LAST_STEPS;
    return story->step_count > told ? story->step_count - told : 0;
}

/* The step after this one that is told. */
static uint32_t next_told(const struct story *story, uint32_t index)
{
    bool is_gap = left_out_count(story) > 0 && index + 1 == FIRST_STEPS;
    return is_gap ? story->step_count - LAST_STEPS : index + 1;
}

static void show_everybody(struct diagram *diagram)
{
    const struct story *story = diagram->source->story;
    for (uint32_t i = 0; i < story->step_count; i = next_told(story, i)) {
        const struct story_step step = story_bare_step(story, i);
        show(diagram, step.thread);
        const struct receivers receivers = find_receivers(diagram->source->trace, &step);
        for (uint32_t j = 0; j < receivers.count; j++) {
            show(diagram, receivers.threads[j]);
        }
    }
}

/* ---- writing ---- */

static void write_participants(const struct diagram *diagram)
{
    const struct trace *trace = diagram->source->trace;
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        if (diagram->is_shown[i]) {
            fprintf(diagram->file, "    participant T%u as ", i);
            mermaid_text_write(diagram->file, trace->threads[i].name, NAME_SIZE);
            fputc('\n', diagram->file);
        }
    }
}

static void write_words(const struct diagram *diagram, uint32_t number, const char *sentence)
{
    fprintf(diagram->file, "%u. ", number);
    mermaid_text_write(diagram->file, sentence, SENTENCE_SIZE);
    fputc('\n', diagram->file);
}

/* The first is told what it is about, the others get their arrows. */
static void write_messages(const struct diagram *diagram, uint32_t number,
                           const struct story_step *step, const struct receivers *receivers)
{
    const char *sentence = step->sentence;
    for (uint32_t i = 0; i < receivers->count; i++) {
        if (is_shown(diagram, receivers->threads[i])) {
            fprintf(diagram->file, "    T%u->>T%u: ", step->thread, receivers->threads[i]);
            write_words(diagram, number, sentence);
            sentence = "";
        }
    }
}

static uint32_t last_shown(const struct diagram *diagram, uint32_t *first)
{
    uint32_t last = NONE_INDEX;
    for (uint32_t i = 0; i < diagram->source->trace->thread_count; i++) {
        if (diagram->is_shown[i]) {
            *first = last == NONE_INDEX ? i : *first;
            last = i;
        }
    }
    return last;
}

/* "Note over T1,T3: ", over everybody. */
static bool begin_note_over_all(const struct diagram *diagram)
{
    uint32_t first = 0;
    uint32_t last = last_shown(diagram, &first);
    if (last == first) {
        fprintf(diagram->file, "    Note over T%u: ", first);
    } else if (last != NONE_INDEX) {
        fprintf(diagram->file, "    Note over T%u,T%u: ", first, last);
    }
    return last != NONE_INDEX;
}

/* A notify that nobody heard: an arrow that ends in a cross. */
static void write_lost_notify(const struct diagram *diagram, const struct story_step *step)
{
    bool is_notify = step->event != NONE_INDEX &&
                     diagram->source->trace->events[step->event].kind == EVENT_CONDITION_NOTIFY;
    if (is_notify && step->tone == TONE_BAD) {
        fprintf(diagram->file, "    T%1$u-xT%1$u: ", step->thread);
        mermaid_text_write(diagram->file, step->label, NAME_SIZE);
        fputc('\n', diagram->file);
    }
}

static void write_note(const struct diagram *diagram, uint32_t number,
                       const struct story_step *step)
{
    if (step->thread == NONE_INDEX) {
        if (begin_note_over_all(diagram)) {
            write_words(diagram, number, step->sentence);
        }
    } else if (is_shown(diagram, step->thread)) {
        fprintf(diagram->file, "    Note over T%u: ", step->thread);
        write_words(diagram, number, step->sentence);
        write_lost_notify(diagram, step);
    }
}

static void write_step(const struct diagram *diagram, uint32_t number,
                       const struct story_step *step)
{
    bool is_bad = step->tone == TONE_BAD || step->tone == TONE_HANG;
    const struct receivers receivers = find_receivers(diagram->source->trace, step);
    fputs(is_bad ? "    rect rgb(252, 233, 232)\n" : "", diagram->file);
    if (receivers.count > 0 && is_shown(diagram, step->thread) &&
        is_shown(diagram, receivers.threads[0])) {
        write_messages(diagram, number, step, &receivers);
    } else {
        write_note(diagram, number, step);
    }
    fputs(is_bad ? "    end\n" : "", diagram->file);
}

static void write_left_out(const struct diagram *diagram)
{
    if (begin_note_over_all(diagram)) {
        uint32_t count = left_out_count(diagram->source->story);
        const char *words = NN_("… %u step is left out", "… %u steps are left out");
        fprintf(diagram->file, translate_count(diagram->source->analysis->language, words, count),
                count);
        fputc('\n', diagram->file);
    }
}

static void write_steps(const struct diagram *diagram)
{
    const struct story *story = diagram->source->story;
    for (uint32_t i = 0; i < story->step_count; i = next_told(story, i)) {
        if (left_out_count(story) > 0 && i == story->step_count - LAST_STEPS) {
            write_left_out(diagram);
        }
        const struct story_step step = story_step(story, i);
        write_step(diagram, i + 1, &step);
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void write_diagram(const struct diagram *diagram)
{
    const struct table_source *source = diagram->source;
    const char *program = base_name(source->trace->program);
    fputs("%%{init: {\"sequence\": {\"wrap\": true}}}%%\nsequenceDiagram\n    title ",
          diagram->file);
    mermaid_text_write(diagram->file, *program ? program : say(diagram, N_("a recording")),
                       NAME_SIZE);
    fputc('\n', diagram->file);
    write_participants(diagram);
    write_steps(diagram);
    for (uint32_t i = 0; i < source->analysis->finding_count && i < 3; i++) {
        if (begin_note_over_all(diagram)) {
            mermaid_text_write(diagram->file, source->analysis->findings[i].sentence,
                               4 * SENTENCE_SIZE);
            fputc('\n', diagram->file);
        }
    }
}

bool mermaid_diagram_write(const struct table_source *source, FILE *file)
{
    uint32_t thread_count = source->trace->thread_count;
    struct diagram diagram = {file, source, array_of(thread_count, sizeof(bool)), 0};
    for (uint32_t i = 0; i < thread_count; i++) {
        diagram.is_shown[i] = false;
    }
    show_everybody(&diagram);
    write_diagram(&diagram);
    free(diagram.is_shown);
    return !ferror(file);
}
