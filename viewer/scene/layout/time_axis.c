/* How time becomes places. The instants that matter are the steps of the story, the first and the
 * last event, and the end of the recording:
 *
 *     0      s1  s2                     s3   last             end
 *     |------|---|--------- // ---------|----|------ // ------|   tail: for ever
 *
 * Between two of them lies a piece. In AXIS_TIME a piece is as wide as it is long, but for those
 * much longer than all others; in AXIS_EVENT all are equally wide. */
#include "viewer/scene/layout/time_axis.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"

#define TAIL_PX        168.0 /* room for waits without end … */
#define TAIL_SHARE     0.17  /* … but at most this share of the plot */
#define END_PADDING_PX 24.0  /* right of the end when nothing waits for ever */
#define BREAK_PX       64.0  /* of a stretch that was cut */
#define STILL_PX       100.0 /* from the last event of a hang to the end of the recording … */
#define STILL_EVENT_PX 54.0  /* … on an axis of events */
#define CUT_SHARE      0.25  /* of the whole: shorter stretches are never cut */
#define CUT_MEDIANS    8.0   /* a cut stretch is at least so many times longer than the usual one */
#define EDGE_SHARE     0.25  /* on an axis of events, before the first step and after the last */
#define STILL_SHARE    0.25  /* of what went before: a longer standstill at the end is cut */

#define STRETCH_MIN_PX 1e-3 /* a stretch as good as nothing */
#define ZOOM_MAX       1e6

#define STEPS_MAX 4000u /* more have no pieces of their own, and an axis of events no room */

/* Growing list of instants in order. */
struct instants {
    uint64_t *times;
    size_t count;
    size_t capacity;
};

static void add_instant(struct instants *instants, uint64_t time_ns)
{
    if (instants->count > 0 && instants->times[instants->count - 1] >= time_ns) {
        return;
    }
    instants->times =
        array_grow(instants->times, instants->count + 1, &instants->capacity, sizeof(uint64_t));
    instants->times[instants->count++] = time_ns;
}

/* The time of the last event of the program itself; trace-run only looks on. */
static uint64_t last_event_time(const struct trace *trace)
{
    for (size_t i = trace->event_count; i > 0; i--) {
        if (trace->events[i - 1].thread != 0) {
            return trace->events[i - 1].time_ns;
        }
    }
    return 0;
}

static bool waits_forever(const struct subject *subject)
{
    for (uint32_t i = 0; subject->analysis != NULL && i < subject->trace->thread_count; i++) {
        if (subject->analysis->is_dead[i]) {
            return true;
        }
    }
    return false;
}

/* Threads that begin before the first step, as those of a pool do, need room to be seen. */
static double head_share(const struct subject *subject)
{
    const struct trace *trace = subject->trace;
    uint64_t first_ns = subject->story != NULL && subject->story->step_count > 0
                            ? story_time(subject->story, 0)
                            : 0;
    uint32_t count = 0;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        uint32_t begin = trace->threads[i].begin_event;
        count += begin != NONE_INDEX && trace->events[begin].time_ns < first_ns;
    }
    return count > 1 ? 1 : EDGE_SHARE;
}

static bool is_long(const struct story *story)
{
    return story != NULL && story->step_count > STEPS_MAX;
}

static void add_steps(struct instants *instants, const struct story *story, uint64_t last_ns)
{
    for (uint32_t i = 0; story != NULL && i < story->step_count; i++) {
        if (story_time(story, i) <= last_ns) {
            add_instant(instants, story_time(story, i));
        }
    }
}

/* Of many steps, only those beside a long gap: between others nothing is cut. */
static void add_gaps(struct instants *instants, const struct story *story, uint64_t last_ns)
{
    for (uint32_t i = 0; i < story->gap_count && story->gaps[i].end_ns <= last_ns; i++) {
        add_instant(instants, story->gaps[i].begin_ns);
        add_instant(instants, story->gaps[i].end_ns);
    }
}

