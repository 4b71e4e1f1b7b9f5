#include "viewer/scene/lanes/pipe_ends_scene.h"

#include <math.h>

#include "viewer/scene/lanes/slot_rows.h"
#include "viewer/scene/layout/stuck_pipe.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define TEXT_SIZE  12.5
#define TEXT_INSET 8.0

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
    const struct packed_rest *rest = timeline->subject->lanes->objects[pipe].rest;
    const char *text = "";
    for (uint32_t i = 0; i < rest->end_count; i++) {
        if ((rest->ends[i].bits & bit) != 0) {
            text =
                scene_print_text(timeline->scene, "%s%s%s", text, text[0] != 0 ? ", " : "",
                                 timeline->subject->trace->processes[rest->ends[i].process].name);
        }
    }
    return text;
}

void pipe_ends_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct trace *trace = timeline->subject->trace;
    struct lane_wait wait;
    if (!stuck_pipe_wait(timeline->subject, place->index, &wait)) {
        return;
    }
    bool reads = is_reader(trace, &wait);
    const char *owners =
        owners_text(timeline, place->index, reads ? PIPE_END_WRITE : PIPE_END_READ);
    enum word open = reads ? WORD_WRITE_END_OPEN : WORD_READ_END_OPEN;
    enum word closed = reads ? WORD_WRITE_END_CLOSED : WORD_READ_END_CLOSED;
    enum word word = owners[0] != 0 ? open : closed;
    const char *words =
        scene_print_text(timeline->scene, word_text(word, timeline->view->language), owners);
    uint32_t row = place->slot_count + place->row_count - 1;
    double left = fmax(timeline_x(timeline, wait.begin_ns), timeline->columns.plot_left);
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
