#include <ctype.h>
#include <math.h>
#include <string.h>

#include "viewer/scene/lanes/fold_mark.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/shape/character.h"
#include "viewer/scene/view/words.h"

#define AVATAR_OFFSET 18.0 /* of the circle's left side before the names' column */
#define SUB_NAME_SIZE 12.5
#define NAME_RISE     9.0 /* of the name's centre above the lane's, when a sub-name stands below */
#define SUB_NAME_DROP 11.0
#define NAME_LEAST    0.78 /* a long name shrinks to that before it is cut */

/* What stands in the circle: the number a name ends with, its last Han character, or its first
 * letter. */
static const char *initial_of(struct scene *scene, const char *name)
{
    size_t length = strlen(name), digits = 0;
    while (digits < length && digits < 3 && isdigit((unsigned char)name[length - 1 - digits])) {
        digits++;
    }
    if (digits > 0) {
        return scene_copy_text(scene, name + length - digits);
    }
    const char *last = name;
    uint32_t code = 0;
    for (const char *c = name; *c != 0; c += character_read(c, &code)) {
        last = c;
    }
    character_read(last, &code);
    if (character_is_wide(code)) {
        return scene_copy_text(scene, last);
    }
    name += strspn(name, "_"); /* _handle_tasks is known by its h */
    size_t size = character_read(name, &code);
    return size == 1 ? scene_print_text(scene, "%c", toupper((unsigned char)name[0]))
                     : scene_print_text(scene, "%.*s", (int)size, name);
}

static const char *sub_name_of(struct timeline *timeline, uint32_t thread)
{
    const struct trace_thread *about = &timeline->subject->trace->threads[thread];
    if (about->is_main) {
        return word_text(WORD_MAIN_THREAD, timeline->view->language);
    }
    if (about->creator == NONE_INDEX || about->creator == 0) {
        return "";
    }
    return scene_print_text(timeline->scene, word_text(WORD_STARTED_BY, timeline->view->language),
                            timeline_thread_name(timeline, about->creator));
}

static void add_avatar(struct timeline *timeline, double x, double y, const char *initial)
{
    const struct theme *theme = timeline->theme;
    double radius = timeline->layout.measure.avatar_radius;
    double size = radius * 16 / 18;
    struct text_style style = text_ui(size, 700, theme->ink2);
    double width = scene_measure_text(timeline->scene, initial, style);
    if (width > radius * 1.5) {
        style.size_px *= radius * 1.5 / width;
    }
    scene_add_circle(
        timeline->scene, x, y, radius,
        (struct scene_style){.fill = theme->chip, .stroke = theme->border, .stroke_width = 1.5});
    scene_add_text(timeline->scene, x, text_baseline(y, style.size_px), initial, style,
                   ALIGN_CENTRE, 0);
}

static void add_names(struct timeline *timeline, double y, const char *name, const char *sub_name)
{
    const struct timeline_columns *columns = &timeline->columns;
    const struct lane_measure *measure = &timeline->layout.measure;
    double room = columns->name_right - columns->name_left;
    struct text_style sub_style = text_ui(SUB_NAME_SIZE, 400, timeline->theme->ink3);
    sub_name = piece_parts_that_fit(timeline->scene, sub_name, sub_style, room);
    bool has_sub_name = measure->has_details && sub_name[0] != 0;
    double name_y = has_sub_name ? y - NAME_RISE : y;
    struct text_style style =
        text_ui(measure->name_size, measure->has_details ? 700 : 600, timeline->theme->ink);
    double width = scene_measure_text(timeline->scene, name, style);
    if (width > room) {
        style.size_px *= fmax(NAME_LEAST, room / width * 0.99);
    }
    scene_add_name(timeline->scene, columns->name_left, text_baseline(name_y, style.size_px), name,
                   style, ALIGN_LEFT, room);
    if (has_sub_name) {
        scene_add_text(timeline->scene, columns->name_left,
                       text_baseline(y + SUB_NAME_DROP, SUB_NAME_SIZE), sub_name, sub_style,
                       ALIGN_LEFT, room);
    }
}

/* Below the header of its process, a main thread that is called as that is called main. */
static bool is_told_by_header(const struct timeline *timeline, uint32_t thread)
{
    const struct trace *trace = timeline->subject->trace;
    const struct trace_thread *about = &trace->threads[thread];
    return about->is_main && lane_layout_process(&timeline->layout, about->process) != NULL &&
           strcmp(about->name, trace->processes[about->process].name) == 0;
}

void thread_label_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct timeline_columns *columns = &timeline->columns;
    const char *own_name = timeline_thread_name(timeline, place->index);
    const char *sub_name = sub_name_of(timeline, place->index);
    bool is_told = is_told_by_header(timeline, place->index);
    const char *name = is_told ? sub_name : own_name;
    sub_name = is_told ? "" : sub_name;
    struct scene_rect row = {timeline->card.x, place->top, columns->plot_left - timeline->card.x,
                             place->height};
    scene_begin_group(
        timeline->scene, scene_print_text(timeline->scene, "thread:%u", place->index),
        sub_name[0] != 0 || is_told
            ? scene_print_text(timeline->scene, "%s · %s", own_name, is_told ? name : sub_name)
            : name,
        row);
    selection_mark_lane(timeline, place);
    double x = columns->label_left - 2 + AVATAR_OFFSET;
    add_avatar(timeline, x, place->centre, initial_of(timeline->scene, own_name));
    add_names(timeline, place->centre, name, sub_name);
    fold_mark_build(timeline, place, x - timeline->layout.measure.avatar_radius);
    scene_end_group(timeline->scene);
}
