/* First all intervals of a pixel and more are looked up, lane by lane; then it is decided how long
 * one must be to become a shape, so that there are only so many; then each lane is copied with its
 * shapes, and the rest is spread over the columns: intervals of a pixel and more one by one,
 * shorter ones by the difference of two sums. */
#include "viewer/scene/layout/lane_excerpt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/layout/column_fill.h"
#include "viewer/scene/layout/level_excerpt.h"

#define WHOLE_MAX     3000 /* intervals of visible lanes: so many are drawn as they are … */
#define SEEN_MAX      400  /* … and so many of more that lie in view */
#define SHAPES_MAX    120  /* in the whole picture */
#define SHAPE_PX_MIN  4.0
#define SHAPE_GROWTH  1.5
#define SELECTED_NEAR 64u /* intervals before the begin of a selection that may be meant */

enum pick_kind {
    PICK_SEGMENTS,
    PICK_THREAD_HOLDS,
    PICK_TASKS,
    PICK_HOLDS,
    PICK_WAITS,
    PICK_REENTRIES
};

/* One list of a lane that is in view. */
struct pick {
    enum pick_kind kind;
    uint32_t of; /* thread or object */
    const struct interval_list *list;
    struct lane_density **density; /* where it is left; NULL: short ones are left out */
    struct place_lane *lane;       /* where the others go */
    uint32_t *longs;               /* places: in view, and a pixel or more */
    float *widths_px;              /* of them; INFINITY: it never ended, or is selected */
    uint32_t selected;             /* place of what is selected, or NONE_INDEX */
    size_t long_count, long_capacity;
};

struct excerpting {
    struct lane_excerpt *excerpt;
    const struct subject *subject;
    const struct selection *selection;
    const struct time_axis *axis;
    uint64_t left_ns, right_ns, end_ns;
    struct columns columns;
    struct pick *picks;
    size_t pick_count, pick_capacity;
};

/* ---- columns ---- */

