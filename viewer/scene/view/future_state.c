#include "viewer/scene/view/future_state.h"

#include <stdio.h>

static bool is_of_process_executor(const struct trace *trace, uint32_t future)
{
    uint32_t parent = trace->objects[future].parent;
    return parent != NONE_INDEX && trace->objects[parent].type == TYPE_PROCESS_EXECUTOR;
}

static enum future_look running_look(const struct trace *trace, const struct lane_hold *stretch)
{
    switch (trace->events[stretch->begin_event].kind) {
    case EVENT_FUTURE_RUN:
        return is_of_process_executor(trace, stretch->object) ? FUTURE_LOOK_HANDED_OVER
                                                              : FUTURE_LOOK_RUNNING;
    case EVENT_TASK_RUN:
    case EVENT_TASK_RUN_FAILED:
        return FUTURE_LOOK_RESULT_COMES;
    case EVENT_PROCESS_END:
        return FUTURE_LOOK_LOST;
    default:
        return FUTURE_LOOK_RUNNING;
    }
}

static enum future_look finished_look(const struct trace *trace, const struct lane_hold *stretch)
{
    const struct event *event = &trace->events[stretch->begin_event];
    unsigned detail = flags_detail(event->flags);
    bool is_bad = detail == REASON_TASK_ERROR || detail == REASON_BROKEN;
    return event->kind == EVENT_FUTURE_SET && is_bad ? FUTURE_LOOK_FAILED : FUTURE_LOOK_FINISHED;
}

enum future_look future_look_of(const struct trace *trace, const struct lane_hold *stretch)
{
    switch (stretch->slot) {
    case FUTURE_RUNNING:
        return running_look(trace, stretch);
    case FUTURE_CANCELLED:
    case FUTURE_SKIPPED:
        return FUTURE_LOOK_CANCELLED;
    case FUTURE_FINISHED:
        return finished_look(trace, stretch);
    case LANE_HELD_BACK:
        return FUTURE_LOOK_HELD_BACK;
    default:
        return FUTURE_LOOK_PENDING;
    }
}

const char *future_state_text(const struct trace *trace, const struct lane_hold *stretch,
                              enum language language, char *buffer, size_t size)
{
    static const enum word words[] = {
        [FUTURE_LOOK_PENDING] = WORD_FUTURE_PENDING,
        [FUTURE_LOOK_HANDED_OVER] = WORD_FUTURE_HANDED_OVER,
        [FUTURE_LOOK_RUNNING] = WORD_FUTURE_RUNNING,
        [FUTURE_LOOK_RESULT_COMES] = WORD_FUTURE_RESULT_COMES,
        [FUTURE_LOOK_LOST] = WORD_FUTURE_LOST,
        [FUTURE_LOOK_HELD_BACK] = WORD_FUTURE_HELD_BACK,
        [FUTURE_LOOK_FINISHED] = WORD_FUTURE_FINISHED,
        [FUTURE_LOOK_CANCELLED] = WORD_FUTURE_CANCELLED,
    };
    const struct event *begin = &trace->events[stretch->begin_event];
    enum future_look look = future_look_of(trace, stretch);
    if (look == FUTURE_LOOK_FAILED) {
        bool is_broken = flags_detail(begin->flags) == REASON_BROKEN;
        snprintf(buffer, size,
                 word_text(is_broken ? WORD_FUTURE_BROKEN : WORD_FUTURE_FAILED, language),
                 event_text(trace, begin));
    } else {
        snprintf(buffer, size, word_text(words[look], language),
                 trace->threads[stretch->thread].name);
    }
    return buffer;
}
