#include "viewer/scene/piece/card.h"

#define RADIUS        14
#define SHADOW_DROP   3  /* downwards */
#define SHADOW_SPREAD 11 /* of the widest of the nested boxes that make the shadow */

void card_scene_build(struct scene *scene, const struct theme *theme, struct scene_rect card)
{
    for (double spread = SHADOW_SPREAD; spread > 0; spread -= 2) {
        struct scene_rect box = {card.x - spread, card.y - spread + SHADOW_DROP,
                                 card.width + 2 * spread, card.height + 2 * spread};
        scene_add_rect(scene, box,
                       (struct scene_style){.fill = theme->shadow, .radius = RADIUS + spread});
    }
    scene_add_rect(
        scene, card,
        (struct scene_style){
            .fill = theme->card, .stroke = theme->border, .stroke_width = 1, .radius = RADIUS});
}