static int compare_widths(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* How long a column usually is: those at breaks and ends are longer or shorter than others. */
static uint64_t usual_width(const struct excerpting *excerpting)
{
    uint32_t count = excerpting->columns.count, wide_count = 0;
    uint64_t *widths = arena_allocate(excerpting->excerpt->arena, (count + 1) * sizeof *widths);
    for (uint32_t i = 0; i < count; i++) {
        widths[wide_count] = excerpting->columns.edges_ns[i + 1] - excerpting->columns.edges_ns[i];
        wide_count += widths[wide_count] > 0;
    }
    qsort(widths, wide_count, sizeof *widths, compare_widths);
    return wide_count > 0 ? widths[wide_count / 4] : 1;
}

static void lay_columns(struct excerpting *excerpting, const struct timeline_columns *columns)
{
    struct arena *arena = excerpting->excerpt->arena;
    uint32_t count = (uint32_t)ceil(columns->plot_right - columns->plot_left);
    uint64_t *edges_ns = arena_allocate(arena, (count + 1) * sizeof *edges_ns);
    float *per_ns = arena_allocate(arena, (count + 1) * sizeof *per_ns);
    for (uint32_t i = 0; i <= count; i++) {
        edges_ns[i] = time_axis_time(excerpting->axis, columns->plot_left + i);
    }
    for (uint32_t i = 0; i < count; i++) {
        per_ns[i] = edges_ns[i + 1] > edges_ns[i] ? 1 / (float)(edges_ns[i + 1] - edges_ns[i]) : 0;
    }
    excerpting->columns = (struct columns){edges_ns, per_ns, count, 0};
    excerpting->columns.pixel_ns = usual_width(excerpting);
    excerpting->left_ns = edges_ns[0];
    excerpting->right_ns = edges_ns[count];
}

/* ---- what is looked up ---- */

static void add_pick(struct excerpting *excerpting, enum pick_kind kind, uint32_t of,
                     const struct interval_list *list, uint32_t place,
                     struct lane_density **density)
{
    if (list->count == 0) {
        return;
    }
    excerpting->picks = array_grow(excerpting->picks, excerpting->pick_count + 1,
                                   &excerpting->pick_capacity, sizeof *excerpting->picks);
    excerpting->picks[excerpting->pick_count++] =
        (struct pick){.kind = kind,
                      .of = of,
                      .list = list,
                      .density = density,
                      .lane = &excerpting->excerpt->lanes[place]};
}

static void add_thread(struct excerpting *excerpting, uint32_t thread, uint32_t place)
{
    const struct packed_thread *lane = &excerpting->subject->lanes->threads[thread];
    struct place_density *density = &excerpting->excerpt->densities[place];
    add_pick(excerpting, PICK_SEGMENTS, thread, &lane->segments, place, &density->segments);
    add_pick(excerpting, PICK_THREAD_HOLDS, thread, &lane->holds, place, &density->holds);
    add_pick(excerpting, PICK_TASKS, thread, &lane->tasks.list, place, &density->tasks);
}

static void add_object(struct excerpting *excerpting, uint32_t object, uint32_t place)
{
    const struct packed_object *lane = &excerpting->subject->lanes->objects[object];
    struct place_density *density = &excerpting->excerpt->densities[place];
    add_pick(excerpting, PICK_HOLDS, object, &lane->holds.list, place, &density->holds);
    add_pick(excerpting, PICK_WAITS, object, &lane->waits.list, place, &density->waits);
    add_pick(excerpting, PICK_REENTRIES, object, &lane->rest->reentries.list, place, NULL);
    level_excerpt_fill(&excerpting->excerpt->lanes[place].object, lane->rest,
                       excerpting->columns.edges_ns, excerpting->columns.count,
                       excerpting->excerpt->arena);
}

static void add_places(struct excerpting *excerpting, const struct lane_layout *layout,
                       const struct timeline_columns *columns)
{
    for (uint32_t i = 0; i < layout->place_count; i++) {
        const struct lane_place *place = &layout->places[i];
        bool is_seen =
            place->top + place->height > columns->lanes_top && place->top < columns->lanes_bottom;
        if (is_seen && place->kind == LANE_THREAD) {
            add_thread(excerpting, place->index, i);
        } else if (is_seen && place->kind > LANE_THREAD) {
            add_object(excerpting, place->index, i);
        }
    }
}

static uint64_t count_all(const struct excerpting *excerpting)
{
    uint64_t count = 0;
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        count += excerpting->picks[i].list->count;
    }
    return count;
}

static uint64_t count_in_view(const struct excerpting *excerpting)
{
    uint64_t count = 0;
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        const struct interval_list *list = excerpting->picks[i].list;
        count += interval_index_count_before(list, excerpting->right_ns + 1) -
                 interval_index_count_before(list, excerpting->left_ns);
    }
    return count;
}

/* ---- long ones ---- */

static void look_up_longs(const struct excerpting *excerpting, struct pick *pick)
{
    const struct interval_list *list = pick->list;
    uint32_t end = interval_index_count_before(list, excerpting->right_ns + 1);
    uint32_t at = interval_index_first_after(list, excerpting->left_ns);
    while ((at = interval_index_next_long(list, at, end, excerpting->columns.pixel_ns,
                                          excerpting->left_ns)) < end) {
        pick->longs = array_grow(pick->longs, pick->long_count + 1, &pick->long_capacity,
                                 sizeof *pick->longs);
        pick->longs[pick->long_count++] = at++;
    }
}

static void measure_longs(const struct excerpting *excerpting, struct pick *pick)
{
    pick->widths_px = arena_allocate(excerpting->excerpt->arena,
                                     (pick->long_count + 1) * sizeof *pick->widths_px);
    for (size_t i = 0; i < pick->long_count; i++) {
        uint64_t begin_ns = interval_begin(pick->list, pick->longs[i]);
        uint64_t end_ns = interval_end(pick->list, pick->longs[i]);
        double width =
            time_axis_x(excerpting->axis, end_ns) - time_axis_x(excerpting->axis, begin_ns);
        bool is_kept = end_ns >= excerpting->end_ns || pick->longs[i] == pick->selected;
        pick->widths_px[i] = is_kept ? INFINITY : (float)width;
    }
}

