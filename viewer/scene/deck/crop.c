#include "viewer/scene/deck/crop.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"

#define THREADS_MIN 2   /* somebody must wait for somebody */
#define WIDENED_MAX 64u /* lanes that are tried; no page has room for more */

/* Lanes that have been kept so far. */
struct kept {
    const struct subject *subject;
    bool *threads, *objects;
};

/* The thread that is a step's target; of a process its first one. */
static uint32_t thread_of_target(const struct trace *trace, uint32_t target)
{
    uint32_t index = target == NONE_INDEX ? NONE_INDEX : target_index(target);
    if (index == NONE_INDEX || target_class(target) == TARGET_THREAD) {
        return index;
    }
    bool is_process = target_class(target) == TARGET_PROCESS && index < trace->process_count;
    return is_process ? trace->processes[index].first_thread : NONE_INDEX;
}

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
    if (target_class(target) == TARGET_THREAD || target_class(target) == TARGET_PROCESS) {
        keep_thread(kept, thread_of_target(trace, target));
    } else if (target_class(target) == TARGET_OBJECT && index < trace->object_count) {
        kept->objects[index] = true;
        kept->objects[object_root(trace, index)] = true;
    }
}

/* What is about threads that take turns is told by who has the GIL. */
static void keep_gil(struct kept *kept)
{
    const struct trace *trace = kept->subject->trace;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        kept->objects[i] = kept->objects[i] || trace->objects[i].type == TYPE_GIL;
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
    if (finding->kind == FINDING_LOST_UPDATE || finding->kind == FINDING_GIL_CONVOY) {
        keep_gil(kept);
    }
}

/* A lane that may go, and how many of the steps are about it. */
struct candidate {
    bool *kept;
    uint32_t weight;
};

/* What the steps are about weighs most; of the same weight, what the whole story is about. */
struct scales {
    uint32_t *threads, *objects;
};

#define CHOSEN_WEIGHT 1000u /* of a chosen step, in steps of the story */
#define WEIGHED_MAX   900u  /* steps of the story; longer ones are alike all over */
#define ACTOR_WEIGHT  4u    /* without who does it there is no step, without … */
#define OBJECT_WEIGHT 2u    /* … its object there is; who is only waited for weighs least */
#define BAD_WEIGHT    4u    /* what goes wrong must be seen */
#define HELPER_SHARE  4u    /* of a thread that its library calls its own: "_handle_tasks" */

static void weigh_thread(struct scales *scales, const struct trace *trace, uint32_t thread,
                         uint32_t weight)
{
    if (thread < trace->thread_count) {
        bool is_helper = trace->threads[thread].name[0] == '_';
        scales->threads[thread] += is_helper ? weight / HELPER_SHARE : weight;
    }
}

static void weigh_step(struct scales *scales, const struct subject *subject, uint32_t index,
                       uint32_t weight)
{
    struct story_step step = story_bare_step(subject->story, index);
    const struct trace *trace = subject->trace;
    weight *= step.tone >= TONE_BAD ? BAD_WEIGHT : 1;
    weigh_thread(scales, trace, step.thread, ACTOR_WEIGHT * weight);
    uint32_t other = thread_of_target(trace, step.target); /* or itself, when it ends */
    weigh_thread(scales, trace, other, other == step.thread ? 0 : weight);
    if (step.target != NONE_INDEX && target_class(step.target) == TARGET_OBJECT &&
        target_index(step.target) < trace->object_count) {
        scales->objects[target_index(step.target)] += OBJECT_WEIGHT * weight;
    }
}

/* Of threads that a hang is about, and of objects of what was found, none can have too many. */
static void weigh_finding(struct scales *scales, const struct analysis *analysis)
{
    if (analysis->finding_count == 0) {
        return;
    }
    const struct finding *finding = &analysis->findings[0];
    for (uint32_t i = 0; finding->hang != HANG_NONE && i < finding->thread_count; i++) {
        scales->threads[finding->threads[i]] = UINT32_MAX;
    }
    for (uint32_t i = 0; i < finding->object_count; i++) {
        scales->objects[finding->objects[i]] = UINT32_MAX;
    }
}

/* What a process has a copy of is compared with that: both stay, or none. */
static void weigh_copies(struct scales *scales, const struct trace *trace)
{
    for (uint32_t i = 0; i < trace->object_count; i++) {
        uint32_t origin = trace->objects[i].origin;
        if (origin != NONE_INDEX) {
            uint32_t both = scales->objects[i] + scales->objects[origin];
            scales->objects[i] = scales->objects[origin] = both;
        }
    }
}

