#include "viewer/scene/lanes/other_waiters.h"

#include <math.h>

#include "viewer/scene/view/words.h"

/* Waits that overlap, in the order in which they begin. */
struct throng {
    double left, right;
    uint32_t count;
    uint32_t first_event;
};

static void add_throng(struct timeline *timeline, const struct lane_place *place,
                       const struct waiter_look *look, const struct throng *throng)
{
    struct scene *scene = timeline->scene;
    if (throng->count == 0 || throng->right < timeline->columns.plot_left ||
        throng->left > timeline->columns.plot_right) {
        return;
    }
    struct scene_rect box = slot_rows_box(timeline, place, look->first_row + place->named_waiters,
                                          throng->left, throng->right - 1);
    const char *number = scene_print_text(scene, "%u", throng->count);
    const char *words =
        scene_print_text(scene, word_text(WORD_THREADS_MORE, timeline->view->language), number);
    scene_begin_group(scene, scene_print_text(scene, "%s-others:%u", look->id, throng->first_event),
                      words, box);
    slot_rows_fill_wait(timeline, box, look->state, false);
    if (!slot_rows_add_name(timeline, words, box, timeline->theme->ink)) {
        const char *sum = scene_print_text(scene, "+%s", number);
        slot_rows_add_name(timeline, sum, box, timeline->theme->ink);
    }
    scene_end_group(scene);
}

void other_waiters_build(struct timeline *timeline, const struct lane_place *place,
                         const struct waiter_look *look)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct throng throng = {.right = -INFINITY};
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        const struct lane_wait *wait = &lane->waits[i];
        if (wait->row < place->named_waiters) {
            continue;
        }
        double left = timeline_x(timeline, wait->begin_ns);
        double right = slot_rows_end_x(timeline, wait->end_event, wait->end_ns, wait->thread);
        if (left >= throng.right) {
            add_throng(timeline, place, look, &throng);
            throng = (struct throng){left, right, 0, wait->begin_event};
        }
        throng.right = fmax(throng.right, right);
        throng.count++;
    }
    add_throng(timeline, place, look, &throng);
}
