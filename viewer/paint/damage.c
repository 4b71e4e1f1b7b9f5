/* Both scenes are lists in painting order. An item of the new one is matched with the next equal
 * one of the old; what is passed over, and what finds no match, is damage. */
#include "viewer/paint/damage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN     3.0 /* round ends, mitres, glyphs that stick out */
#define CLIPS_MAX  16
#define LOOK_AHEAD 400u /* items that may have gone before an equal one */

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const char *at = bytes;
    for (; size >= 8; size -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    for (; size > 0; size--, at++) {
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static uint64_t mix_runs(uint64_t hash, const struct scene_item *item)
{
    for (uint32_t i = 0; i < item->run_count; i++) {
        const struct text_run *run = &item->runs[i];
        const double places[] = {run->x, run->baseline, run->style.size_px};
        const uint32_t looks[] = {run->style.colour, (uint32_t)run->style.weight,
                                  (uint32_t)run->style.font};
        hash = mix(hash, places, sizeof places);
        hash = mix(hash, looks, sizeof looks);
        hash = mix(hash, run->text, strlen(run->text));
    }
    return hash;
}

static uint64_t mix_points(uint64_t hash, const struct scene_item *item)
{
    for (uint32_t i = 0; i < item->point_count; i++) {
        const double place[] = {item->points[i].x, item->points[i].y};
        hash = mix(hash + (uint64_t)item->points[i].verb, place, sizeof place);
    }
    return hash;
}

static uint64_t mix_strip(uint64_t hash, const struct scene_strip *strip)
{
    for (uint32_t i = 0; strip != NULL && i < strip->layer_count; i++) {
        const uint32_t looks[] = {strip->layers[i].fill, strip->layers[i].pattern,
                                  (uint32_t)strip->layers[i].fill_kind};
        hash = mix(hash, looks, sizeof looks);
    }
    return strip == NULL
               ? hash
               : mix(hash, strip->shares, (size_t)strip->layer_count * strip->column_count);
}

static uint64_t hash_of(const struct scene_item *item, struct scene_rect clip)
{
    const double sizes[] = {
        item->radius,
        item->stroke_width,
        item->dash[0],
        item->dash[1],
        item->rect.x,
        item->rect.y,
        item->rect.width,
        item->rect.height,
        clip.x,
        clip.y,
        clip.width,
        clip.height,
        item->pattern_gap,
        item->pattern_width,
    };
    const uint32_t looks[] = {
        (uint32_t)item->shape, (uint32_t)item->fill_kind, item->fill, item->stroke,
        item->pattern,         item->round_caps};
    uint64_t hash = mix(mix(1, sizes, sizeof sizes), looks, sizeof looks);
    hash = mix_points(mix_runs(hash, item), item);
    return mix_strip(hash, item->strip);
}

static struct scene_rect intersect(struct scene_rect a, struct scene_rect b)
{
    double left = fmax(a.x, b.x), top = fmax(a.y, b.y);
    double right = fmin(a.x + a.width, b.x + b.width);
    double bottom = fmin(a.y + a.height, b.y + b.height);
    return (struct scene_rect){left, top, fmax(0, right - left), fmax(0, bottom - top)};
}

static bool overlap(struct scene_rect a, struct scene_rect b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

struct scene_rect damage_reach_of(const struct scene_item *item)
{
    double more = MARGIN + item->stroke_width;
    return (struct scene_rect){item->rect.x - more, item->rect.y - more,
                               item->rect.width + 2 * more, item->rect.height + 2 * more};
}

/* ---- what a scene paints ---- */

struct clips {
    struct scene_rect rects[CLIPS_MAX];
    uint32_t depth;
};

static struct scene_rect clip_of(const struct clips *clips)
{
    return clips->rects[clips->depth < CLIPS_MAX ? clips->depth : CLIPS_MAX - 1];
}

/* Follows a clip's begin or end; false: the item is something else. */
static bool follow_clip(struct clips *clips, const struct scene_item *item)
{
    if (item->shape == SCENE_CLIP_BEGIN) {
        struct scene_rect clip = intersect(clip_of(clips), item->rect);
        clips->depth++;
        if (clips->depth < CLIPS_MAX) {
            clips->rects[clips->depth] = clip;
        }
        return true;
    }
    if (item->shape == SCENE_CLIP_END) {
        clips->depth -= clips->depth > 0;
        return true;
    }
    return item->shape == SCENE_GROUP_BEGIN || item->shape == SCENE_GROUP_END;
}

static struct painted list_items(const struct scene *scene)
{
    struct painted list = {.items = calloc(scene->item_count + (size_t)1, sizeof *list.items)};
    if (list.items == NULL) {
        return list; /* all is painted anew */
    }
    struct clips clips = {.rects[0] = {0, 0, scene->width, scene->height}};
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (follow_clip(&clips, item)) {
            continue;
        }
        list.items[list.count++] = (struct painted_item){
            hash_of(item, clip_of(&clips)), intersect(clip_of(&clips), damage_reach_of(item))};
    }
    return list;
}

/* ---- differences ---- */

static struct scene_rect unite(struct scene_rect a, struct scene_rect b)
{
    double left = fmin(a.x, b.x), top = fmin(a.y, b.y);
    double right = fmax(a.x + a.width, b.x + b.width);
    double bottom = fmax(a.y + a.height, b.y + b.height);
    return (struct scene_rect){left, top, right - left, bottom - top};
}

static double growth(struct scene_rect rect, struct scene_rect more)
{
    struct scene_rect both = unite(rect, more);
    return both.width * both.height - rect.width * rect.height;
}

/* Rects that touch become one, so that none is painted twice; so do the nearest if there are too
 * many. */
static void add_rect(struct damage *damage, struct scene_rect rect)
{
    if (rect.width <= 0 || rect.height <= 0) {
        return;
    }
    rect = (struct scene_rect){floor(rect.x), floor(rect.y), ceil(rect.width) + 1,
                               ceil(rect.height) + 1};
    for (uint32_t i = 0; i < damage->count; i++) {
        if (overlap(damage->rects[i], rect)) {
            rect = unite(damage->rects[i], rect);
            damage->rects[i] = damage->rects[--damage->count];
            i = UINT32_MAX; /* it is larger now: look again */
        }
    }
    if (damage->count < DAMAGE_RECTS_MAX) {
        damage->rects[damage->count++] = rect;
        return;
    }
    uint32_t nearest = 0;
    for (uint32_t i = 1; i < damage->count; i++) {
        if (growth(damage->rects[i], rect) < growth(damage->rects[nearest], rect)) {
            nearest = i;
        }
    }
    rect = unite(damage->rects[nearest], rect);
    damage->rects[nearest] = damage->rects[--damage->count];
    add_rect(damage, rect);
}

static size_t find_equal(const struct painted *before, size_t from, uint64_t hash)
{
    for (size_t i = from; i < before->count && i < from + LOOK_AHEAD; i++) {
        if (before->items[i].hash == hash) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void compare(struct damage *damage, const struct painted *before,
                    const struct painted *after)
{
    size_t next = 0;
    for (size_t i = 0; i < after->count; i++) {
        size_t equal = find_equal(before, next, after->items[i].hash);
        if (equal == SIZE_MAX) {
            add_rect(damage, after->items[i].reach);
            continue;
        }
        for (; next < equal; next++) {
            add_rect(damage, before->items[next].reach);
        }
        next++;
    }
    for (; next < before->count; next++) {
        add_rect(damage, before->items[next].reach);
    }
}

struct damage damage_find(struct painted *painted, const struct scene *scene, const void *pixels,
                          int width, int height)
{
    struct damage damage = {0};
    struct painted after = list_items(scene);
    after.pixels = pixels;
    after.width = width;
    after.height = height;
    after.background = scene->background;
    bool is_painted = painted->pixels == pixels && painted->width == width &&
                      painted->height == height && painted->background == scene->background;
    if (is_painted && painted->items != NULL && after.items != NULL) {
        compare(&damage, painted, &after);
    } else {
        add_rect(&damage, (struct scene_rect){0, 0, width, height});
    }
    free(painted->items);
    *painted = after;
    return damage;
}

bool damage_has(const struct damage *damage, struct scene_rect rect)
{
    for (uint32_t i = 0; i < damage->count; i++) {
        if (overlap(damage->rects[i], rect)) {
            return true;
        }
    }
    return false;
}

void painted_finish(struct painted *painted)
{
    free(painted->items);
    *painted = (struct painted){0};
}