static uint32_t count_shapes(const struct excerpting *excerpting, double shape_px)
{
    uint32_t count = 0;
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        const struct pick *pick = &excerpting->picks[i];
        for (size_t j = 0; j < pick->long_count && count <= SHAPES_MAX; j++) {
            count += pick->widths_px[j] >= shape_px && !isinf(pick->widths_px[j]);
        }
    }
    return count;
}

static double choose_shape_px(const struct excerpting *excerpting)
{
    double shape_px = SHAPE_PX_MIN;
    while (shape_px < excerpting->columns.count &&
           count_shapes(excerpting, shape_px) > SHAPES_MAX) {
        shape_px *= SHAPE_GROWTH;
    }
    return shape_px;
}

/* ---- what is selected ---- */

static bool is_meant(const struct excerpting *excerpting, const struct pick *pick, uint32_t at)
{
    const struct selection *selection = excerpting->selection;
    const struct lanes *lanes = excerpting->subject->lanes;
    struct lane_segment segment;
    struct lane_hold hold;
    struct lane_wait wait;
    switch (pick->kind) {
    case PICK_SEGMENTS:
        segment = lane_segment_at(&lanes->threads[pick->of], at);
        return selection_means_segment(selection, lanes, pick->of, &segment);
    case PICK_THREAD_HOLDS:
        hold = lane_thread_hold_at(lanes, pick->of, at);
        return selection_means_hold(selection, &hold);
    case PICK_TASKS:
        hold = hold_list_at(&lanes->threads[pick->of].tasks, at);
        return selection_means_hold(selection, &hold);
    case PICK_HOLDS:
        hold = hold_list_at(&lanes->objects[pick->of].holds, at);
        return selection_means_hold(selection, &hold);
    case PICK_WAITS:
        wait = wait_list_at(&lanes->objects[pick->of].waits, at);
        return selection_means_wait(selection, &wait);
    case PICK_REENTRIES:
        break;
    }
    return false;
}

/* A stretch begins with what it is made of, or a little after: waits begin before the thread
 * sleeps. The place of it, or NONE_INDEX. */
static uint32_t find_meant(const struct excerpting *excerpting, const struct pick *pick)
{
    const struct selection *selection = excerpting->selection;
    if (!selection_is_stretch(selection)) {
        return NONE_INDEX;
    }
    uint32_t after = interval_index_count_before(pick->list, selection->begin_ns + 1);
    for (uint32_t i = after; i-- > 0 && after - i < SELECTED_NEAR;) {
        if (!interval_is_gap(pick->list, i) && is_meant(excerpting, pick, i)) {
            return i;
        }
    }
    return NONE_INDEX;
}

/* It is a shape however short it is, so that it can be outlined. */
static void keep_selected(const struct excerpting *excerpting, struct pick *pick)
{
    uint32_t at = find_meant(excerpting, pick);
    size_t place = 0;
    pick->selected = at;
    if (at == NONE_INDEX) {
        return;
    }
    while (place < pick->long_count && pick->longs[place] < at) {
        place++;
    }
    if (place < pick->long_count && pick->longs[place] == at) {
        return;
    }
    pick->longs =
        array_grow(pick->longs, pick->long_count + 1, &pick->long_capacity, sizeof *pick->longs);
    memmove(pick->longs + place + 1, pick->longs + place,
            (pick->long_count - place) * sizeof *pick->longs);
    pick->longs[place] = at;
    pick->long_count++;
}

/* ---- density ---- */

static struct lane_density *create_density(const struct excerpting *excerpting,
                                           const struct interval_list *list)
{
    struct lane_density *density = arena_allocate(excerpting->excerpt->arena, sizeof *density);
    size_t size = (size_t)excerpting->columns.count * list->class_count * sizeof *density->shares;
    *density = (struct lane_density){
        .column_count = excerpting->columns.count,
        .class_count = list->class_count,
        .shares = arena_allocate(excerpting->excerpt->arena, size),
    };
    return density;
}

