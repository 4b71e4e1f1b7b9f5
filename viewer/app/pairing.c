#include "viewer/app/pairing.h"

#include <stdlib.h>

#include "viewer/app/cursor.h"

static struct comparison_input input_of(struct opened_subject *opened, enum language language)
{
    struct subject subject = subject_in_language(opened, language);
    return (struct comparison_input){subject.trace, subject.analysis, subject.story};
}

static void take_subjects(struct pairing *pairing, enum language language)
{
    for (int side = 0; side < SIDE_COUNT; side++) {
        struct subject subject = subject_in_language(pairing->opened[side], language);
        pairing->pair.subjects[side] =
            pair_subject(&subject, pairing->comparison, side, &pairing->orders[side]);
    }
}

static void compare(struct pairing *pairing, enum language language)
{
    pairing->comparison = comparison_create(input_of(pairing->opened[SIDE_LEFT], language),
                                            input_of(pairing->opened[SIDE_RIGHT], language));
    pairing->pair.comparison = pairing->comparison;
    take_subjects(pairing, language);
}

static void forget_orders(struct pairing *pairing)
{
    free(pairing->orders[SIDE_LEFT]);
    free(pairing->orders[SIDE_RIGHT]);
}

/* What was found is the same in every language. */
static void change_language(struct pairing *pairing, enum language language)
{
    comparison_tell_anew(pairing->comparison, input_of(pairing->opened[SIDE_LEFT], language),
                         input_of(pairing->opened[SIDE_RIGHT], language));
    forget_orders(pairing);
    take_subjects(pairing, language);
}

/* What is chosen for the whole picture. */
static void copy_common(struct view *other, const struct view *view)
{
    other->width = view->width;
    other->height = view->height;
    other->theme = view->theme;
    other->language = view->language;
    other->axis = view->axis;
    other->shows_arrows = view->shows_arrows;
    other->shows_help = view->shows_help;
    other->is_playing = view->is_playing;
    other->speed = view->speed;
}

/* The step on the other side of what has been done last here, and is done there, too. */
static uint32_t counterpart(const struct pairing *pairing, uint32_t step)
{
    enum comparison_side active = pairing->pair.active;
    const struct compared_run *run = &pairing->comparison->runs[active];
    const struct compared_run *other = &pairing->comparison->runs[!active];
    uint32_t place = compared_run_operation_at(run, step);
    while (place != NONE_INDEX && run->operations[place].match == NONE_INDEX) {
        place = place == 0 ? NONE_INDEX : place - 1;
    }
    return place == NONE_INDEX ? NONE_INDEX : other->operations[run->operations[place].match].step;
}

static void follow(struct pairing *pairing)
{
    enum comparison_side active = pairing->pair.active;
    const struct view *view = &pairing->pair.views[active];
    struct view *other = &pairing->pair.views[!active];
    const struct subject *subject = &pairing->pair.subjects[!active];
    uint32_t last = pairing->pair.subjects[active].story->step_count - 1;
    other->follows_step = view->follows_step;
    if (view->step != NONE_INDEX && view->step == last) {
        cursor_go_to_end(other, subject);
    } else {
        cursor_go_to_step(other, subject, counterpart(pairing, view->step));
    }
}

void pairing_init(struct pairing *pairing, struct opened_subject *const opened[SIDE_COUNT],
                  const struct view views[SIDE_COUNT])
{
    *pairing = (struct pairing){.opened = {opened[SIDE_LEFT], opened[SIDE_RIGHT]}};
    compare(pairing, views[SIDE_LEFT].language);
    for (int side = 0; side < SIDE_COUNT; side++) {
        pairing->pair.views[side] = pair_view(&views[side], pairing->comparison, side);
    }
    follow(pairing);
}

void pairing_finish(struct pairing *pairing)
{
    comparison_destroy(pairing->comparison);
    forget_orders(pairing);
}

void pairing_take_view(struct pairing *pairing, const struct view *view)
{
    struct view *mine = &pairing->pair.views[pairing->pair.active];
    bool has_moved = mine->step != view->step || mine->cursor_ns != view->cursor_ns;
    bool has_other_words = mine->language != view->language;
    *mine = *view;
    copy_common(&pairing->pair.views[!pairing->pair.active], view);
    if (has_other_words) {
        change_language(pairing, view->language);
    }
    if (has_moved) {
        follow(pairing);
    }
}

void pairing_turn(struct pairing *pairing)
{
    pairing->pair.active = pairing->pair.active == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
}