static struct scales weigh(const struct subject *subject, const uint32_t *steps, uint32_t count)
{
    const struct trace *trace = subject->trace;
    struct scales scales = {array_of(trace->thread_count + 1, sizeof *scales.threads),
                            array_of(trace->object_count + 1, sizeof *scales.objects)};
    memset(scales.threads, 0, trace->thread_count * sizeof *scales.threads);
    memset(scales.objects, 0, trace->object_count * sizeof *scales.objects);
    for (uint32_t i = 0; i < subject->story->step_count && i < WEIGHED_MAX; i++) {
        weigh_step(&scales, subject, i, 1);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (steps[i] != NONE_INDEX) {
            weigh_step(&scales, subject, steps[i], CHOSEN_WEIGHT);
        }
    }
    weigh_copies(&scales, trace);
    weigh_finding(&scales, subject->analysis);
    return scales;
}

static void take_lighter(struct candidate *least, bool *kept, uint32_t weight)
{
    if (*kept && weight < least->weight) {
        *least = (struct candidate){kept, weight};
    }
}

/* The last of the least, a thread rather than an object, but some threads stay; kept is NULL if
 * none may go. The first thread and object have number 1 and 0. */
static struct candidate least_lane(const struct crop *crop, const struct trace *trace,
                                   const struct scales *scales)
{
    bool *threads = (bool *)crop->filter.threads, *objects = (bool *)crop->filter.objects;
    struct candidate least = {NULL, UINT32_MAX};
    uint32_t kept_count = 0;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        kept_count += threads[i];
    }
    for (uint32_t i = trace->thread_count; kept_count > THREADS_MIN && i-- > 1;) {
        take_lighter(&least, &threads[i], scales->threads[i]);
    }
    for (uint32_t i = trace->object_count; i-- > 0;) {
        take_lighter(&least, &objects[i], scales->objects[i]);
    }
    return least;
}

/* What is of the same kind as something that is left, and of the same maker: other tasks of a pool.
 */
static bool has_sibling(const struct crop *crop, const struct trace *trace, uint32_t object)
{
    const struct trace_object *one = &trace->objects[object];
    for (uint32_t i = 0; i < trace->object_count; i++) {
        const struct trace_object *other = &trace->objects[i];
        if (crop->filter.objects[i] && other->type == one->type && other->parent == one->parent &&
            other->process == one->process) {
            return true;
        }
    }
    return false;
}

void crop_widen(struct crop *crop, const struct subject *subject, const struct view *view,
                const struct paper *paper)
{
    const struct trace *trace = subject->trace;
    struct view look = *view;
    look.filter = crop->filter;
    bool *objects = (bool *)crop->filter.objects;
    for (uint32_t i = 0, tried = 0; i < trace->object_count && tried < WIDENED_MAX; i++) {
        if (!objects[i] && trace->objects[i].type == TYPE_FUTURE && has_sibling(crop, trace, i)) {
            objects[i] = true;
            objects[i] = page_frame_has_room(&look, subject, paper);
            tried++;
        }
    }
}

struct thinning {
    const struct trace *trace;
    bool *objects;      /* that are kept */
    const bool *chosen; /* objects that were before any went */
};

/* Or leaves it out; a copy that a process has goes with what it is a copy of, if that is there. */
static void keep_lane(const struct thinning *thinning, bool *lane, bool is_kept)
{
    const struct trace *trace = thinning->trace;
    bool *objects = thinning->objects;
    *lane = is_kept;
    if (lane < objects || lane >= objects + trace->object_count) {
        return;
    }
    uint32_t object = (uint32_t)(lane - objects), origin = trace->objects[object].origin;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (thinning->chosen[i] && (i == origin || trace->objects[i].origin == object)) {
            objects[i] = is_kept;
        }
    }
}

void crop_thin(struct crop *crop, const struct subject *subject, const struct view *view,
               const struct paper *paper, const uint32_t *steps, uint32_t count)
{
    struct view look = *view;
    look.filter = crop->filter;
    size_t lane_count = (size_t)subject->trace->thread_count + subject->trace->object_count;
    bool **left_out = array_of(lane_count + 1, sizeof *left_out);
    size_t left_out_count = 0;
    struct scales scales = weigh(subject, steps, count);
    bool *chosen = array_of((size_t)subject->trace->object_count + 1, sizeof *chosen);
    memcpy(chosen, crop->filter.objects, subject->trace->object_count * sizeof *chosen);
    struct thinning thinning = {subject->trace, (bool *)crop->filter.objects, chosen};
    while (!page_frame_has_room(&look, subject, paper)) {
        struct candidate least = least_lane(crop, subject->trace, &scales);
        if (least.kept == NULL) {
            break;
        }
        keep_lane(&thinning, least.kept, false);
        left_out[left_out_count++] = least.kept;
    }
    while (left_out_count > 0) { /* a high lane that went last may have made room for low ones */
        bool *kept = left_out[--left_out_count];
        keep_lane(&thinning, kept, true);
        keep_lane(&thinning, kept, page_frame_has_room(&look, subject, paper));
    }
    free(chosen);
    free(left_out);
    free(scales.threads);
    free(scales.objects);
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
