/* What has to be painted anew: where a scene differs from the one painted before. Most frames
 * change little (the pointer moves, the replay goes on), and drawing costs pixels. An item that is
 * there again, in the same order and under the same clip, leaves its pixels as they are. Knows no
 * library.
 */
#ifndef THREADLANE_VIEWER_PAINT_DAMAGE_H
#define THREADLANE_VIEWER_PAINT_DAMAGE_H

#include "viewer/scene/shape/scene.h"

#define DAMAGE_RECTS_MAX 16

/* An item as it was painted. */
struct painted_item {
    uint64_t hash;           /* of all that decides about its pixels */
    struct scene_rect reach; /* where they are */
};

/* What a piece of memory shows; begins zeroed. */
struct painted {
    struct painted_item *items;
    size_t count;
    const void *pixels; /* of that memory, NULL: nothing is painted yet */
    int width, height;
    scene_colour background;
};

struct damage {
    struct scene_rect rects[DAMAGE_RECTS_MAX]; /* of whole pixels */
    uint32_t count;
};

/* Compares a scene with what is painted, which from now on is the scene. Memory that is another one
 * is damaged as a whole. */
struct damage damage_find(struct painted *painted, const struct scene *scene, const void *pixels,
                          int width, int height);
bool damage_has(const struct damage *damage, struct scene_rect rect);
/* Where an item's pixels are, as far as no clip cuts them. */
struct scene_rect damage_reach_of(const struct scene_item *item);
void painted_finish(struct painted *painted);

#endif