static struct instants collect_instants(const struct subject *subject, uint64_t last_ns)
{
    struct instants instants = {0};
    add_instant(&instants, 0);
    if (is_long(subject->story)) {
        add_gaps(&instants, subject->story, last_ns);
    } else {
        add_steps(&instants, subject->story, last_ns);
    }
    add_instant(&instants, last_ns);
    add_instant(&instants, subject->trace->end_ns);
    bool ends_with_event = subject->trace->end_ns <= last_ns;
    if (instants.count < 2 || (ends_with_event && waits_forever(subject))) {
        add_instant(&instants, last_ns + 1);
    }
    return instants;
}

static bool is_gap(const struct story *story, const struct axis_piece *piece)
{
    for (uint32_t i = 0; i < story->gap_count; i++) {
        if (story->gaps[i].begin_ns == piece->begin_ns && story->gaps[i].end_ns == piece->end_ns) {
            return true;
        }
    }
    return false;
}

static int compare_times(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

static uint64_t median_length(const struct axis_piece *pieces, uint32_t count)
{
    uint64_t *lengths = NULL;
    size_t capacity = 0;
    lengths = array_grow(lengths, count, &capacity, sizeof *lengths);
    for (uint32_t i = 0; i < count; i++) {
        lengths[i] = pieces[i].end_ns - pieces[i].begin_ns;
    }
    qsort(lengths, count, sizeof *lengths, compare_times);
    uint64_t median = lengths[count / 2];
    free(lengths);
    return median;
}

/* What lies after the last event is cut if it is long, or part of a hang; other pieces when they
 * dwarf the rest. */
static void mark_breaks(struct time_axis *axis, const struct story *story, enum axis_kind kind,
                        uint64_t last_ns)
{
    double total = (double)axis->pieces[axis->piece_count - 1].end_ns;
    double usual = is_long(story) ? (double)story->usual_gap_ns
                                  : (double)median_length(axis->pieces, axis->piece_count);
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        struct axis_piece *piece = &axis->pieces[i];
        double length = (double)(piece->end_ns - piece->begin_ns);
        if (piece->begin_ns >= last_ns && last_ns > 0) {
            piece->is_break = axis->tail_px > 0 || length > (double)last_ns * STILL_SHARE;
        } else {
            bool may_be_cut = is_long(story) ? is_gap(story, piece) : axis->piece_count > 2;
            piece->is_break = kind == AXIS_TIME && may_be_cut && length > total * CUT_SHARE &&
                              length > usual * CUT_MEDIANS;
        }
    }
}

/* A piece with a width of its own, whatever its length; 0 if it takes its share of the rest. The
 * standstill of a hang gets one even if it is short, so that there is room to see that it hangs. */
static double fixed_width(const struct time_axis *axis, uint32_t index, enum axis_kind kind)
{
    bool is_last = index + 1 == axis->piece_count;
    if (is_last && axis->tail_px > 0 && axis->piece_count > 1) {
        return kind == AXIS_EVENT ? STILL_EVENT_PX : STILL_PX;
    }
    return axis->pieces[index].is_break ? BREAK_PX : 0;
}

static double share_of(const struct time_axis *axis, uint32_t index, enum axis_kind kind)
{
    const struct axis_piece *piece = &axis->pieces[index];
    if (fixed_width(axis, index, kind) > 0) {
        return 0;
    }
    if (kind == AXIS_TIME) {
        return (double)(piece->end_ns - piece->begin_ns);
    }
    uint32_t last = axis->piece_count - (axis->tail_px > 0 ? 2 : 1);
    return index == 0 ? axis->head_share : index == last ? EDGE_SHARE : 1;
}

/* Shares `width` among the pieces; those of fixed width get half of it at most, or all of it when
 * there are no others. */
static void place_pieces(struct time_axis *axis, enum axis_kind kind, double width)
{
    double shares = 0, fixed = 0;
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        shares += share_of(axis, i, kind);
        fixed += fixed_width(axis, i, kind);
    }
    double fixed_room = shares <= 0 ? width : fixed > width / 2 ? width / 2 : fixed;
    double fixed_scale = fixed <= 0 ? 0 : fixed_room / fixed;
    double scale = shares <= 0 ? 0 : (width - fixed * fixed_scale) / shares;
    double x = axis->left_x;
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        axis->pieces[i].begin_x = x;
        x += fixed_width(axis, i, kind) * fixed_scale + share_of(axis, i, kind) * scale;
        axis->pieces[i].end_x = x;
    }
}

