/* First all intervals of a pixel and more are looked up, lane by lane; then it is decided how long
 * one must be to become a shape, so that there are only so many; then each lane is copied with its
 * shapes, and the rest is spread over the columns: intervals of a pixel and more one by one,
 * shorter ones by the difference of two sums. */
#include "viewer/scene/layout/lane_excerpt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

#define WHOLE_MAX    3000 /* intervals of visible lanes: so many are drawn as they are … */
#define SEEN_MAX     400  /* … and so many of more that lie in view */
#define SHAPES_MAX   120  /* in the whole picture */
#define SHAPE_PX_MIN 4.0
#define SHAPE_GROWTH 1.5
#define SNAP_BLOCKS  8u /* a column of so many blocks ends with one */

/* One array of a lane that is in view. */
struct pick {
    const struct interval_index *index;
    struct lane_density **density; /* where it is left */
    void **items;                  /* in the excerpt's lane */
    uint32_t *count;
    uint32_t *longs;  /* indexes: in view, and a pixel or more */
    float *widths_px; /* of them; INFINITY: it never ended */
    size_t long_count, long_capacity;
};

struct excerpting {
    struct lane_excerpt *excerpt;
    const struct subject *subject;
    const struct time_axis *axis;
    uint64_t left_ns, right_ns, end_ns;
    uint64_t *edges_ns; /* of columns, one more than there are */
    uint32_t column_count;
    uint64_t pixel_ns; /* a usual column's */
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
    uint32_t count = excerpting->column_count, wide_count = 0;
    uint64_t *widths = arena_allocate(excerpting->excerpt->arena, (count + 1) * sizeof *widths);
    for (uint32_t i = 0; i < count; i++) {
        widths[wide_count] = excerpting->edges_ns[i + 1] - excerpting->edges_ns[i];
        wide_count += widths[wide_count] > 0;
    }
    qsort(widths, wide_count, sizeof *widths, compare_widths);
    return wide_count > 0 ? widths[wide_count / 4] : 1;
}

static void lay_columns(struct excerpting *excerpting, const struct timeline_columns *columns)
{
    uint32_t count = (uint32_t)ceil(columns->plot_right - columns->plot_left);
    excerpting->column_count = count;
    excerpting->edges_ns =
        arena_allocate(excerpting->excerpt->arena, (count + 1) * sizeof *excerpting->edges_ns);
    for (uint32_t i = 0; i <= count; i++) {
        excerpting->edges_ns[i] = time_axis_time(excerpting->axis, columns->plot_left + i);
    }
    excerpting->pixel_ns = usual_width(excerpting);
    excerpting->left_ns = excerpting->edges_ns[0];
    excerpting->right_ns = excerpting->edges_ns[count];
}

/* ---- what is looked up ---- */

static void add_pick(struct excerpting *excerpting, const struct interval_index *index,
                     void **items, uint32_t *count, struct lane_density **density)
{
    if (index->count == 0) {
        return;
    }
    excerpting->picks = array_grow(excerpting->picks, excerpting->pick_count + 1,
                                   &excerpting->pick_capacity, sizeof *excerpting->picks);
    excerpting->picks[excerpting->pick_count++] =
        (struct pick){.index = index, .density = density, .items = items, .count = count};
}

static void add_thread(struct excerpting *excerpting, uint32_t thread,
                       struct place_density *density)
{
    const struct thread_lane *lane = &excerpting->subject->lanes->threads[thread];
    struct thread_lane *copy = &excerpting->excerpt->lanes.threads[thread];
    add_pick(excerpting, &lane->segment_index, (void **)&copy->segments, &copy->segment_count,
             &density->segments);
    add_pick(excerpting, &lane->hold_index, (void **)&copy->holds, &copy->hold_count,
             &density->holds);
    add_pick(excerpting, &lane->task_index, (void **)&copy->tasks, &copy->task_count,
             &density->tasks);
}

static void add_object(struct excerpting *excerpting, uint32_t object,
                       struct place_density *density)
{
    const struct object_lane *lane = &excerpting->subject->lanes->objects[object];
    struct object_lane *copy = &excerpting->excerpt->lanes.objects[object];
    add_pick(excerpting, &lane->hold_index, (void **)&copy->holds, &copy->hold_count,
             &density->holds);
    add_pick(excerpting, &lane->wait_index, (void **)&copy->waits, &copy->wait_count,
             &density->waits);
}

