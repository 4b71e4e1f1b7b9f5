#include "viewer/app/view_history.h"

#include <string.h>

/* What going back brings back; window, theme, language and playing stay as they are. */
static void copy_remembered(struct view *to, const struct view *from)
{
    to->step = from->step;
    to->cursor_ns = from->cursor_ns;
    to->axis = from->axis;
    to->zoom = from->zoom;
    to->pan_px = from->pan_px;
    to->scroll_px = from->scroll_px;
    to->list_scroll_px = from->list_scroll_px;
    to->has_range = from->has_range;
    to->range_begin_ns = from->range_begin_ns;
    to->range_end_ns = from->range_end_ns;
    to->selection = from->selection;
    to->follows_step = from->follows_step;
    to->unfolding = from->unfolding;
}

static bool is_same_unfolding(const struct unfolding *a, const struct unfolding *b)
{
    return a->is_all == b->is_all && a->turned_count == b->turned_count &&
           memcmp(a->turned, b->turned, a->turned_count * sizeof *a->turned) == 0;
}

static bool is_same_range(const struct view *a, const struct view *b)
{
    return a->has_range == b->has_range &&
           (!a->has_range ||
            (a->range_begin_ns == b->range_begin_ns && a->range_end_ns == b->range_end_ns));
}

static bool is_same_place(const struct view *a, const struct view *b)
{
    return a->step == b->step && a->cursor_ns == b->cursor_ns && a->axis == b->axis &&
           a->zoom == b->zoom && a->pan_px == b->pan_px && a->scroll_px == b->scroll_px;
}

static bool is_same(const struct view *a, const struct view *b)
{
    return is_same_place(a, b) && is_same_range(a, b) &&
           selection_is_same(&a->selection, &b->selection) &&
           is_same_unfolding(&a->unfolding, &b->unfolding);
}

static void forget_oldest(struct view_history *history)
{
    memmove(&history->views[0], &history->views[1], (HISTORY_MAX - 1) * sizeof *history->views);
    history->place--;
}

void view_history_note(struct view_history *history, const struct view *before,
                       const struct view *after, int kind)
{
    if (is_same(before, after)) {
        return;
    }
    bool goes_on = kind == history->latest && history->place > 0;
    history->latest = kind;
    if (!goes_on) {
        if (history->place == HISTORY_MAX) {
            forget_oldest(history);
        }
        history->views[history->place++] = *before;
    }
    history->count = history->place;
}

/* Exchanges the present view with one of the history. */
static void exchange(struct view *view, struct view *remembered)
{
    struct view present = *view;
    copy_remembered(view, remembered);
    *remembered = present;
}

bool view_history_undo(struct view_history *history, struct view *view)
{
    if (history->place == 0) {
        return false;
    }
    history->latest = 0;
    exchange(view, &history->views[--history->place]);
    return true;
}

bool view_history_redo(struct view_history *history, struct view *view)
{
    if (history->place == history->count) {
        return false;
    }
    history->latest = 0;
    exchange(view, &history->views[history->place++]);
    return true;
}
