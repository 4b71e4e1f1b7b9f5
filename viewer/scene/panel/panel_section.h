/* The panel is a column of sections: what went wrong, the steps, who waits for whom, a way out. The
 * panel divides its height among them; each section draws itself into its share. */
#ifndef THREADLANE_VIEWER_SCENE_PANEL_PANEL_SECTION_H
#define THREADLANE_VIEWER_SCENE_PANEL_PANEL_SECTION_H

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/view.h"
#include "viewer/scene/view/words.h"

/* What all sections share. */
struct panel {
    struct scene *scene;
    const struct subject *subject;
    const struct view *view;
    const struct theme *theme;
    double text_x, text_width; /* of words */
    double box_x, box_width;   /* of tinted boxes, which reach further out */
    double body_size, line_height;
    double row_height;  /* of a step */
    double head_height; /* from the end of a section to the first line of the next */
    bool is_page;       /* as wide as a page: code may stand beside its sentence */
};

/* The head of a section whose room begins at y; returns where its contents begin. */
double panel_add_head(const struct panel *panel, double y, enum word word);

/* The height of the finding in its box, in the smallest letters, and the others below it. */
double callout_least_height(const struct panel *panel);
/* The finding in its box, smaller if it would be higher than max_height, and the others in a line
 * each. Returns the y below. */
double callout_scene_add(const struct panel *panel, double y, double max_height);

/* The steps, as many rows as fit into height, around the current one. */
void step_list_scene_add(const struct panel *panel, double y, double height);
/* The height that shows all of them. */
double step_list_height(const struct panel *panel);
/* The row height that shows all of them in a height, or as good as that; at most the panel's. */
double step_list_row_height(const struct panel *panel, double height);

/* The way out: its sentence and its code. Without is_drawn it is only measured. Returns the y
 * below; y itself if there is nothing to say or it does not fit above max_y. */
double way_out_scene_add(const struct panel *panel, double y, double max_y, bool is_drawn);
/* The height that it takes with all its code, however that is set. */
double way_out_least_height(const struct panel *panel);

/* The throttled semaphore's use over time, and its waves. */
void throttle_scene_build(const struct panel *panel, const struct throttling *throttling,
                          struct scene_rect area);

/* Who waits for whom at the view's cursor. */
void wait_graph_scene_build(struct scene *scene, const struct subject *subject,
                            const struct view *view, struct scene_rect area);

/* How each thread spent its time, for runs in which nothing hangs. */
void thread_summary_scene_build(const struct panel *panel, struct scene_rect area);

/* A bar of states by their share of `whole`. */
void state_bar_scene_add(const struct panel *panel, struct scene_rect bar,
                         const uint64_t sums[LANE_STATE_COUNT], uint64_t whole);

/* How threads and objects spent the selected range; instead of all other sections. */
void statistics_scene_build(const struct panel *panel, struct scene_rect area);

/* The side list, instead of all other sections. */
void find_scene_build(const struct panel *panel, struct scene_rect area);

/* What is selected is at the cursor, in the callout's words; false if nothing is selected. */
struct selection_words {
    const char *headline, *sentence;
};
bool selection_words_of(const struct panel *panel, struct selection_words *words);

/* The height that shows all its waves. */
double throttle_scene_height(const struct throttling *throttling);
/* The height that shows all who wait at the end, of two rows at least. */
double wait_graph_height(const struct subject *subject, const struct view *view, double width);
/* The height that shows all threads. */
double thread_summary_height(const struct panel *panel);
/* Whether a thread waits at the view's cursor: whether the wait graph has something to show. */
bool wait_graph_has_waits(const struct subject *subject, const struct view *view);

#endif