/* By column, then class, as shares. */
static float *create_steps(const struct excerpting *excerpting, const struct lane_density *density)
{
    size_t count = (size_t)density->column_count * density->class_count;
    return arena_allocate(excerpting->excerpt->arena, (count + 1) * sizeof(float));
}

/* The part of one column that a stretch fills. */
static void add_part(const struct columns *columns, uint32_t column, uint64_t begin_ns,
                     uint64_t end_ns, float *share)
{
    uint64_t left_ns = columns->edges_ns[column], right_ns = columns->edges_ns[column + 1];
    uint64_t from = begin_ns > left_ns ? begin_ns : left_ns;
    uint64_t to = end_ns < right_ns ? end_ns : right_ns;
    if (to > from) {
        *share += (float)(to - from) / (float)(right_ns - left_ns);
    }
}

/* Columns that are filled whole are many, where crowds wait for long: only where they begin and end
 * is noted, in steps, up and down. */
static void add_long(const struct excerpting *excerpting, const struct pick *pick, uint32_t at,
                     struct lane_density *density, float *steps)
{
    const struct columns *columns = &excerpting->columns;
    uint64_t begin_ns = interval_begin(pick->list, at), end_ns = interval_end(pick->list, at);
    uint32_t classes = density->class_count, class = interval_class(pick->list, at);
    begin_ns = begin_ns > excerpting->left_ns ? begin_ns : excerpting->left_ns;
    uint32_t first = column_at(columns, begin_ns), last = column_at(columns, end_ns);
    add_part(columns, first, begin_ns, end_ns, &density->shares[first * classes + class]);
    if (last > first) {
        add_part(columns, last, begin_ns, end_ns, &density->shares[last * classes + class]);
        steps[(first + 1) * classes + class] += 1;
        steps[last * classes + class] -= 1;
    }
}

/* Those filled whole, all at once. */
static void add_steps(const struct excerpting *excerpting, struct lane_density *density,
                      const float *steps)
{
    float sums[INTERVAL_CLASSES_MAX] = {0};
    for (uint32_t i = 0; i < density->column_count; i++) {
        bool has_width = excerpting->columns.per_ns[i] > 0;
        for (uint32_t class = 0; class < density->class_count; class ++) {
            sums[class] += steps[i * density->class_count + class];
            density->shares[i * density->class_count + class] += has_width ? sums[class] : 0;
        }
    }
}

/* ---- the excerpt ---- */

static void unpack(const struct excerpting *excerpting, const struct pick *pick, uint32_t at)
{
    const struct lanes *lanes = excerpting->subject->lanes;
    struct thread_lane *thread = &pick->lane->thread;
    struct object_lane *object = &pick->lane->object;
    switch (pick->kind) {
    case PICK_SEGMENTS:
        thread->segments[thread->segment_count++] = lane_segment_at(&lanes->threads[pick->of], at);
        break;
    case PICK_THREAD_HOLDS:
        thread->holds[thread->hold_count++] = lane_thread_hold_at(lanes, pick->of, at);
        break;
    case PICK_TASKS:
        thread->tasks[thread->task_count++] = hold_list_at(&lanes->threads[pick->of].tasks, at);
        break;
    case PICK_HOLDS:
        object->holds[object->hold_count++] = hold_list_at(&lanes->objects[pick->of].holds, at);
        break;
    case PICK_WAITS:
        object->waits[object->wait_count++] = wait_list_at(&lanes->objects[pick->of].waits, at);
        break;
    case PICK_REENTRIES:
        object->reentries[object->reentry_count++] =
            hold_list_at(&lanes->objects[pick->of].rest->reentries, at);
        break;
    }
}

