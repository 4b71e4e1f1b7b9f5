#include "viewer/paint/hatch.h"

#include <math.h>

/* A slanted stroke is known by where it crosses the top (rising: the bottom) edge of the box. It
 * runs to the right by the box's height, so the first crosses a height left of the box. */
struct hatch hatch_begin(const struct scene_item *item, struct scene_rect visible)
{
    struct scene_rect box = item->rect;
    double left = fmax(box.x, visible.x);
    double right = fmin(box.x + box.width, visible.x + visible.width);
    struct hatch hatch = {.kind = item->fill_kind, .box = box, .gap = item->pattern_gap};
    if (hatch.gap < 1 || right <= left) {
        return hatch;
    }
    if (hatch.kind == FILL_BARS) {
        hatch.position = box.y + hatch.gap / 2;
        hatch.end_position = box.y + box.height;
        return hatch;
    }
    double gap = hatch.gap * M_SQRT2; /* between slanted strokes, measured along the edge */
    hatch.gap = gap;
    hatch.position = box.x + floor((left - box.x - box.height) / gap) * gap;
    hatch.end_position = right;
    return hatch;
}

bool hatch_next(struct hatch *hatch, struct hatch_stroke *stroke)
{
    if (hatch->gap < 1 || hatch->position >= hatch->end_position) {
        return false;
    }
    struct scene_rect box = hatch->box;
    double at = hatch->position;
    hatch->position += hatch->gap;
    if (hatch->kind == FILL_BARS) {
        *stroke = (struct hatch_stroke){box.x, at, box.x + box.width, at};
        return true;
    }
    bool is_rising = hatch->kind == FILL_HATCH_RISING;
    double begin_y = is_rising ? box.y + box.height : box.y;
    double end_y = is_rising ? box.y : box.y + box.height;
    *stroke = (struct hatch_stroke){at, begin_y, at + box.height, end_y};
    return true;
}
