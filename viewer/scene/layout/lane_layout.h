/* A place for every lane of the timeline: how high each of the lanes that lane_list.h lists is, and
 * where. Comes from the subject and the room there is, goes to all files that draw lanes, arrows
 * and marks, and to the window for scroll limits. Lanes shrink with their number and are scrolled
 * when they cannot shrink any further. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_LANE_LAYOUT_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_LANE_LAYOUT_H

#include "viewer/scene/layout/timeline_layout.h"

enum lane_kind {
    LANE_HEADING, /* of a group: THREADS has none, its heading stands in the ruler */
    LANE_PROCESS, /* a header above its threads; only if there is more than one */
    LANE_THREAD,
    LANE_ROOM,      /* who waits on a condition */
    LANE_LOCK,      /* who holds a lock, and who waits for it */
    LANE_RWLOCK,    /* a row a reader, all for a writer, and who waits */
    LANE_SEMAPHORE, /* a row a permit, and who waits for one */
    LANE_EVENT,     /* when it is set, and who waits for that */
    LANE_BARRIER,   /* a row a party */
    LANE_QUEUE,     /* rows of items or messages, and who waits to put or get */
    LANE_MANAGER,   /* how many calls wait, and how many are served */
    LANE_REFERENT,  /* rows of calls that a manager serves */
    LANE_GIL,       /* who has it, and who asks for it */
    LANE_VARIABLE,  /* its value, or a list's length */
    LANE_EXECUTOR,  /* how many tasks wait, and how many are run */
    LANE_FUTURE,    /* its states */
};

#define LANE_ITEMS_NAMED 8 /* a queue that never holds more shows each item */

struct lane_place {
    enum lane_kind kind;
    enum object_type type; /* of a heading: what all below it are */
    uint32_t index;        /* process, thread or object; of a heading: the object below it */
    double top, height;
    double centre;      /* of the bar, or of the rows */
    uint32_t row_count; /* of waiters; of a heading: how many objects stand below it; of a process:
                           how many threads */
    uint32_t named_waiters; /* so many rows of waiters have one each, the next all others */
    uint32_t slot_count;    /* of permits, parties or items */
    bool has_dimension;     /* room: "too early" is drawn below */
    bool names_items;       /* queue: each item has a place, else only the depth is drawn */
    uint32_t storey_count;  /* thread: rows of brackets below its bar; 0 if folded */
    uint32_t depth;         /* object: how far it is indented, as part of what stands above */
    bool is_inside;         /* object: part of one above */
    bool can_unfold;        /* there is something to show below it */
    bool is_unfolded;
};

/* Sizes that shrink together; see lane_layout.c for both ends. */
struct lane_measure {
    double pitch;      /* from thread to thread */
    double bar_height; /* of a thread */
    double bar_offset; /* of its centre from the lane's top */
    double mark_radius, mark_leader;
    double hold_gap, hold_height; /* of the strip under the bar */
    double row_height, row_gap;   /* in rooms and semaphores */
    double waiter_pitch;          /* from waiter to waiter below slots */
    double lock_height;           /* of a lock's bar */
    double storeys_offset;        /* of the rows of brackets from the lane's top */
    double storey_height, storey_gap;
    double avatar_radius;
    double name_size;
    bool has_details; /* sub-names, labels of strips */
    bool has_labels;  /* words at marks */
};

struct lane_layout {
    const struct trace *trace;
    struct lane_place *places; /* from top to bottom, already scrolled */
    uint32_t place_count;
    /* By process, thread and object: which place it has, or NONE_INDEX. */
    uint32_t *of_processes, *of_threads, *of_objects;
    struct lane_measure measure;
    double share;          /* of the way from the smallest lanes to the largest */
    double content_height; /* of all lanes; what exceeds the room is reached by scrolling */
    double group_top;      /* where the objects begin, scrolled */
};

void lane_layout_init(struct lane_layout *layout, const struct subject *subject,
                      const struct view *view, const struct timeline_columns *columns);
void lane_layout_finish(struct lane_layout *layout);

/* The place of a thread, or of its process if that is folded; NULL if it is not shown. */
const struct lane_place *lane_layout_thread(const struct lane_layout *layout, uint32_t thread);
/* The header of a process; NULL if there is only one. */
const struct lane_place *lane_layout_process(const struct lane_layout *layout, uint32_t process);
/* The place of an object: its room, lock or semaphore; NULL if it is not shown. */
const struct lane_place *lane_layout_object(const struct lane_layout *layout, uint32_t object);

#endif