static void make_room(const struct excerpting *excerpting, const struct pick *pick, size_t count)
{
    struct arena *arena = excerpting->excerpt->arena;
    struct thread_lane *thread = &pick->lane->thread;
    struct object_lane *object = &pick->lane->object;
    switch (pick->kind) {
    case PICK_SEGMENTS:
        thread->segments = arena_allocate(arena, count * sizeof *thread->segments);
        break;
    case PICK_THREAD_HOLDS:
        thread->holds = arena_allocate(arena, count * sizeof *thread->holds);
        break;
    case PICK_TASKS:
        thread->tasks = arena_allocate(arena, count * sizeof *thread->tasks);
        break;
    case PICK_HOLDS:
        object->holds = arena_allocate(arena, count * sizeof *object->holds);
        break;
    case PICK_WAITS:
        object->waits = arena_allocate(arena, count * sizeof *object->waits);
        break;
    case PICK_REENTRIES:
        object->reentries = arena_allocate(arena, count * sizeof *object->reentries);
        break;
    }
}

static void cut(const struct excerpting *excerpting, struct pick *pick, double shape_px)
{
    bool is_summed = shape_px > 0 && pick->density != NULL;
    struct lane_density *density = is_summed ? create_density(excerpting, pick->list) : NULL;
    float *steps = is_summed ? create_steps(excerpting, density) : NULL;
    make_room(excerpting, pick, pick->long_count + 1);
    for (size_t i = 0; i < pick->long_count; i++) {
        uint32_t at = pick->longs[i];
        if (shape_px <= 0 || pick->widths_px[i] >= shape_px) {
            unpack(excerpting, pick, at);
        } else if (is_summed) {
            add_long(excerpting, pick, at, density, steps);
        }
    }
    if (is_summed) {
        add_steps(excerpting, density, steps);
        column_fill_short(&excerpting->columns, pick->list, pick->longs, pick->long_count,
                          density->shares);
        *pick->density = density;
    }
}

static void take_all(const struct excerpting *excerpting)
{
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        const struct pick *pick = &excerpting->picks[i];
        make_room(excerpting, pick, pick->list->count + (size_t)1);
        for (uint32_t at = 0; at < pick->list->count; at++) {
            if (!interval_is_gap(pick->list, at)) {
                unpack(excerpting, pick, at);
            }
        }
    }
}

static void cut_all(struct excerpting *excerpting)
{
    bool is_sparse = count_in_view(excerpting) <= SEEN_MAX;
    if (is_sparse) {
        excerpting->columns.pixel_ns = 0;
    }
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        look_up_longs(excerpting, &excerpting->picks[i]);
        keep_selected(excerpting, &excerpting->picks[i]);
        measure_longs(excerpting, &excerpting->picks[i]);
    }
    double shape_px = is_sparse ? 0 : choose_shape_px(excerpting);
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        cut(excerpting, &excerpting->picks[i], shape_px);
        free(excerpting->picks[i].longs);
    }
}

void lane_excerpt_init(struct lane_excerpt *excerpt, struct arena *arena,
                       const struct subject *subject, const struct selection *selection,
                       const struct lane_layout *layout, const struct timeline_columns *columns,
                       const struct time_axis *axis)
{
    *excerpt = (struct lane_excerpt){.arena = arena};
    struct excerpting excerpting = {
        .excerpt = excerpt,
        .subject = subject,
        .selection = selection,
        .axis = axis,
        .end_ns = subject->trace->end_ns,
    };
    excerpt->lanes =
        arena_allocate(excerpt->arena, (layout->place_count + 1) * sizeof *excerpt->lanes);
    excerpt->densities =
        arena_allocate(excerpt->arena, (layout->place_count + 1) * sizeof *excerpt->densities);
    lay_columns(&excerpting, columns);
    add_places(&excerpting, layout, columns);
    excerpt->is_whole = count_all(&excerpting) <= WHOLE_MAX;
    if (excerpt->is_whole) {
        take_all(&excerpting);
    } else {
        cut_all(&excerpting);
    }
    free(excerpting.picks);
}
