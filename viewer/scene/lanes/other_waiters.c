#include "viewer/scene/lanes/other_waiters.h"

#include <math.h>

#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/view/words.h"

/* Waits that overlap, in the order in which they begin. */
struct throng {
    double left, right;
    uint32_t count;
    uint32_t first, end; /* they are among these of the lane's */
    bool is_forever;     /* one of them is */
};

struct others {
    struct timeline *timeline;
    const struct lane_place *place;
    const struct waiter_look *look;
    const struct object_lane *lane;
};

static bool is_other(const struct others *others, const struct lane_wait *wait)
{
    return wait->row >= others->place->named_waiters;
}

static struct scene_rect box_of(const struct others *others, double left, double right)
{
    uint32_t row = others->look->first_row + others->place->named_waiters;
    slot_rows_box_function *box = others->look->box != NULL ? others->look->box : slot_rows_box;
    return box(others->timeline, others->place, row, left, right - 1);
}

static double end_x(const struct others *others, const struct lane_wait *wait)
{
    return slot_rows_end_x(others->timeline, wait->end_event, wait->end_ns, wait->thread);
}

/* How many, and at what the object is when the last of them has come. */
static const char *title_of(const struct others *others, const struct throng *throng,
                            const char *id, const char *words)
{
    uint32_t last = others->lane->waits[throng->end - 1].begin_event;
    const char *state = timeline_object_title(others->timeline, id, others->place->index, last);
    return state == NULL ? NULL
                         : scene_print_text(others->timeline->scene, "%s · %s", words, state);
}

static void mark_selected(const struct others *others, const struct throng *throng)
{
    for (uint32_t i = throng->first; i < throng->end; i++) {
        const struct lane_wait *wait = &others->lane->waits[i];
        if (is_other(others, wait)) {
            double left = timeline_x(others->timeline, wait->begin_ns);
            selection_mark_wait(others->timeline, wait, box_of(others, left, end_x(others, wait)));
        }
    }
}

static void add_throng(const struct others *others, const struct throng *throng)
{
    struct timeline *timeline = others->timeline;
    struct scene *scene = timeline->scene;
    if (throng->count == 0 || throng->right < timeline->columns.plot_left ||
        throng->left > timeline->columns.plot_right) {
        return;
    }
    struct scene_rect box = box_of(others, throng->left, throng->right);
    const char *number = scene_print_text(scene, "%u", throng->count);
    const char *words =
        scene_print_text(scene, word_text(WORD_THREADS_MORE, timeline->view->language), number);
    const char *id = scene_print_text(scene, "%s-others:%u", others->look->id,
                                      others->lane->waits[throng->first].begin_event);
    scene_begin_group(scene, id, title_of(others, throng, id, words), box);
    slot_rows_fill_wait(timeline, box, others->look->state, throng->is_forever);
    if (!slot_rows_add_name(timeline, words, box, timeline->theme->ink)) {
        const char *sum = scene_print_text(scene, "+%s", number);
        slot_rows_add_name(timeline, sum, box, timeline->theme->ink);
    }
    mark_selected(others, throng);
    scene_end_group(scene);
}

void other_waiters_build(struct timeline *timeline, const struct lane_place *place,
                         const struct waiter_look *look)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    const struct others others = {timeline, place, look, lane};
    struct throng throng = {.right = -INFINITY};
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        const struct lane_wait *wait = &lane->waits[i];
        if (!is_other(&others, wait)) {
            continue;
        }
        double left = timeline_x(timeline, wait->begin_ns);
        if (left >= throng.right) {
            add_throng(&others, &throng);
            throng = (struct throng){.left = left, .right = left, .first = i};
        }
        throng.right = fmax(throng.right, end_x(&others, wait));
        throng.is_forever |=
            wait->end_event == NONE_INDEX && timeline_is_dead(timeline, wait->thread);
        throng.count++;
        throng.end = i + 1;
    }
    add_throng(&others, &throng);
}
