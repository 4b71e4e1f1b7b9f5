#include "viewer/scene/shape/scene.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/shape/character.h"
#include "viewer/scene/shape/scene_item.h"

#define CLIP_DEPTH_MAX 16
#define LETTERS_SHARE  0.75 /* of the height of a text's box */

void scene_init(struct scene *scene, double width, double height, scene_colour background,
                const struct text_shaper *shaper)
{
    assert(shaper != NULL);
    *scene = (struct scene){
        .width = width,
        .height = height,
        .scale = 1,
        .background = background,
        .shaper = shaper,
        .arena = arena_create(),
    };
}

void scene_clear(struct scene *scene)
{
    scene->item_count = 0;
    arena_clear(scene->arena);
}

void scene_finish(struct scene *scene)
{
    arena_destroy(scene->arena);
    free(scene->items);
    *scene = (struct scene){0};
}

static void grow_items(struct scene *scene)
{
    size_t capacity = scene->item_capacity;
    scene->items =
        array_grow(scene->items, (size_t)scene->item_count + 1, &capacity, sizeof *scene->items);
    scene->item_capacity = (uint32_t)capacity;
}

struct scene_item *scene_add_item(struct scene *scene, enum scene_shape shape,
                                  struct scene_rect rect)
{
    if (scene->item_count == scene->item_capacity) {
        grow_items(scene);
    }
    struct scene_item *item = &scene->items[scene->item_count++];
    *item = (struct scene_item){.shape = shape, .rect = rect};
    return item;
}

static void take_style(struct scene_item *item, struct scene_style style)
{
    item->fill = style.fill;
    item->stroke = style.stroke;
    item->stroke_width = style.stroke_width;
    item->radius = style.radius;
    item->dash[0] = style.dash[0];
    item->dash[1] = style.dash[1];
}

void scene_add_rect(struct scene *scene, struct scene_rect rect, struct scene_style style)
{
    double inset = style.stroke != 0 ? style.stroke_width / 2 : 0;
    struct scene_rect inner = {rect.x + inset, rect.y + inset, rect.width - 2 * inset,
                               rect.height - 2 * inset};
    struct scene_item *item = scene_add_item(scene, SCENE_RECT, inner);
    take_style(item, style);
    item->radius = style.radius > inset ? style.radius - inset : 0;
}

struct scene_item *scene_add_fill(struct scene *scene, struct scene_rect rect, enum scene_fill fill,
                                  scene_colour colour, double radius)
{
    struct scene_item *item = scene_add_item(scene, SCENE_RECT, rect);
    item->fill_kind = fill;
    item->fill = colour;
    item->radius = radius;
    return item;
}

void scene_add_circle(struct scene *scene, double x, double y, double radius,
                      struct scene_style style)
{
    style.radius = radius;
    scene_add_rect(scene, (struct scene_rect){x - radius, y - radius, 2 * radius, 2 * radius},
                   style);
}

void scene_add_line(struct scene *scene, double x1, double y1, double x2, double y2,
                    scene_colour colour, double width)
{
    struct path_point points[] = {{PATH_MOVE, x1, y1}, {PATH_LINE, x2, y2}};
    scene_add_path(scene, points, 2, (struct scene_style){.stroke = colour, .stroke_width = width});
}

static struct scene_rect bounds_of(const struct path_point *points, uint32_t count)
{
    double left = points[0].x, right = left, top = points[0].y, bottom = top;
    for (uint32_t i = 1; i < count; i++) {
        if (points[i].verb == PATH_CLOSE) {
            continue;
        }
        left = points[i].x < left ? points[i].x : left;
        right = points[i].x > right ? points[i].x : right;
        top = points[i].y < top ? points[i].y : top;
        bottom = points[i].y > bottom ? points[i].y : bottom;
    }
    return (struct scene_rect){left, top, right - left, bottom - top};
}

struct scene_item *scene_add_path(struct scene *scene, const struct path_point *points,
                                  uint32_t point_count, struct scene_style style)
{
    assert(point_count > 0);
    struct path_point *copy = arena_allocate(scene->arena, point_count * sizeof *copy);
    memcpy(copy, points, point_count * sizeof *copy);
    struct scene_item *item = scene_add_item(scene, SCENE_PATH, bounds_of(points, point_count));
    take_style(item, style);
    item->points = copy;
    item->point_count = point_count;
    return item;
}

