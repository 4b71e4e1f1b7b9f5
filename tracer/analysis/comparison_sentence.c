/* Differences in words: a template for each, filled by phrase.h. Places: {t}
 * and {u} threads, {a} and {b} what they do, {o} the object, {s1} {s2} source places, {here} and
 * {there} the sides, {n} how many more. */
#include <stdio.h>

#include "tracer/analysis/comparison_part.h"
#include "tracer/analysis/phrase.h"
#include "tracer/analysis/step_label.h"
#include "tracer/model/moment.h"

#define WORDS_SIZE    160
#define SENTENCE_SIZE 1024
#define LISTED_MAX    3 /* operations that are called by name */

static const char *const templates[] = {
    [DIFFERENCE_NEWS] =
        N_("On the left {t}'s {a}[ on {o}][ ({s1})] comes before {u}'s {b}[ ({s2})]; "
           "on the right it comes after.[ {lost}]"),
    [DIFFERENCE_TURN] = N_("On the left {t} takes {o} before {u}; on the right {u} is first."),
    [DIFFERENCE_PROGRAM] =
        N_("{t} itself does {a} before {b} on the left, and after it on the right."),
    [DIFFERENCE_END] =
        N_("{t}'s {a}[ ({s1})] comes to its end on the {here}; on the {there} it never "
           "does."),
    [DIFFERENCE_MISSING] = N_("Only on the {here}: {t}'s {list}[ and {n} more]."),
    [DIFFERENCE_THREAD] = N_("The thread {t} is only on the {here}."),
};

static const char *const side_words[SIDE_COUNT] = {N_("left"), N_("right")};

struct telling {
    const struct comparison *comparison;
    const struct difference *difference;
    enum comparison_side side; /* whose words are used */
    char label[2][WORDS_SIZE], site[2][WORDS_SIZE];
    char object[2 * WORDS_SIZE], list[4 * WORDS_SIZE], number[16];
};

static const char *say(const struct telling *telling, const char *message)
{
    return translate(telling->comparison->language, message);
}

static const struct compared_run *run_of(const struct telling *telling)
{
    return &telling->comparison->runs[telling->side];
}

static const struct compared_operation *operation_at(const struct telling *telling,
                                                     const uint32_t places[SIDE_COUNT])
{
    uint32_t place = places[telling->side];
    return place != NONE_INDEX ? run_operation(run_of(telling), place) : NULL;
}

static const char *thread_name(const struct telling *telling,
                               const struct compared_operation *operation)
{
    return operation != NULL ? run_of(telling)->trace->threads[operation->thread].name : "";
}

/* "notify()", without the colon of "with cond:". */
static void write_label(const struct trace *trace, uint32_t event, char *buffer, size_t size)
{
    event_label(trace, event, buffer, size);
    size_t length = 0;
    while (buffer[length]) {
        length++;
    }
    if (length > 0 && buffer[length - 1] == ':') {
        buffer[length - 1] = '\0';
    }
}

static void write_operation(const struct telling *telling,
                            const struct compared_operation *operation, char *label, char *site)
{
    label[0] = site[0] = '\0';
    if (operation != NULL) {
        const struct trace *trace = run_of(telling)->trace;
        write_label(trace, operation->begin_event, label, WORDS_SIZE);
        event_site_text(trace, &trace->events[operation->begin_event], site, WORDS_SIZE);
    }
}

/* "the lock of cond": a condition's own lock has no name in the program. */
static void write_object(struct telling *telling, const struct compared_operation *operation)
{
    const struct trace *trace = run_of(telling)->trace;
    telling->object[0] = '\0';
    if (operation == NULL || operation->target == NONE_INDEX ||
        target_class(operation->target) != TARGET_OBJECT) {
        return;
    }
    const struct trace_object *object = &trace->objects[target_index(operation->target)];
    bool is_inner = operation->operation == OPERATION_LOCK_ACQUIRE && object->parent != NONE_INDEX;
    if (is_inner) {
        snprintf(telling->object, sizeof telling->object, say(telling, N_("the lock of %s")),
                 trace->objects[object->parent].name);
    } else {
        snprintf(telling->object, sizeof telling->object, "%s", object->name);
    }
}

/* A label that names the object needs no "on cond". */
static bool names_object(const struct compared_operation *operation)
{
    return operation != NULL && operation->operation != OPERATION_CONDITION_WAIT &&
           operation->operation != OPERATION_CONDITION_NOTIFY &&
           operation_role(operation->operation) != ROLE_TAKES;
}

