#include "viewer/app/step_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/language/language.h"
#include "tracer/model/arena.h"
#include "viewer/app/marks_file.h"

static bool parse_number(const char **text, uint32_t *number)
{
    char *rest;
    if (**text < '0' || **text > '9') {
        return false;
    }
    unsigned long value = strtoul(*text, &rest, 10);
    *text = rest;
    *number = (uint32_t)value;
    return value < NONE_INDEX;
}

/* "4" or "7-9", after the ranges before. */
static bool parse_range(const char **text, struct step_choice *choice)
{
    struct step_range range;
    if (choice->range_count == STEP_RANGES_MAX || !parse_number(text, &range.first)) {
        return false;
    }
    range.last = range.first;
    if (**text == '-') {
        ++*text;
        if (!parse_number(text, &range.last)) {
            return false;
        }
    }
    bool is_apart =
        choice->range_count == 0 || choice->ranges[choice->range_count - 1].last < range.first;
    choice->ranges[choice->range_count++] = range;
    return is_apart && range.first <= range.last;
}

static bool parse_list(const char *text, struct step_choice *choice)
{
    choice->kind = STEPS_LIST;
    while (parse_range(&text, choice)) {
        if (*text == 0) {
            return true;
        }
        if (*text++ != ',') {
            return false;
        }
    }
    return false;
}

bool step_choice_parse(const char *text, struct step_choice *choice)
{
    static const struct {
        const char *name;
        enum step_choice_kind kind;
    } names[] = {{"all", STEPS_ALL},
                 {"key", STEPS_KEY},
                 {"marks", STEPS_MARKS},
                 {"questions", STEPS_QUESTIONS}};
    *choice = (struct step_choice){0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i].name) == 0) {
            choice->kind = names[i].kind;
            return true;
        }
    }
    return parse_list(text, choice);
}

static bool fill_list(const struct step_choice *choice, const struct subject *subject,
                      struct deck_choice *deck_choice, struct step_list *list, char *reason,
                      size_t reason_size)
{
    uint32_t step_count = subject->story->step_count, count = 0;
    uint32_t last = choice->ranges[choice->range_count - 1].last;
    if (last > step_count) {
        snprintf(reason, reason_size, language_say(N_("there is no step %u in '%s': it has %u")),
                 last, subject->trace->file_name, step_count);
        return false;
    }
    list->steps = array_of((size_t)step_count + 1, sizeof *list->steps);
    for (uint32_t i = 0; i < choice->range_count; i++) {
        for (uint32_t step = choice->ranges[i].first; step <= choice->ranges[i].last; step++) {
            list->steps[count++] = step == 0 ? NONE_INDEX : step - 1;
        }
    }
    deck_choice->list = list->steps;
    deck_choice->list_count = count;
    return true;
}

/* A page a mark, at the step that it stands at or after; its note is what the page says. */
static bool fill_marks(const struct subject *subject, struct deck_choice *deck_choice,
                       struct step_list *list, char *reason, size_t reason_size)
{
    const char *file_name = subject->trace->file_name;
    if (!marks_file_read(file_name, &list->marks, reason, reason_size)) {
        return false;
    }
    if (list->marks.count == 0) {
        snprintf(reason, reason_size, language_say(N_("no steps are marked in '%s'")), file_name);
        return false;
    }
    list->steps = array_of(list->marks.count, sizeof *list->steps);
    list->captions = array_of(list->marks.count, sizeof *list->captions);
    for (size_t i = 0; i < list->marks.count; i++) {
        const struct mark *mark = &list->marks.items[i];
        uint32_t after = story_count_before(subject->story, mark->time_ns + 1);
        list->steps[i] = after == 0 ? NONE_INDEX : after - 1;
        list->captions[i] = *mark->note ? mark->note : NULL;
    }
    deck_choice->list = list->steps;
    deck_choice->captions = list->captions;
    deck_choice->list_count = (uint32_t)list->marks.count;
    return true;
}

bool step_choice_resolve(const struct step_choice *choice, const struct subject *subject,
                         struct deck_choice *deck_choice, struct step_list *list, char *reason,
                         size_t reason_size)
{
    static const enum deck_steps kinds[] = {
        [STEPS_ONE] = DECK_ONE,    [STEPS_ALL] = DECK_ALL,
        [STEPS_KEY] = DECK_KEY,    [STEPS_QUESTIONS] = DECK_QUESTIONS,
        [STEPS_MARKS] = DECK_LIST, [STEPS_LIST] = DECK_LIST,
    };
    *list = (struct step_list){0};
    deck_choice->steps = kinds[choice->kind];
    if (choice->kind == STEPS_MARKS) {
        return fill_marks(subject, deck_choice, list, reason, reason_size);
    }
    return choice->kind != STEPS_LIST ||
           fill_list(choice, subject, deck_choice, list, reason, reason_size);
}

void step_list_finish(struct step_list *list)
{
    free(list->steps);
    free(list->captions);
    marks_finish(&list->marks);
}
