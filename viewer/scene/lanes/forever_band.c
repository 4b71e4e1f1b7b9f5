#include "viewer/scene/lanes/forever_band.h"

#include <math.h>
#include <string.h>

#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/piece/state_fill.h"
#include "viewer/scene/view/words.h"

#define FADE_PX       150.0
#define LABEL_SIZE    14.0
#define LABEL_LEAST   9.0
#define LABEL_INSET   17.0 /* of the plate from the band's left */
#define PLATE_PADDING 7.0
#define PLATE_HEIGHT  24.0
#define PLATE_OPACITY 0.94
#define SIGN_INSET    14.0 /* of the for-ever sign's middle from the end */
#define SIGN_ROOM     40.0
#define PLAYHEAD_GAP  6.0

/* What is said on the band: words, then code. Either may be "". */
struct band_label {
    const char *before, *name, *after; /* the name is set bold */
    const char *code;
};

/* The call that waits, by what it waits for: "cond.wait()". */
static const char *object_call(const struct timeline *timeline, uint32_t object)
{
    static const char *const calls[TYPE_COUNT] = {
        [TYPE_CONDITION] = "wait()",
        [TYPE_EVENT] = "wait()",
        [TYPE_BARRIER] = "wait()",
        [TYPE_QUEUE] = "get()",
        [TYPE_PROCESS_QUEUE] = "get()",
        [TYPE_FUTURE] = "result()",
        [TYPE_PIPE] = "recv()",
        [TYPE_CONNECTION] = "recv()",
        [TYPE_SEMAPHORE] = "acquire()",
        [TYPE_BOUNDED_SEMAPHORE] = "acquire()",
        [TYPE_RLOCK] = "acquire()",
        [TYPE_LOCK] = "acquire()",
        [TYPE_PROCESS_LOCK] = "acquire()",
        [TYPE_MUTEX] = "lock()",
        [TYPE_RWLOCK] = "lock()",
        [TYPE_SPIN] = "lock()",
    };
    const struct trace_object *about = &timeline->subject->trace->objects[object];
    const char *call = about->type < TYPE_COUNT ? calls[about->type] : NULL;
    if (call == NULL) {
        return about->name;
    }
    return scene_print_text(timeline->scene, "%s.%s", about->name, call);
}

/* Cuts a phrase at its "%s". */
static void split_phrase(struct timeline *timeline, const char *phrase, struct band_label *label)
{
    const char *place = strstr(phrase, "%s");
    label->before = scene_print_text(timeline->scene, "%.*s", (int)(place - phrase), phrase);
    label->after = place + 2;
}

/* Of a thread or process. */
static const char *other_name(const struct timeline *timeline, uint32_t target)
{
    const struct trace *trace = timeline->subject->trace;
    uint32_t index = target_index(target);
    return target_class(target) == TARGET_THREAD ? trace->threads[index].name
                                                 : trace->processes[index].name;
}

static struct band_label label_of(struct timeline *timeline, const struct lane_segment *segment)
{
    enum language language = timeline->view->language;
    struct band_label label = {"", "", "", ""};
    if (segment->target == NONE_INDEX) {
        label.before = word_text(WORD_LEGEND_FOREVER, language);
    } else if (target_class(segment->target) == TARGET_OBJECT) {
        split_phrase(timeline, word_text(WORD_WAITS_FOREVER_IN, language), &label);
        label.code = object_call(timeline, target_index(segment->target));
    } else if (target_class(segment->target) != TARGET_NONE) {
        split_phrase(timeline, word_text(WORD_WAITS_FOREVER_FOR, language), &label);
        label.name = other_name(timeline, segment->target);
        label.after = scene_print_text(timeline->scene, "%s — ", label.after);
        label.code = "join()";
    } else {
        label.before = word_text(WORD_LEGEND_FOREVER, language);
    }
    return label;
}

/* Low bars have smaller words, between their two rules. */
static double label_size(const struct timeline *timeline)
{
    return fmin(LABEL_SIZE, timeline->layout.measure.bar_height - 6);
}

/* Adds or, with is_drawn false, only measures the label. For an object, code stands where the
 * phrase has its place; for a thread, it follows the phrase. */