/* "wait(), notify(), wait()": what the thread does on one side only, the first of it by name. */
static void write_list(struct telling *telling)
{
    const struct compared_run *run = run_of(telling);
    uint32_t first = telling->difference->first[telling->side], listed = 0;
    struct phrase phrase;
    phrase_begin(&phrase, telling->list, sizeof telling->list);
    for (uint32_t i = first; i < run->operation_count && listed < LISTED_MAX; i++) {
        const struct compared_operation *operation = &run->operations[i];
        if (operation->thread != run->operations[first].thread || operation->match != NONE_INDEX) {
            continue;
        }
        char label[WORDS_SIZE];
        write_label(run->trace, operation->begin_event, label, sizeof label);
        phrase_add(&phrase, listed == 0 ? "" : say(telling, NC_("between names", ", ")));
        phrase_add(&phrase, label);
        listed++;
    }
    snprintf(telling->number, sizeof telling->number, "%u", telling->difference->count - listed);
    if (telling->difference->count == listed) {
        telling->number[0] = '\0';
    }
}

static bool loses_notify(const struct compared_run *run, uint32_t operation)
{
    for (uint32_t i = 0; i < run->analysis->finding_count; i++) {
        if (run->analysis->findings[i].notify_event == run->operations[operation].begin_event) {
            return true;
        }
    }
    return false;
}

/* What comes of the other order, if the analysis knows it. */
static const char *loss_words(const struct telling *telling)
{
    static const char *const words[] = {
        N_("On the right nobody hears it: it is lost."),
        N_("On the left nobody hears it: it is lost."),
    };
    const struct difference *difference = telling->difference;
    const struct compared_run *runs = telling->comparison->runs;
    if (difference->kind != DIFFERENCE_NEWS) {
        return "";
    }
    bool is_left = loses_notify(&runs[SIDE_LEFT], difference->first[SIDE_LEFT]);
    bool is_right = loses_notify(&runs[SIDE_RIGHT], difference->second[SIDE_RIGHT]);
    return is_right || is_left ? say(telling, words[is_left && !is_right]) : "";
}

/* The side that the sentence calls {here}. */
static enum comparison_side side_of(const struct comparison *comparison,
                                    const struct difference *difference)
{
    uint32_t left = difference->first[SIDE_LEFT];
    if (difference->kind == DIFFERENCE_END) {
        const struct compared_run *run = &comparison->runs[SIDE_LEFT];
        return run_operation(run, left)->end_event != NONE_INDEX ? SIDE_LEFT : SIDE_RIGHT;
    }
    return left != NONE_INDEX ? SIDE_LEFT : SIDE_RIGHT;
}

const char *comparison_tell(const struct comparison *comparison,
                            const struct difference *difference)
{
    struct telling telling = {comparison, difference, side_of(comparison, difference),
                              .number = ""};
    const struct compared_operation *first = operation_at(&telling, difference->first);
    const struct compared_operation *second = operation_at(&telling, difference->second);
    write_operation(&telling, first, telling.label[0], telling.site[0]);
    write_operation(&telling, second, telling.label[1], telling.site[1]);
    write_object(&telling, first);
    if (difference->kind == DIFFERENCE_MISSING) {
        write_list(&telling);
    }
    bool has_object = difference->kind != DIFFERENCE_NEWS || !names_object(first);
    const struct phrase_place places[] = {
        {"t", thread_name(&telling, first)},
        {"u", thread_name(&telling, second)},
        {"a", telling.label[0]},
        {"b", telling.label[1]},
        {"o", has_object ? telling.object : ""},
        {"s1", telling.site[0]},
        {"s2", telling.site[1]},
        {"lost", loss_words(&telling)},
        {"here", say(&telling, side_words[telling.side])},
        {"there", say(&telling, side_words[!telling.side])},
        {"list", telling.list},
        {"n", telling.number},
    };
    char sentence[SENTENCE_SIZE];
    struct phrase phrase;
    phrase_begin(&phrase, sentence, sizeof sentence);
    phrase_fill(&phrase, say(&telling, templates[difference->kind]), places,
                sizeof places / sizeof places[0]);
    return arena_copy_text(comparison->arena, sentence);
}

const char *comparison_tell_verdict(const struct comparison *comparison)
{
    return arena_print_text(comparison->arena,
                            translate(comparison->language, N_("Left: %s. Right: %s.")),
                            comparison->runs[SIDE_LEFT].analysis->verdict,
                            comparison->runs[SIDE_RIGHT].analysis->verdict);
}
