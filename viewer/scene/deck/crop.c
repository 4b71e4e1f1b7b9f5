#include "viewer/scene/deck/crop.h"

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"

#define THREADS_MIN 2 /* somebody must wait for somebody */

/* Lanes that have been kept so far. */
struct kept {
    const struct subject *subject;
    bool *threads, *objects;
};

static void keep_thread(struct kept *kept, uint32_t thread)
{
    if (thread < kept->subject->trace->thread_count) {
        kept->threads[thread] = true;
    }
}

static void keep_target(struct kept *kept, uint32_t target)
{
    const struct trace *trace = kept->subject->trace;
    uint32_t index = target == NONE_INDEX ? NONE_INDEX : target_index(target);
    if (target == NONE_INDEX) {
        return;
    }
    if (target_class(target) == TARGET_THREAD) {
        keep_thread(kept, index);
    } else if (target_class(target) == TARGET_OBJECT && index < trace->object_count) {
        kept->objects[index] = true;
        kept->objects[object_root(trace, index)] = true;
    }
}

static void keep_finding(struct kept *kept)
{
    const struct analysis *analysis = kept->subject->analysis;
    if (analysis->finding_count == 0) {
        return;
    }
    const struct finding *finding = &analysis->findings[0];
    for (uint32_t i = 0; i < finding->thread_count; i++) {
        keep_thread(kept, finding->threads[i]);
    }
    for (uint32_t i = 0; i < finding->object_count; i++) {
        keep_target(kept, target_make(TARGET_OBJECT, finding->objects[i]));
    }
}

/* How many of the steps are a thread's; one that a hang is about cannot have too many. */
static uint32_t weight_of(const struct subject *subject, uint32_t thread, const uint32_t *steps,
                          uint32_t count)
{
    const struct analysis *analysis = subject->analysis;
    uint32_t weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        weight +=
            steps[i] != NONE_INDEX && story_bare_step(subject->story, steps[i]).thread == thread;
    }
    bool has_hang = analysis->finding_count > 0 && analysis->findings[0].hang != HANG_NONE;
    for (uint32_t i = 0; has_hang && i < analysis->findings[0].thread_count; i++) {
        weight = analysis->findings[0].threads[i] == thread ? UINT32_MAX : weight;
    }
    return weight;
}

/* The last of the least; NONE_INDEX: none may go. */
static uint32_t least_thread(const struct crop *crop, const struct subject *subject,
                             const uint32_t *steps, uint32_t count)
{
    uint32_t least = NONE_INDEX, least_weight = UINT32_MAX;
    for (uint32_t i = subject->trace->thread_count; i-- > 1;) {
        uint32_t weight =
            crop->filter.threads[i] ? weight_of(subject, i, steps, count) : UINT32_MAX;
        if (weight < least_weight) {
            least = i;
            least_weight = weight;
        }
    }
    return least;
}

void crop_thin(struct crop *crop, const struct subject *subject, const struct view *view,
               const struct paper *paper, const uint32_t *steps, uint32_t count)
{
    struct view look = *view;
    look.filter = crop->filter;
    uint32_t left = subject->trace->thread_count;
    while (left-- > THREADS_MIN && !page_frame_has_room(&look, subject, paper)) {
        uint32_t thread = least_thread(crop, subject, steps, count);
        if (thread == NONE_INDEX) {
            return;
        }
        ((bool *)crop->filter.threads)[thread] = false;
    }
}

struct crop crop_of_steps(struct arena *arena, const struct subject *subject, const uint32_t *steps,
                          uint32_t count)
{
    const struct trace *trace = subject->trace;
    struct kept kept = {subject, arena_allocate(arena, trace->thread_count + 1),
                        arena_allocate(arena, trace->object_count + 1)};
    uint32_t first = NONE_INDEX;
    for (uint32_t i = 0; i < count; i++) {
        if (steps[i] != NONE_INDEX) {
            struct story_step step = story_bare_step(subject->story, steps[i]);
            keep_thread(&kept, step.thread);
            keep_target(&kept, step.target);
            first = steps[i] < first ? steps[i] : first;
        }
    }
    keep_finding(&kept);
    bool has_start = first == NONE_INDEX || first == 0;
    return (struct crop){
        .filter = {kept.threads, kept.objects},
        .from_ns = has_start ? 0 : story_time(subject->story, first - 1),
    };
}