static double set_label(struct timeline *timeline, const struct band_label *label, double x,
                        double y, bool is_drawn)
{
    scene_colour colour = timeline->theme->forever_text;
    double size = label_size(timeline);
    bool has_name = label->name[0] != 0;
    struct text_style plain = text_ui(size, 600, colour);
    struct text_style bold = text_ui(size, 700, colour);
    struct text_style code = text_code(size, 500, colour);
    const struct {
        const char *text;
        struct text_style style;
    } parts[] = {
        {label->before, plain},
        {has_name ? label->name : label->code, has_name ? bold : code},
        {label->after, plain},
        {has_name ? label->code : "", code},
    };
    double width = 0;
    for (uint32_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].text[0] == 0) {
            continue;
        }
        width += is_drawn ? scene_add_text(timeline->scene, x + width, y, parts[i].text,
                                           parts[i].style, ALIGN_LEFT, 0)
                          : scene_measure_text(timeline->scene, parts[i].text, parts[i].style);
    }
    return width;
}

/* The stretch of the band in which words may stand. */
struct room {
    double left, right;
};

/* When the replay has come to its end, words keep clear of the playhead; before, they stay where
 * they are while it passes over them. */
static struct room choose_room(const struct timeline *timeline, struct scene_rect band,
                               double width)
{
    struct room whole = {fmax(band.x, timeline->columns.plot_left) + LABEL_INSET,
                         band.x + band.width - SIGN_ROOM};
    double playhead = timeline_cursor_x(timeline);
    if (!timeline_is_at_end(timeline) || playhead < whole.left) {
        return whole;
    }
    struct room before = {whole.left, fmin(whole.right, playhead - PLAYHEAD_GAP)};
    struct room after = {playhead + PLAYHEAD_GAP, whole.right};
    bool fits_before = before.right - before.left >= width;
    return fits_before || after.right - after.left < width ? before : after;
}

static void draw_label(struct timeline *timeline, struct scene_rect band,
                       const struct band_label *label, double left, double width)
{
    double height = fmin(PLATE_HEIGHT, band.height - 4), middle = band.y + band.height / 2;
    struct scene_rect plate = {left, middle - height / 2, width, height};
    scene_add_rect(
        timeline->scene, plate,
        (struct scene_style){.fill = colour_fade(timeline->theme->forever_tint, PLATE_OPACITY),
                             .radius = 5});
    set_label(timeline, label, left + PLATE_PADDING, text_baseline(middle, label_size(timeline)),
              true);
}

/* The whole label if it fits, else the two words, else nothing. */
static void add_label(struct timeline *timeline, struct scene_rect band,
                      const struct lane_segment *segment)
{
    const struct band_label labels[] = {
        label_of(timeline, segment),
        {word_text(WORD_LEGEND_FOREVER, timeline->view->language), "", "", ""},
    };
    if (label_size(timeline) < LABEL_LEAST) {
        return;
    }
    for (uint32_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        double width = set_label(timeline, &labels[i], 0, 0, false) + 2 * PLATE_PADDING;
        struct room room = choose_room(timeline, band, width);
        if (width <= room.right - room.left) {
            draw_label(timeline, band, &labels[i], room.left, width);
            return;
        }
    }
}

static struct scene_rect band_box(const struct timeline *timeline, const struct lane_place *place,
                                  const struct lane_segment *segment)
{
    double height = timeline->layout.measure.bar_height;
    double left = timeline_x(timeline, segment->begin_ns), right = timeline_forever_x(timeline);
    return (struct scene_rect){left, place->centre - height / 2, fmax(1, right - left), height};
}

bool forever_band_has(const struct timeline *timeline, uint32_t thread,
                      const struct lane_segment *segment)
{
    return segment->end_event == NONE_INDEX && segment->state != LANE_RUNNING &&
           timeline_is_dead(timeline, thread);
}

void forever_label_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    if (lane->segment_count == 0) {
        return;
    }
    const struct lane_segment *last = &lane->segments[lane->segment_count - 1];
    if (forever_band_has(timeline, place->index, last)) {
        add_label(timeline, band_box(timeline, place, last), last);
    }
}

void forever_band_build(struct timeline *timeline, const struct lane_place *place,
                        const struct lane_segment *segment)
{
    double height = timeline->layout.measure.bar_height;
    double right = timeline_forever_x(timeline);
    struct scene_rect band = band_box(timeline, place, segment);
    const char *id = scene_print_text(timeline->scene, "forever:%u", place->index);
    scene_begin_group(timeline->scene, id,
                      timeline_segment_title(timeline, id, place->index, segment), band);
    forever_fill_build(timeline->scene, timeline->theme, band,
                       theme_state_colour(timeline->theme, segment->state), FADE_PX);
    double size = fmin(25, fmax(15, height * 0.7));
    scene_add_text(timeline->scene, right - SIGN_INSET, text_baseline(place->centre, size), "∞",
                   text_ui(size, 600, timeline->theme->forever), ALIGN_CENTRE, 0);
    selection_mark_segment(timeline, place->index, segment, band);
    scene_end_group(timeline->scene);
}