static void apply_zoom(struct time_axis *axis, double zoom, double pan_px)
{
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        struct axis_piece *piece = &axis->pieces[i];
        piece->begin_x = axis->left_x + (piece->begin_x - axis->left_x) * zoom - pan_px;
        piece->end_x = axis->left_x + (piece->end_x - axis->left_x) * zoom - pan_px;
    }
}

/* Zooms so that the stretch takes its share of the plot. Where it reaches the end, what waits for
 * ever keeps its room right of it. */
static void apply_stretch(struct time_axis *axis, const struct time_stretch *stretch)
{
    const struct axis_piece *last = &axis->pieces[axis->piece_count - 1];
    bool has_end = stretch->end_ns >= last->end_ns;
    double left = time_axis_x(axis, stretch->begin_ns);
    double right = has_end ? last->end_x : time_axis_x(axis, stretch->end_ns);
    double room = (axis->right_x - axis->left_x - (has_end ? axis->right_x - last->end_x : 0));
    double zoom = room * stretch->share / fmax(right - left, STRETCH_MIN_PX);
    zoom = fmin(fmax(zoom, 1), ZOOM_MAX);
    apply_zoom(axis, zoom, (left - axis->left_x) * zoom);
}

void time_axis_init(struct time_axis *axis, const struct subject *subject, const struct view *view,
                    double left_x, double right_x)
{
    assert(right_x > left_x);
    double plot_width = right_x - left_x;
    uint64_t last_ns = last_event_time(subject->trace);
    struct instants instants = collect_instants(subject, last_ns);
    *axis =
        (struct time_axis){.left_x = left_x, .right_x = right_x, .head_share = head_share(subject)};
    if (waits_forever(subject)) {
        axis->tail_px = TAIL_PX < plot_width * TAIL_SHARE ? TAIL_PX : plot_width * TAIL_SHARE;
    }
    size_t capacity = 0;
    axis->pieces = array_grow(NULL, instants.count, &capacity, sizeof *axis->pieces);
    for (size_t i = 0; i + 1 < instants.count; i++) {
        axis->pieces[axis->piece_count++] =
            (struct axis_piece){.begin_ns = instants.times[i], .end_ns = instants.times[i + 1]};
    }
    free(instants.times);
    axis->kind = is_long(subject->story) ? AXIS_TIME : view->axis;
    mark_breaks(axis, subject->story, axis->kind, last_ns);
    place_pieces(axis, axis->kind,
                 plot_width - (axis->tail_px > 0 ? axis->tail_px : END_PADDING_PX));
    if (view->stretch.share > 0) {
        apply_stretch(axis, &view->stretch);
    } else {
        apply_zoom(axis, view->zoom > 0 ? view->zoom : 1, view->pan_px);
    }
    axis->end_x = axis->pieces[axis->piece_count - 1].end_x;
}

void time_axis_finish(struct time_axis *axis)
{
    free(axis->pieces);
    *axis = (struct time_axis){0};
}

double time_axis_x(const struct time_axis *axis, uint64_t time_ns)
{
    uint32_t low = 0, high = axis->piece_count;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (axis->pieces[middle].begin_ns <= time_ns) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const struct axis_piece *piece = &axis->pieces[low];
    if (time_ns >= piece->end_ns) {
        return piece->end_x;
    }
    double share = (double)(time_ns - piece->begin_ns) / (double)(piece->end_ns - piece->begin_ns);
    return piece->begin_x + (piece->end_x - piece->begin_x) * share;
}

uint64_t time_axis_time(const struct time_axis *axis, double x)
{
    uint32_t low = 0, high = axis->piece_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (axis->pieces[middle].end_x <= x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == axis->piece_count) {
        return axis->pieces[axis->piece_count - 1].end_ns;
    }
    const struct axis_piece *piece = &axis->pieces[low];
    double share = x <= piece->begin_x ? 0 : (x - piece->begin_x) / (piece->end_x - piece->begin_x);
    return piece->begin_ns + (uint64_t)((double)(piece->end_ns - piece->begin_ns) * share);
}
