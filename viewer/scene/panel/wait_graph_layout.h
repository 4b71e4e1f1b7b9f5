/* Who waits for whom at the view's cursor, as boxes on a grid: for wait_graph_scene, which draws
 * them. Everybody waits for one thing at most and every thing is given by one other at most, so the
 * graph is a set of chains that run together towards the right, or into a ring.
 *
 *     main ─join→ 小爱 ─wait→ cond ┄┄ ?          main → A → b
 *                              ↑                        ↑   ↓
 *                             天猫                      a ← B
 */
#ifndef THREADLANE_VIEWER_SCENE_PANEL_WAIT_GRAPH_LAYOUT_H
#define THREADLANE_VIEWER_SCENE_PANEL_WAIT_GRAPH_LAYOUT_H

#include "viewer/scene/view/view.h"

#define GRAPH_NODES_MAX 12u

enum graph_node_kind {
    GRAPH_THREAD,
    GRAPH_OBJECT,
    GRAPH_PROCESS,
    GRAPH_NOBODY, /* the one who could end the wait, but is not there any more */
};

enum graph_link { /* to the next node */
                  LINK_NONE,
                  LINK_JOIN,
                  LINK_WAIT,
                  LINK_LOCK,
                  LINK_HELD,  /* from a lock to its holder */
                  LINK_NEEDS, /* from another object to who must provide it */
                  LINK_NOBODY,
};

struct graph_node {
    enum graph_node_kind kind;
    uint32_t index; /* of the thread, object or process; of a GRAPH_NOBODY: its object */
    uint32_t next;  /* node, or NONE_INDEX */
    enum graph_link link;
    enum lane_state state; /* of a wait: gives the link its colour */
    bool is_in_ring;
    bool is_placed;
    int column, row;
};

struct wait_graph {
    struct graph_node nodes[GRAPH_NODES_MAX];
    uint32_t node_count;
    uint32_t waiting_count; /* threads that wait, shown or not */
    uint32_t hidden_count;  /* threads that wait and are not placed */
    int column_count, row_count;
};

/* Who waits for whom, not placed yet. */
void wait_graph_fill(struct wait_graph *graph, const struct subject *subject,
                     const struct view *view);
/* The same for who wants to know how large it is: of those that are not shown one is enough. */
void wait_graph_sketch(struct wait_graph *graph, const struct subject *subject,
                       const struct view *view);
/* Places what has been filled, once; what needs more rows or columns is hidden, and then there are
 * fewer rows, to leave room for a note. */
void wait_graph_place(struct wait_graph *graph, int column_limit, int row_limit,
                      int noted_row_limit);

#endif
