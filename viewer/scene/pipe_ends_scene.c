#include "viewer/scene/pipe_ends_scene.h"

#include <math.h>

#include "viewer/scene/piece.h"
#include "viewer/scene/slot_rows.h"
#include "viewer/scene/words.h"

#define TEXT_SIZE  12.5
#define TEXT_INSET 8.0

/* The wait on a pipe that never ends, or NULL. */
static const struct lane_wait *stuck_wait(const struct subject *subject, uint32_t pipe)
{
    const struct object_lane *lane = &subject->lanes->objects[pipe];
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        const struct lane_wait *wait = &lane->waits[i];
        if (wait->end_event == NONE_INDEX && subject->analysis->is_dead[wait->thread]) {
            return wait;
        }
    }
    return NULL;
}

bool pipe_ends_has(const struct subject *subject, uint32_t pipe)
{
    return subject->analysis != NULL && subject->trace->objects[pipe].type == TYPE_PIPE &&
           stuck_wait(subject, pipe) != NULL;
}

/* What it does at the pipe: its latest read or write. */
static bool is_reader(const struct trace *trace, const struct lane_wait *wait)
{
    for (uint32_t i = wait->begin_event; i-- > 0;) {
        const struct event *event = &trace->events[i];
        enum event_operation operation = kind_operation(event->kind);
        if (event->thread == wait->thread &&
            (operation == OPERATION_PIPE_READ || operation == OPERATION_PIPE_WRITE)) {
            return operation == OPERATION_PIPE_READ;
        }
    }
    return true;
}

/* "main, c2"; "" if nobody has it. */
static const char *owners_text(struct timeline *timeline, uint32_t pipe, unsigned bit)
{
    const struct object_lane *lane = &timeline->subject->lanes->objects[pipe];
    const char *text = "";
    for (uint32_t i = 0; i < lane->end_count; i++) {
        if ((lane->ends[i].bits & bit) != 0) {
            text =
                scene_print_text(timeline->scene, "%s%s%s", text, text[0] != 0 ? ", " : "",
                                 timeline->subject->trace->processes[lane->ends[i].process].name);
        }
    }
    return text;
}

void pipe_ends_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    if (!pipe_ends_has(timeline->subject, place->index)) {
        return;
    }
    const struct trace *trace = timeline->subject->trace;
    const struct lane_wait *wait = stuck_wait(timeline->subject, place->index);
    bool reads = is_reader(trace, wait);
    const char *owners =
        owners_text(timeline, place->index, reads ? PIPE_END_WRITE : PIPE_END_READ);
    enum word open = reads ? WORD_WRITE_END_OPEN : WORD_READ_END_OPEN;
    enum word closed = reads ? WORD_WRITE_END_CLOSED : WORD_READ_END_CLOSED;
    enum word word = owners[0] != 0 ? open : closed;
    const char *words =
        scene_print_text(timeline->scene, word_text(word, timeline->view->language), owners);
    uint32_t row = place->slot_count + place->row_count - 1;
    double left = fmax(timeline_x(timeline, wait->begin_ns), timeline->columns.plot_left);
    struct scene_rect box = slot_rows_box(timeline, place, row, left, timeline->columns.plot_right);
    double size = fmin(TEXT_SIZE, box.height - 1);
    struct text_style style = text_ui(size, 600, timeline->theme->forever_text);
    double width = scene_measure_text(timeline->scene, words, style);
    double room_left = timeline->columns.plot_right - width - TEXT_INSET;
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "pipe-ends:%u", place->index), words, box);
    scene_add_text(timeline->scene, fmin(left + TEXT_INSET, room_left),
                   text_baseline(box.y + box.height / 2, size), words, style, ALIGN_LEFT,
                   timeline->columns.plot_right - timeline->columns.plot_left);
    scene_end_group(timeline->scene);
}