static void add_places(struct excerpting *excerpting, const struct lane_layout *layout,
                       const struct timeline_columns *columns)
{
    for (uint32_t i = 0; i < layout->place_count; i++) {
        const struct lane_place *place = &layout->places[i];
        bool is_seen =
            place->top + place->height > columns->lanes_top && place->top < columns->lanes_bottom;
        if (is_seen && place->kind == LANE_THREAD) {
            add_thread(excerpting, place->index, &excerpting->excerpt->densities[i]);
        } else if (is_seen && place->kind > LANE_THREAD) {
            add_object(excerpting, place->index, &excerpting->excerpt->densities[i]);
        }
    }
}

static uint64_t count_all(const struct excerpting *excerpting)
{
    uint64_t count = 0;
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        count += excerpting->picks[i].index->count;
    }
    return count;
}

static uint64_t count_in_view(const struct excerpting *excerpting)
{
    uint64_t count = 0;
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        const struct interval_index *index = excerpting->picks[i].index;
        count += interval_index_count_before(index, excerpting->right_ns + 1) -
                 interval_index_count_before(index, excerpting->left_ns);
    }
    return count;
}

/* ---- long ones ---- */

static void look_up_longs(const struct excerpting *excerpting, struct pick *pick)
{
    const struct interval_index *index = pick->index;
    uint32_t end = interval_index_count_before(index, excerpting->right_ns + 1);
    uint32_t at = interval_index_first_after(index, excerpting->left_ns);
    while ((at = interval_index_next_long(index, at, end, excerpting->pixel_ns,
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
        uint64_t begin_ns = interval_begin(pick->index, pick->longs[i]);
        uint64_t end_ns = interval_end(pick->index, pick->longs[i]);
        double width =
            time_axis_x(excerpting->axis, end_ns) - time_axis_x(excerpting->axis, begin_ns);
        pick->widths_px[i] = end_ns >= excerpting->end_ns ? INFINITY : (float)width;
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
    while (shape_px < excerpting->column_count && count_shapes(excerpting, shape_px) > SHAPES_MAX) {
        shape_px *= SHAPE_GROWTH;
    }
    return shape_px;
}

/* ---- density ---- */

static struct lane_density *create_density(const struct excerpting *excerpting,
                                           const struct interval_index *index)
{
    struct lane_density *density = arena_allocate(excerpting->excerpt->arena, sizeof *density);
    size_t size = (size_t)excerpting->column_count * index->class_count * sizeof *density->shares;
    *density = (struct lane_density){
        .column_count = excerpting->column_count,
        .class_count = index->class_count,
        .shares = arena_allocate(excerpting->excerpt->arena, size),
    };
    return density;
}

/* Intervals shorter than a pixel, each at the column where it begins; long ones, which the sums
 * hold too, are taken off again. */
static void add_short(const struct excerpting *excerpting, const struct pick *pick,
                      struct lane_density *density)
{
    const struct interval_index *index = pick->index;
    uint32_t from = interval_index_count_before(index, excerpting->left_ns);
    size_t next_long = 0;
    for (uint32_t column = 0; column < excerpting->column_count && from < index->count; column++) {
        uint64_t begin_ns = excerpting->edges_ns[column], end_ns = excerpting->edges_ns[column + 1];
        uint32_t to = interval_index_count_from(index, from, end_ns);
        if (to - from > SNAP_BLOCKS * INTERVAL_BLOCK) {
            to -= to % INTERVAL_BLOCK;
        }
        uint64_t sums[INTERVAL_CLASSES_MAX] = {0};
        interval_index_add_sums(index, from, to, sums);
        for (; next_long < pick->long_count && pick->longs[next_long] < to; next_long++) {
            uint32_t at = pick->longs[next_long];
            if (at >= from) {
                sums[interval_class(index, at)] -=
                    interval_end(index, at) - interval_begin(index, at);
            }
        }
        for (uint32_t class = 0; end_ns > begin_ns && class < index->class_count; class ++) {
            density->shares[column * index->class_count + class] +=
                (float)sums[class] / (float)(end_ns - begin_ns);
        }
        from = to;
    }
}

static uint32_t column_of(const struct excerpting *excerpting, uint64_t time_ns)
{
    uint32_t low = 0, high = excerpting->column_count;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (excerpting->edges_ns[middle] <= time_ns) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_long(const struct excerpting *excerpting, const struct pick *pick, uint32_t at,
                     struct lane_density *density)
{
    uint64_t begin_ns = interval_begin(pick->index, at), end_ns = interval_end(pick->index, at);
    uint32_t class = interval_class(pick->index, at);
    begin_ns = begin_ns > excerpting->left_ns ? begin_ns : excerpting->left_ns;
    for (uint32_t i = column_of(excerpting, begin_ns);
         i < excerpting->column_count && excerpting->edges_ns[i] < end_ns; i++) {
        uint64_t left_ns = excerpting->edges_ns[i], right_ns = excerpting->edges_ns[i + 1];
        uint64_t from = begin_ns > left_ns ? begin_ns : left_ns;
        uint64_t to = end_ns < right_ns ? end_ns : right_ns;
        if (to > from) {
            density->shares[i * density->class_count + class] +=
                (float)(to - from) / (float)(right_ns - left_ns);
        }
    }
}

/* ---- the excerpt ---- */

static void cut(const struct excerpting *excerpting, struct pick *pick, double shape_px)
{
    const struct interval_index *index = pick->index;
    bool is_summed = shape_px > 0;
    struct lane_density *density = is_summed ? create_density(excerpting, index) : NULL;
    char *items =
        arena_allocate(excerpting->excerpt->arena, (pick->long_count + 1) * index->item_size);
    uint32_t count = 0;
    if (is_summed) {
        add_short(excerpting, pick, density);
    }
    for (size_t i = 0; i < pick->long_count; i++) {
        uint32_t at = pick->longs[i];
        if (!is_summed || pick->widths_px[i] >= shape_px) {
            memcpy(items + (size_t)count++ * index->item_size,
                   index->items + (size_t)at * index->item_size, index->item_size);
        } else {
            add_long(excerpting, pick, at, density);
        }
    }
    *pick->items = items;
    *pick->count = count;
    *pick->density = density;
}

static void cut_all(struct excerpting *excerpting)
{
    bool is_sparse = count_in_view(excerpting) <= SEEN_MAX;
    if (is_sparse) {
        excerpting->pixel_ns = 0;
    }
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        look_up_longs(excerpting, &excerpting->picks[i]);
        measure_longs(excerpting, &excerpting->picks[i]);
    }
    double shape_px = is_sparse ? 0 : choose_shape_px(excerpting);
    for (size_t i = 0; i < excerpting->pick_count; i++) {
        cut(excerpting, &excerpting->picks[i], shape_px);
        free(excerpting->picks[i].longs);
    }
}

static void copy_lanes(struct lane_excerpt *excerpt, const struct lanes *lanes)
{
    size_t threads_size = lanes->trace->thread_count * sizeof *lanes->threads;
    size_t objects_size = lanes->trace->object_count * sizeof *lanes->objects;
    excerpt->lanes = (struct lanes){
        .trace = lanes->trace,
        .threads = arena_allocate(excerpt->arena, threads_size + 1),
        .objects = arena_allocate(excerpt->arena, objects_size + 1),
    };
    memcpy(excerpt->lanes.threads, lanes->threads, threads_size);
    memcpy(excerpt->lanes.objects, lanes->objects, objects_size);
}

void lane_excerpt_init(struct lane_excerpt *excerpt, struct arena *arena,
                       const struct subject *subject, const struct lane_layout *layout,
                       const struct timeline_columns *columns, const struct time_axis *axis)
{
    *excerpt = (struct lane_excerpt){.arena = arena};
    struct excerpting excerpting = {
        .excerpt = excerpt, .subject = subject, .axis = axis, .end_ns = subject->trace->end_ns};
    copy_lanes(excerpt, subject->lanes);
    excerpt->densities =
        arena_allocate(excerpt->arena, (layout->place_count + 1) * sizeof *excerpt->densities);
    lay_columns(&excerpting, columns);
    add_places(&excerpting, layout, columns);
    excerpt->is_whole = count_all(&excerpting) <= WHOLE_MAX;
    if (!excerpt->is_whole) {
        cut_all(&excerpting);
    }
    free(excerpting.picks);
}
