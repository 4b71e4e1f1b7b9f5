#include "viewer/scene/piece/icon.h"

#define POINTS_MAX 24

/* Adds a path whose points are given around the origin. */
static struct scene_item *add_shape(struct scene *scene, const struct path_point *points,
                                    uint32_t count, double x, double y, double scale,
                                    struct scene_style style)
{
    struct path_point placed[POINTS_MAX];
    for (uint32_t i = 0; i < count; i++) {
        placed[i] =
            (struct path_point){points[i].verb, x + points[i].x * scale, y + points[i].y * scale};
    }
    style.stroke_width *= scale;
    struct scene_item *item = scene_add_path(scene, placed, count, style);
    item->round_caps = true;
    return item;
}

static void add_hourglass(struct scene *scene, double x, double y, double scale,
                          scene_colour colour)
{
    static const struct path_point glass[] = {
        {PATH_MOVE, -6.5, -9},   {PATH_LINE, 6.5, -9},   {PATH_MOVE, -6.5, 9},  {PATH_LINE, 6.5, 9},
        {PATH_MOVE, -4.8, -8.5}, {PATH_LINE, 4.8, -8.5}, {PATH_LINE, 0, 0},     {PATH_CLOSE, 0, 0},
        {PATH_MOVE, 0, 0},       {PATH_LINE, -4.8, 8.5}, {PATH_LINE, 4.8, 8.5}, {PATH_CLOSE, 0, 0},
    };
    static const struct path_point sand[] = {
        {PATH_MOVE, -4, 8.6}, {PATH_LINE, 4, 8.6}, {PATH_LINE, 0, 2.5}, {PATH_CLOSE, 0, 0}};
    add_shape(scene, glass, sizeof glass / sizeof glass[0], x, y, scale,
              (struct scene_style){.stroke = colour, .stroke_width = 1.8});
    add_shape(scene, sand, sizeof sand / sizeof sand[0], x, y, scale,
              (struct scene_style){.fill = colour});
}

static void add_lock(struct scene *scene, double x, double y, double scale, scene_colour colour)
{
    static const struct path_point shackle[] = {
        {PATH_MOVE, -2.8, -1}, {PATH_LINE, -2.8, -3.2}, {PATH_CURVE, -2.8, -7},
        {PATH_CURVE, 2.8, -7}, {PATH_CURVE, 2.8, -3.2}, {PATH_LINE, 2.8, -1},
    };
    struct scene_rect body = {x - 4.5 * scale, y - scale, 9 * scale, 7.5 * scale};
    scene_add_rect(scene, body, (struct scene_style){.fill = colour, .radius = 1.6 * scale});
    add_shape(scene, shackle, sizeof shackle / sizeof shackle[0], x, y, scale,
              (struct scene_style){.stroke = colour, .stroke_width = 1.6});
}

/* Three slots, two of them taken. */
static void add_permits(struct scene *scene, double x, double y, double scale, scene_colour colour)
{
    for (int i = -1; i <= 1; i++) {
        struct scene_rect slot = {x - 8 * scale, y + (i * 6.5 - 2) * scale, 16 * scale, 4 * scale};
        scene_add_rect(scene, slot,
                       (struct scene_style){.fill = i < 1 ? colour : 0,
                                            .stroke = colour,
                                            .stroke_width = 1.2 * scale,
                                            .radius = 2 * scale});
    }
}

static void add_flag(struct scene *scene, double x, double y, double scale, scene_colour colour)
{
    static const struct path_point pole[] = {{PATH_MOVE, -5, -8}, {PATH_LINE, -5, 9}};
    static const struct path_point cloth[] = {
        {PATH_MOVE, -5, -7.5}, {PATH_LINE, 7, -7.5}, {PATH_LINE, 4, -3.2},
        {PATH_LINE, 7, 1},     {PATH_LINE, -5, 1},   {PATH_CLOSE, 0, 0},
    };
    add_shape(scene, pole, 2, x, y, scale,
              (struct scene_style){.stroke = colour, .stroke_width = 1.8});
    add_shape(scene, cloth, 6, x, y, scale, (struct scene_style){.fill = colour});
}

/* Two who stand at a line. */
static void add_barrier(struct scene *scene, double x, double y, double scale, scene_colour colour)
{
    static const struct path_point line[] = {{PATH_MOVE, 6, -9}, {PATH_LINE, 6, 9}};
    static const struct path_point ways[] = {
        {PATH_MOVE, -8, -4.5}, {PATH_LINE, -3, -4.5}, {PATH_MOVE, -8, 4.5}, {PATH_LINE, -3, 4.5}};
    add_shape(scene, line, 2, x, y, scale,
              (struct scene_style){.stroke = colour, .stroke_width = 2.2});
    add_shape(scene, ways, 4, x, y, scale,
              (struct scene_style){.stroke = colour, .stroke_width = 1.6});
    for (int side = -1; side <= 1; side += 2) {
        scene_add_circle(scene, x + 0.5 * scale, y + side * 4.5 * scale, 2.8 * scale,
                         (struct scene_style){.fill = colour});
    }
}

/* Items in a row, the first of them on its way out. */
static void add_queue(struct scene *scene, double x, double y, double scale, scene_colour colour)
{
    for (int i = -1; i <= 1; i++) {
        struct scene_rect box = {x + (i * 7.0 - 2.8) * scale, y - 5.5 * scale, 5.6 * scale,
                                 11 * scale};
        scene_add_rect(scene, box,
                       (struct scene_style){.fill = i < 1 ? colour : 0,
                                            .stroke = colour,
                                            .stroke_width = 1.2 * scale,
                                            .radius = 1.4 * scale});
    }
}

/* A value that goes up in steps. */
static void add_steps(struct scene *scene, double x, double y, double scale, scene_colour colour)
{
    static const struct path_point steps[] = {
        {PATH_MOVE, -8, 6.5},  {PATH_LINE, -3, 6.5},   {PATH_LINE, -3, 0.5},
        {PATH_LINE, 2.5, 0.5}, {PATH_LINE, 2.5, -6.5}, {PATH_LINE, 8, -6.5},
    };
    add_shape(scene, steps, sizeof steps / sizeof steps[0], x, y, scale,
              (struct scene_style){.stroke = colour, .stroke_width = 2});
}

void icon_build(struct scene *scene, enum icon icon, double x, double y, double scale,
                scene_colour colour)
{
    static void (*const draw[])(struct scene *, double, double, double, scene_colour) = {
        [ICON_HOURGLASS] = add_hourglass, [ICON_LOCK] = add_lock,
        [ICON_PERMITS] = add_permits,     [ICON_FLAG] = add_flag,
        [ICON_BARRIER] = add_barrier,     [ICON_QUEUE] = add_queue,
        [ICON_STEPS] = add_steps,
    };
    draw[icon](scene, x, y, scale, colour);
}
