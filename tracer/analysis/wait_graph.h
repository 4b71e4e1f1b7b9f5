/* Who waits for whom, in the words of the reader: an edge for every thread that waits at the end,
 * and for the stuck ones where following the edges leads: around a circle, or to a thread that
 * waits for nobody in particular. */
#ifndef THREADLANE_ANALYSIS_WAIT_GRAPH_H
#define THREADLANE_ANALYSIS_WAIT_GRAPH_H

#include "tracer/analysis/finding.h"
#include "tracer/analysis/liveness.h"

struct wait_graph {
    struct wait_edge *edges; /* by waiting thread */
    uint32_t edge_count;
    uint32_t *edge_of;  /* by thread: index into edges, or NONE_INDEX */
    uint32_t *root_of;  /* by thread, dead ones: what its waits lead to; else NONE_INDEX */
    bool *is_in_circle; /* by thread: dead, and waits (through others) for itself */
};

/* The result lives in the arena. */
struct wait_graph *wait_graph_build(struct arena *arena, const struct moment *moment,
                                    const struct liveness *liveness);

/* The edge of a thread, or NULL. */
const struct wait_edge *wait_graph_edge(const struct wait_graph *graph, uint32_t thread);

/* The threads of the circle that `thread` is in, from it on along the edges: "A, B" if A waits for
 * B and B for A. */
struct index_list;
void wait_graph_list_circle(const struct wait_graph *graph, uint32_t thread, struct arena *arena,
                            struct index_list *circle);

#endif
