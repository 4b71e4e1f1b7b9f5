/* The picture of a wait graph while it is made: for the files that draw its boxes and its links. */
#ifndef THREADLANE_VIEWER_SCENE_PANEL_WAIT_GRAPH_DRAWING_H
#define THREADLANE_VIEWER_SCENE_PANEL_WAIT_GRAPH_DRAWING_H

#include "viewer/scene/panel/wait_graph_layout.h"
#include "viewer/scene/shape/scene.h"

#define GRAPH_LABEL_SIZE 12.0 /* of the words at links */

/* How large boxes are. */
struct node_font {
    double size;    /* of the name */
    double padding; /* at its sides */
    double width_min;
};

struct graph_drawing {
    struct scene *scene;
    const struct subject *subject;
    const struct view *view;
    const struct theme *theme;
    struct scene_rect area;
    struct wait_graph graph;
    struct node_font font;
    struct scene_rect boxes[GRAPH_NODES_MAX];
    const char *names[GRAPH_NODES_MAX];
};

/* From a node to the one it waits for, with its word; both have their boxes. */
void wait_graph_add_link(const struct graph_drawing *drawing, uint32_t from);

#endif
