#include "viewer/scene/deck/crop.h"

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"

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
        .stretch = {has_start ? 0 : story_time(subject->story, first - 1), UINT64_MAX},
    };
}
