/* Rows that lanes of semaphores, barriers and queues are made of: slots above, threads that wait
 * below. Called while such a lane is built. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_SLOT_ROWS_H
#define THREADLANE_VIEWER_SCENE_LANES_SLOT_ROWS_H

#include "viewer/scene/lanes/timeline.h"

/* The box of a row, from the top, between two x. */
struct scene_rect slot_rows_box(const struct timeline *timeline, const struct lane_place *place,
                                uint32_t row, double left, double right);
/* Where something ends that may never end. */
double slot_rows_end_x(const struct timeline *timeline, uint32_t end_event, uint64_t end_ns,
                       uint32_t thread);
/* An empty slot, all along the recording. */
void slot_rows_add_empty(struct timeline *timeline, const struct lane_place *place, uint32_t slot);
/* Words at the left of a box; false if they do not fit, and are left out. */
bool slot_rows_add_name(struct timeline *timeline, const char *name, struct scene_rect box,
                        scene_colour colour);

typedef struct scene_rect slot_rows_box_function(const struct timeline *timeline,
                                                 const struct lane_place *place, uint32_t row,
                                                 double left, double right);

struct waiter_look {
    const char *id;              /* "permit-wait" */
    enum lane_state state;       /* whose colour and words */
    uint32_t first_row;          /* of row 0 of the waits */
    slot_rows_box_function *box; /* of a row; NULL: slot_rows_box */
};

/* What is no shape: how full the slots were, if they are what is held, and how many waited. */
void slot_rows_add_holds(struct timeline *timeline, const struct lane_place *place);
void slot_rows_add_waits(struct timeline *timeline, const struct lane_place *place,
                         const struct waiter_look *look);
/* One of the lane's waits; nothing if it has no row of its own. */
void slot_rows_add_waiter(struct timeline *timeline, const struct lane_place *place,
                          uint32_t wait_index, const struct waiter_look *look);
/* The bar of a wait, or of several. */
void slot_rows_fill_wait(struct timeline *timeline, struct scene_rect box, enum lane_state state,
                         bool is_forever);

#endif
