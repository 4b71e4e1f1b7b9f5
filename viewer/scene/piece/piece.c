#include "viewer/scene/piece/piece.h"

#include <stdio.h>
#include <string.h>

#define BADGE_NUMBER_OF_RADIUS  1.25
#define BADGE_PADDING_OF_RADIUS 0.55
#define BADGE_CIRCLE_LIMIT      100 /* two digits fit into a circle */
#define HEAD_SIZE               12
#define HEAD_TRACKING           1.1
#define ARROW_HALF_WIDTH        0.46 /* of its length */
#define ARROW_NOTCH             0.22
#define KEY_HEIGHT              24
#define KEY_RADIUS              6
#define KEY_PADDING             8
#define KEY_SIZE                12.5
#define GROUND_SHARE            0.65 /* of the letters, above and below their middle */

scene_colour tone_colour(const struct theme *theme, enum step_tone tone)
{
    switch (tone) {
    case TONE_WAIT_LOCK:
        return theme->wait_lock;
    case TONE_WAIT_CONDITION:
        return theme->wait_condition;
    case TONE_WAIT_TRANSFER:
        return theme->wait_transfer;
    case TONE_BAD:
    case TONE_HANG:
        return theme->forever;
    case TONE_PLAIN:
        break;
    }
    return theme->ink2;
}

scene_colour tone_ink(const struct theme *theme, enum step_tone tone)
{
    switch (tone) {
    case TONE_WAIT_LOCK:
        return theme->wait_lock_on;
    case TONE_WAIT_CONDITION:
        return theme->wait_condition_on;
    case TONE_WAIT_TRANSFER:
        return theme->wait_transfer_on;
    case TONE_BAD:
    case TONE_HANG:
        return theme->forever_on;
    case TONE_PLAIN:
        break;
    }
    return theme->card;
}

double piece_badge_half_width(const struct scene *scene, double radius, uint32_t number)
{
    if (number < BADGE_CIRCLE_LIMIT) {
        return radius;
    }
    char digits[16];
    snprintf(digits, sizeof digits, "%u", number);
    struct text_style style = text_ui(BADGE_NUMBER_OF_RADIUS * radius, 700, 0);
    return scene_measure_text(scene, digits, style) / 2 + BADGE_PADDING_OF_RADIUS * radius;
}

void piece_add_badge(struct scene *scene, double x, double y, double radius, uint32_t number,
                     scene_colour fill, scene_colour ink)
{
    double size = BADGE_NUMBER_OF_RADIUS * radius;
    double half = piece_badge_half_width(scene, radius, number);
    scene_add_rect(scene, (struct scene_rect){x - half, y - radius, 2 * half, 2 * radius},
                   (struct scene_style){.fill = fill, .radius = radius});
    scene_add_text(scene, x, text_baseline(y, size), scene_print_text(scene, "%u", number),
                   text_ui(size, 700, ink), ALIGN_CENTRE, 0);
}

void piece_add_section_head(struct scene *scene, const struct theme *theme, double x,
                            double centre_y, const char *text, double max_width)
{
    struct text_style style = text_ui(HEAD_SIZE, 700, theme->ink3);
    style.tracking_px = HEAD_TRACKING;
    scene_add_text(scene, x, text_baseline(centre_y, HEAD_SIZE), text, style, ALIGN_LEFT,
                   max_width);
}

void piece_add_ground(struct scene *scene, double x, double y, double width, double size_px,
                      scene_colour colour)
{
    struct scene_rect ground = {x - GROUND_PADDING, y - size_px * GROUND_SHARE,
                                width + 2 * GROUND_PADDING, 2 * size_px * GROUND_SHARE};
    scene_add_rect(scene, ground, (struct scene_style){.fill = colour});
}

void piece_add_arrow_head(struct scene *scene, double x, double y, double dx, double dy,
                          double length, scene_colour colour)
{
    double half = ARROW_HALF_WIDTH * length, base_x = x - dx * length, base_y = y - dy * length;
    double notch_x = base_x + dx * length * ARROW_NOTCH;
    double notch_y = base_y + dy * length * ARROW_NOTCH;
    const struct path_point points[] = {
        {PATH_MOVE, x, y},
        {PATH_LINE, base_x - dy * half, base_y + dx * half},
        {PATH_LINE, notch_x, notch_y},
        {PATH_LINE, base_x + dy * half, base_y - dx * half},
        {PATH_CLOSE, 0, 0},
    };
    scene_add_path(scene, points, 5, (struct scene_style){.fill = colour});
}

double piece_add_key_cap(struct scene *scene, const struct theme *theme, double x, double centre_y,
                         const char *key, bool is_drawn)
{
    struct text_style style = text_ui(KEY_SIZE, 600, theme->ink);
    double width = scene_measure_text(scene, key, style) + 2 * KEY_PADDING;
    width = width < KEY_HEIGHT ? KEY_HEIGHT : width;
    if (is_drawn) {
        scene_add_rect(scene,
                       (struct scene_rect){x, centre_y - KEY_HEIGHT / 2.0, width, KEY_HEIGHT},
                       (struct scene_style){.fill = theme->chip,
                                            .stroke = theme->border,
                                            .stroke_width = 1,
                                            .radius = KEY_RADIUS});
        scene_add_text(scene, x + width / 2, text_baseline(centre_y, KEY_SIZE), key, style,
                       ALIGN_CENTRE, 0);
    }
    return width;
}

#define TINY_SHARE 200 /* of a span: less is told in a unit of its own */

const char *clock_text(uint64_t ns, uint64_t span_ns, char *buffer, size_t size)
{
    static const struct {
        uint64_t below_ns; /* of the span */
        double unit_ns;
        int decimals;
        const char *name;
    } units[] = {
        {1000000, 1e3, 1, "µs"},
        {1000000000, 1e6, 2, "ms"},
        {UINT64_MAX, 1e9, 2, "s"},
    };
    size_t unit = 0;
    if (ns > 0 && ns < span_ns / TINY_SHARE) {
        span_ns = ns; /* it would read as nothing, or as its neighbours do */
    }
    while (span_ns >= units[unit].below_ns && unit + 1 < sizeof units / sizeof units[0]) {
        unit++;
    }
    snprintf(buffer, size, "%.*f %s", units[unit].decimals, (double)ns / units[unit].unit_ns,
             units[unit].name);
    return buffer;
}

const char *piece_parts_that_fit(struct scene *scene, const char *text, struct text_style style,
                                 double room)
{
    static const char separator[] = " · ";
    char *parts = (char *)scene_print_text(scene, "%s", text);
    while (scene_measure_text(scene, parts, style) > room) {
        char *last = NULL;
        for (char *at = parts; (at = strstr(at, separator)) != NULL; at += strlen(separator)) {
            last = at;
        }
        if (last == NULL) {
            return scene->text_least_px > 0 ? "" : parts;
        }
        *last = 0;
    }
    return parts;
}
