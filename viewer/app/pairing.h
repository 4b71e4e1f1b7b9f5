/* Two opened traces that are looked at beside each other: the comparison of them, and a view of
 * each. One side is active: keys and buttons are about it, and the other one's cursor follows to
 * the same place of the program. Made by trace-view and trace-export of two files; one thread. */
#ifndef THREADLANE_VIEWER_APP_PAIRING_H
#define THREADLANE_VIEWER_APP_PAIRING_H

#include "viewer/app/subject_open.h"
#include "viewer/scene/frame/pair_scene.h"

struct pairing {
    struct opened_subject *opened[SIDE_COUNT]; /* borrowed */
    struct comparison *comparison;
    uint32_t *orders[SIDE_COUNT]; /* of threads */
    struct pair pair;             /* what the picture is made from */
};

/* The left one, which is active, begins as its view says, the right one with its cursor at the same
 * place of the program. */
void pairing_init(struct pairing *pairing, struct opened_subject *const opened[SIDE_COUNT],
                  const struct view views[SIDE_COUNT]);
void pairing_finish(struct pairing *pairing);

/* The active side is now looked at like this: the other one takes over what is common to both, and
 * its cursor follows. */
void pairing_take_view(struct pairing *pairing, const struct view *view);
/* The other side becomes the active one. */
void pairing_turn(struct pairing *pairing);

#endif
