#include "viewer/scene/piece/card.h"

#include <math.h>

#include "viewer/scene/shape/scene_item.h"

#define RADIUS         14
#define CALLOUT_RADIUS 10
#define CALLOUT_EDGE   5
#define SHADOW_DROP    3  /* downwards */
#define SHADOW_SPREAD  11 /* of the widest of the nested rings that make the shadow */
#define SHADOW_STEP    2
#define SHADOW_UNDER   8 /* how far the innermost ring reaches below the card, which covers it */

/* As nested boxes would look that each add a shade, but only where the card does not cover them:
 * filling six boxes as large as a card takes longer than all that lies on it. */
static void add_ring(struct scene *scene, struct scene_rect card, double spread, double width,
                     scene_colour colour)
{
    double reach = spread - width / 2; /* of the middle of the ring */
    struct scene_rect box = {card.x - reach, card.y - reach + SHADOW_DROP, card.width + 2 * reach,
                             card.height + 2 * reach};
    struct scene_item *ring = scene_add_item(scene, SCENE_RECT, box);
    ring->stroke = colour;
    ring->stroke_width = width;
    ring->radius = RADIUS + reach;
}

static void add_shadow(struct scene *scene, const struct theme *theme, struct scene_rect card)
{
    uint32_t shade = theme->shadow & 255, depth = 1;
    for (double spread = SHADOW_SPREAD; spread > 0; spread -= SHADOW_STEP, depth++) {
        bool is_inner = spread - SHADOW_STEP <= 0;
        double through = pow(1 - shade / 255.0, depth); /* what shines through so many boxes */
        scene_colour colour =
            (theme->shadow & ~(scene_colour)255) | (scene_colour)lround((1 - through) * 255);
        add_ring(scene, card, spread, is_inner ? SHADOW_UNDER : SHADOW_STEP, colour);
    }
}

void card_scene_build(struct scene *scene, const struct theme *theme, struct scene_rect card)
{
    add_shadow(scene, theme, card);
    scene_add_rect(
        scene, card,
        (struct scene_style){
            .fill = theme->card, .stroke = theme->border, .stroke_width = 1, .radius = RADIUS});
}

void callout_box_build(struct scene *scene, struct scene_rect box, scene_colour edge,
                       scene_colour tint)
{
    struct scene_rect left = {box.x, box.y, CALLOUT_EDGE, box.height};
    struct scene_rect rest = {box.x + CALLOUT_EDGE, box.y, box.width - CALLOUT_EDGE, box.height};
    scene_begin_clip(scene, left);
    scene_add_rect(scene, box, (struct scene_style){.fill = edge, .radius = CALLOUT_RADIUS});
    scene_end_clip(scene);
    scene_begin_clip(scene, rest);
    scene_add_rect(scene, box, (struct scene_style){.fill = tint, .radius = CALLOUT_RADIUS});
    scene_end_clip(scene);
}