void scene_add_strip(struct scene *scene, struct scene_rect rect, const struct scene_strip *strip)
{
    size_t layers_size = strip->layer_count * sizeof *strip->layers;
    size_t shares_size = (size_t)strip->layer_count * strip->column_count;
    struct scene_strip *copy = arena_allocate(scene->arena, sizeof *copy);
    struct strip_layer *layers = arena_allocate(scene->arena, layers_size);
    uint8_t *shares = arena_allocate(scene->arena, shares_size);
    memcpy(layers, strip->layers, layers_size);
    memcpy(shares, strip->shares, shares_size);
    *copy = (struct scene_strip){layers, shares, strip->layer_count, strip->column_count};
    scene_add_item(scene, SCENE_STRIP, rect)->strip = copy;
}

void scene_begin_group(struct scene *scene, const char *id, const char *title,
                       struct scene_rect hit)
{
    const char *id_copy = scene_copy_text(scene, id);
    const char *title_copy = scene_copy_text(scene, title);
    struct scene_item *item = scene_add_item(scene, SCENE_GROUP_BEGIN, hit);
    item->id = id_copy;
    item->title = title_copy;
}

void scene_end_group(struct scene *scene)
{
    scene_add_item(scene, SCENE_GROUP_END, (struct scene_rect){0});
}

void scene_begin_clip(struct scene *scene, struct scene_rect rect)
{
    scene_add_item(scene, SCENE_CLIP_BEGIN, rect);
}

void scene_end_clip(struct scene *scene)
{
    scene_add_item(scene, SCENE_CLIP_END, (struct scene_rect){0});
}

static bool rect_contains(struct scene_rect rect, double x, double y)
{
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

const char *scene_hit(const struct scene *scene, double x, double y)
{
    const char *hit = NULL;
    bool is_open[CLIP_DEPTH_MAX] = {true}; /* by depth: the point is inside all clips so far */
    uint32_t depth = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_CLIP_BEGIN) {
            assert(depth + 1 < CLIP_DEPTH_MAX);
            is_open[depth + 1] = is_open[depth] && rect_contains(item->rect, x, y);
            depth++;
        } else if (item->shape == SCENE_CLIP_END) {
            assert(depth > 0);
            depth--;
        } else if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL && is_open[depth] &&
                   rect_contains(item->rect, x, y)) {
            hit = item->id;
        }
    }
    return hit;
}

static bool reaches_into(struct scene_rect text, struct scene_rect rect)
{
    return text.x + text.width > rect.x && text.x < rect.x + rect.width &&
           text.y + text.height > rect.y && text.y < rect.y + rect.height;
}

void scene_remove_words(struct scene *scene, struct scene_rect rect)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape != SCENE_TEXT || !reaches_into(item->rect, rect)) {
            scene->items[kept++] = *item;
        }
    }
    scene->item_count = kept;
}

/* Boxes are a little higher than their letters. */
static bool is_cut_by(struct scene_rect text, struct scene_rect rect)
{
    double top = fmax(text.y, rect.y);
    double seen = fmin(text.y + text.height, rect.y + rect.height) - top;
    return seen > 0 && seen < LETTERS_SHARE * text.height;
}

void scene_remove_cut_words(struct scene *scene, uint32_t first_item, struct scene_rect rect)
{
    uint32_t kept = first_item;
    for (uint32_t i = first_item; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape != SCENE_TEXT || !is_cut_by(item->rect, rect)) {
            scene->items[kept++] = *item;
        }
    }
    scene->item_count = kept;
}

bool scene_find(const struct scene *scene, const char *id, struct scene_rect *rect)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL && strcmp(item->id, id) == 0) {
            if (rect != NULL) {
                *rect = item->rect;
            }
            return true;
        }
    }
    return false;
}

const char *scene_copy_text(struct scene *scene, const char *text)
{
    if (text == NULL) {
        return NULL;
    }
    size_t size = strlen(text);
    char *copy = arena_allocate(scene->arena, size + 1);
    character_copy_straight(copy, text, size);
    return copy;
}

const char *scene_print_text(struct scene *scene, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_print_arguments(scene->arena, format, arguments);
    va_end(arguments);
    return text;
}
