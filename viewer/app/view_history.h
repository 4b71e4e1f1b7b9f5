/* How the trace was looked at before: what part, which moment, what was selected and unfolded. Undo
 * goes back to it, redo forth again. Changes of one kind in a row, as of a key that is held, are
 * one. The player's; one thread. */
#ifndef THREADLANE_VIEWER_APP_VIEW_HISTORY_H
#define THREADLANE_VIEWER_APP_VIEW_HISTORY_H

#include "viewer/scene/view/view.h"

#define HISTORY_MAX 64 /* older views are forgotten */

struct view_history {
    struct view views[HISTORY_MAX]; /* by age */
    uint32_t count;
    uint32_t place; /* how many lie before the present one; those from there on can be redone */
    int latest;     /* the kind of the latest change, or 0 */
};

/* Before a change of a kind (a number of the caller's, above 0): notes the view as it still is,
 * `before`, if the change, which led to `after`, is one to go back to. */
void view_history_note(struct view_history *history, const struct view *before,
                       const struct view *after, int kind);
/* False: there is nothing to go back (or forth) to. */
bool view_history_undo(struct view_history *history, struct view *view);
bool view_history_redo(struct view_history *history, struct view *view);

#endif
