/* Two runs in one picture: their timelines side by side with the same threads at the same height,
 * where they part marked in both, and below what differs, in sentences. This is what trace-view and
 * trace-export show of two files. */
#ifndef THREADLANE_VIEWER_SCENE_FRAME_PAIR_SCENE_H
#define THREADLANE_VIEWER_SCENE_FRAME_PAIR_SCENE_H

#include "tracer/analysis/comparison.h"
#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* Groups of the right run are called as those of the left one, with this before. */
#define PAIR_RIGHT_PREFIX "right:"

struct pair {
    struct subject subjects[SIDE_COUNT]; /* as pair_subject makes them */
    struct view views[SIDE_COUNT];       /* as pair_view makes them */
    const struct comparison *comparison; /* of the subjects; borrowed */
    enum comparison_side active;         /* whose transport is shown */
};

/* A side's subject with its threads in the left one's order; *order is made here, for free(). */
struct subject pair_subject(const struct subject *subject, const struct comparison *comparison,
                            enum comparison_side side, uint32_t **order);
/* A side's view: the half of the picture that it is, and what is marked in it. */
struct view pair_view(const struct view *view, const struct comparison *comparison,
                      enum comparison_side side);

/* Adds the whole picture to an empty scene. */
void pair_scene_build(struct scene *scene, const struct pair *pair);

/* The same picture at one place after the other, as many as a deck of the left run has pages. */
struct pair_steps {
    void *owner;
    const struct pair *(*at)(void *owner, uint32_t page); /* good until it is called again */
};

/* The two timelines alone, and how high they would like to be. */
void pair_timelines_scene_build(struct scene *scene, const struct pair *pair,
                                struct scene_rect area);
double pair_timelines_height(const struct pair *pair, double width);

/* The card below: where they part, and the list of differences. */
void comparison_scene_build(struct scene *scene, const struct pair *pair, struct scene_rect card);

#endif
