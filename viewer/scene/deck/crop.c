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

/* A lane that may go, and how many of the steps are about it. */
struct candidate {
    bool *kept;
    uint32_t weight;
};

static bool has_hang(const struct analysis *analysis)
{
    return analysis->finding_count > 0 && analysis->findings[0].hang != HANG_NONE;
}

static bool is_listed(const uint32_t *list, uint32_t count, uint32_t index)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[i] == index) {
            return true;
        }
    }
    return false;
}

/* One that a hang is about cannot have too many. */
static uint32_t thread_weight(const struct subject *subject, uint32_t thread, const uint32_t *steps,
                              uint32_t count)
{
    const struct analysis *analysis = subject->analysis;
    uint32_t weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        weight +=
            steps[i] != NONE_INDEX && story_bare_step(subject->story, steps[i]).thread == thread;
    }
    const struct finding *finding = analysis->findings;
    bool is_hung = has_hang(analysis) && is_listed(finding->threads, finding->thread_count, thread);
    return is_hung ? UINT32_MAX : weight;
}

/* What was found is about it: then it stays, too. */
static uint32_t object_weight(const struct subject *subject, uint32_t object, const uint32_t *steps,
                              uint32_t count)
{
    const struct analysis *analysis = subject->analysis;
    uint32_t weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t target =
            steps[i] == NONE_INDEX ? NONE_INDEX : story_bare_step(subject->story, steps[i]).target;
        weight += target == target_make(TARGET_OBJECT, object);
    }
    const struct finding *finding = analysis->findings;
    bool is_found =
        analysis->finding_count > 0 && is_listed(finding->objects, finding->object_count, object);
    return is_found ? UINT32_MAX : weight;
}

static void take_lighter(struct candidate *least, bool *kept, uint32_t weight)
{
    if (*kept && weight < least->weight) {
        *least = (struct candidate){kept, weight};
    }
}

/* The last of the least, a thread rather than an object, but some threads stay; kept is NULL if
 * none may go. The first thread and object have number 1 and 0. */
static struct candidate least_lane(const struct crop *crop, const struct subject *subject,
                                   const uint32_t *steps, uint32_t count)
{
    bool *threads = (bool *)crop->filter.threads, *objects = (bool *)crop->filter.objects;
    struct candidate least = {NULL, UINT32_MAX};
    uint32_t kept_count = 0;
    for (uint32_t i = 1; i < subject->trace->thread_count; i++) {
        kept_count += threads[i];
    }
    for (uint32_t i = subject->trace->thread_count; kept_count > THREADS_MIN && i-- > 1;) {
        take_lighter(&least, &threads[i], thread_weight(subject, i, steps, count));
    }
    for (uint32_t i = subject->trace->object_count; i-- > 0;) {
        take_lighter(&least, &objects[i], object_weight(subject, i, steps, count));
    }
    return least;
}

void crop_thin(struct crop *crop, const struct subject *subject, const struct view *view,
               const struct paper *paper, const uint32_t *steps, uint32_t count)
{
    struct view look = *view;
    look.filter = crop->filter;
    while (!page_frame_has_room(&look, subject, paper)) {
        struct candidate least = least_lane(crop, subject, steps, count);
        if (least.kept == NULL) {
            return;
        }
        *least.kept = false;
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
