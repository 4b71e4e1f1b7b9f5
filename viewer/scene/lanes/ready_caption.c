#include "viewer/scene/lanes/ready_caption.h"

#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define SIZE          12.5
#define DROP          13.0  /* of the words' centre below the bar */
#define SEGMENT_LIMIT 4096u /* a lane with more has no bars so wide */

static uint32_t find_gil(const struct trace *trace, uint32_t process)
{
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (trace->objects[i].type == TYPE_GIL && trace->objects[i].process == process) {
            return i;
        }
    }
    return NONE_INDEX;
}

/* Who has it longest within a stretch of time, or NONE_INDEX. */
static uint32_t main_holder(const struct hold_list *holds, const struct lane_segment *segment)
{
    uint32_t first = interval_index_first_after(&holds->list, segment->begin_ns);
    uint32_t end = interval_index_count_before(&holds->list, segment->end_ns);
    uint32_t holder = NONE_INDEX;
    uint64_t longest_ns = 0;
    for (uint32_t i = first; i < end && i - first < SEGMENT_LIMIT; i++) {
        const struct lane_hold hold = hold_list_at(holds, i);
        uint64_t begin_ns = hold.begin_ns > segment->begin_ns ? hold.begin_ns : segment->begin_ns;
        uint64_t end_ns = hold.end_ns < segment->end_ns ? hold.end_ns : segment->end_ns;
        if (end_ns > begin_ns && end_ns - begin_ns > longest_ns) {
            longest_ns = end_ns - begin_ns;
            holder = hold.thread;
        }
    }
    return holder;
}

/* Strips of locks lie where the words would stand. */
static bool holds_something(const struct timeline *timeline, const struct thread_lane *lane,
                            const struct lane_segment *segment)
{
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        const struct lane_hold *hold = &lane->holds[i];
        if (hold->begin_ns < segment->end_ns && hold->end_ns > segment->begin_ns &&
            lane_layout_object(&timeline->layout, hold->object) != NULL) {
            return true;
        }
    }
    return false;
}

/* Adds the words below a bar; false if they do not fit. */
static bool add_words(struct timeline *timeline, const struct lane_place *place,
                      const struct lane_segment *segment, uint32_t holder, enum word word)
{
    double left = fmax(timeline_x(timeline, segment->begin_ns), timeline->columns.plot_left);
    double right = fmin(timeline_x(timeline, segment->end_ns), timeline->columns.plot_right);
    const char *words = scene_print_text(timeline->scene, word_text(word, timeline->view->language),
                                         timeline_thread_name(timeline, holder));
    struct text_style style = text_ui(SIZE, 400, timeline->theme->ink3);
    if (scene_measure_text(timeline->scene, words, style) > right - left) {
        return false;
    }
    double y = place->centre + timeline->layout.measure.bar_height / 2 + DROP;
    scene_add_text(timeline->scene, (left + right) / 2, text_baseline(y, SIZE), words, style,
                   ALIGN_CENTRE, 0);
    return true;
}

void ready_caption_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct trace *trace = timeline->subject->trace;
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    uint32_t gil = find_gil(trace, trace->threads[place->index].process);
    if (gil == NONE_INDEX || !timeline->layout.measure.has_details || place->storey_count > 0 ||
        lane->segment_count > SEGMENT_LIMIT) {
        return;
    }
    for (uint32_t i = 0; i < lane->segment_count; i++) {
        const struct lane_segment *segment = &lane->segments[i];
        if (segment->state != LANE_READY || holds_something(timeline, lane, segment)) {
            continue;
        }
        uint32_t holder = main_holder(&timeline->subject->lanes->objects[gil].holds, segment);
        if (holder != NONE_INDEX && holder != place->index &&
            (add_words(timeline, place, segment, holder, WORD_READY_BUT_GIL) ||
             add_words(timeline, place, segment, holder, WORD_GIL_IS_WITH))) {
            return;
        }
    }
}
