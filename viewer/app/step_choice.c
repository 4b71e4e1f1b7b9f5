#include "viewer/app/step_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

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
    } names[] = {{"all", STEPS_ALL}, {"key", STEPS_KEY}, {"marks", STEPS_MARKS}};
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
                      struct deck_choice *deck_choice, uint32_t **list, char *reason,
                      size_t reason_size)
{
    uint32_t step_count = subject->story->step_count, count = 0;
    uint32_t last = choice->ranges[choice->range_count - 1].last;
    if (last > step_count) {
        snprintf(reason, reason_size, "there is no step %u in '%s': it has %u", last,
                 subject->trace->file_name, step_count);
        return false;
    }
    *list = array_of((size_t)step_count + 1, sizeof **list);
    for (uint32_t i = 0; i < choice->range_count; i++) {
        for (uint32_t step = choice->ranges[i].first; step <= choice->ranges[i].last; step++) {
            (*list)[count++] = step == 0 ? NONE_INDEX : step - 1;
        }
    }
    deck_choice->list = *list;
    deck_choice->list_count = count;
    return true;
}

bool step_choice_resolve(const struct step_choice *choice, const struct subject *subject,
                         struct deck_choice *deck_choice, uint32_t **list, char *reason,
                         size_t reason_size)
{
    static const enum deck_steps kinds[] = {
        [STEPS_ONE] = DECK_ONE,
        [STEPS_ALL] = DECK_ALL,
        [STEPS_KEY] = DECK_KEY,
        [STEPS_LIST] = DECK_LIST,
    };
    *list = NULL;
    if (choice->kind == STEPS_MARKS) {
        snprintf(reason, reason_size, "no steps are marked in '%s'", subject->trace->file_name);
        return false;
    }
    deck_choice->steps = kinds[choice->kind];
    return choice->kind != STEPS_LIST ||
           fill_list(choice, subject, deck_choice, list, reason, reason_size);
}
