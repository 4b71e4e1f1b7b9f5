/* A semaphore that made threads wait: who had its permits when, and in which waves.
 *
 * A permit goes from hand to hand. Each hold begins with an acquire and ends with a release, often
 * by another thread: in the spider the producer acquires, and the spider it then starts gives the
 * permit back. A wave is a generation of holds: the first one that got its permit from a hold of
 * the present wave begins the next.
 *
 *     permit 1   |1------|2------|3---        holds 1 were let in together,
 *     permit 2   |1------|2------|3---        holds 2 each got a permit back from one of them
 *     permit 3   |1------|2------| */
#include <stdio.h>
#include <stdlib.h>

#include "tracer/analysis/inquiry.h"
#include "tracer/analysis/story.h"

struct hold {
    struct throttle_member member;
    uint32_t acquire_event;
    uint32_t wave; /* from 1 */
    bool is_open;
};

struct survey {
    struct inquiry *inquiry;
    struct throttling *result;
    struct hold *holds; /* by begin */
    uint32_t hold_count;
    uint32_t first_open; /* holds before it have all ended */
    uint32_t *returned;  /* waves that permits came back from, oldest first */
    uint32_t returned_count, taken_count;
    uint32_t wave;        /* the present one */
    uint64_t *wait_since; /* by thread: begin of its open acquire, else UINT64_MAX */
    uint64_t *waited;     /* by thread: in all */
    struct index_list events;
};

/* The C library's, which programs also use as locks and to tell news. */
static bool is_foreign(const struct trace_object *object)
{
    return id_is_place(object->id);
}

static bool is_candidate(const struct trace_object *object)
{
    bool is_semaphore = object->type == TYPE_SEMAPHORE || object->type == TYPE_BOUNDED_SEMAPHORE;
    uint64_t fewest = is_foreign(object) ? 2 : 1;
    return is_semaphore && object->parent == NONE_INDEX && object->limit >= fewest;
}

/* ---- following the permits ---- */

static void end_wait(struct survey *survey, uint32_t thread, uint64_t time_ns)
{
    struct throttling *result = survey->result;
    if (survey->wait_since[thread] == UINT64_MAX) {
        return;
    }
    uint64_t wait_ns = time_ns - survey->wait_since[thread];
    survey->wait_since[thread] = UINT64_MAX;
    survey->waited[thread] += wait_ns;
    result->total_wait_ns += wait_ns;
    if (result->longest_waiter == NONE_INDEX || wait_ns > result->longest_wait_ns) {
        result->longest_wait_ns = wait_ns;
        result->longest_waiter = thread;
    }
}

/* The wave of the hold that gave back the permit now taken: 0 if nobody had it before. */
static uint32_t take_permit(struct survey *survey)
{
    if (survey->hold_count < survey->result->permits ||
        survey->taken_count == survey->returned_count) {
        return 0;
    }
    return survey->returned[survey->taken_count++];
}

static void begin_hold(struct survey *survey, uint32_t index)
{
    const struct event *event = &survey->inquiry->trace->events[index];
    end_wait(survey, event->thread, event->time_ns);
    if (take_permit(survey) == survey->wave) {
        survey->wave++;
    }
    survey->holds = arena_grow_array(survey->inquiry->arena, survey->holds, survey->hold_count,
                                     sizeof(*survey->holds));
    survey->holds[survey->hold_count++] = (struct hold){
        .member = {.begin_ns = event->time_ns,
                   .end_ns = survey->inquiry->trace->end_ns,
                   .acquirer = event->thread,
                   .user = event->thread},
        .acquire_event = index,
        .wave = survey->wave,
        .is_open = true,
    };
    survey->result->acquire_count++;
}

/* How well a hold fits a thread that gives a permit back: it took it itself, or was started by the
 * taker soon afterwards. Among equals the oldest. */
static struct hold *find_hold(struct survey *survey, uint32_t thread)
{
    const struct trace_thread *releaser = &survey->inquiry->trace->threads[thread];
    struct hold *oldest = NULL, *started_for = NULL;
    for (uint32_t i = survey->first_open; i < survey->hold_count; i++) {
        struct hold *hold = &survey->holds[i];
        if (!hold->is_open) {
            continue;
        }
        if (hold->member.acquirer == thread) {
            return hold;
        }
        oldest = oldest == NULL ? hold : oldest;
        bool is_starter = hold->member.acquirer == releaser->creator &&
                          releaser->create_event != NONE_INDEX &&
                          hold->acquire_event < releaser->create_event;
        started_for = is_starter ? hold : started_for;
    }
    return started_for == NULL ? oldest : started_for;
}

static void end_hold(struct survey *survey, const struct event *event)
{
    struct hold *hold = find_hold(survey, event->thread);
    if (hold == NULL) {
        return;
    }
    hold->is_open = false;
    hold->member.end_ns = event->time_ns;
    hold->member.user = event->thread;
    survey->returned = arena_grow_array(survey->inquiry->arena, survey->returned,
                                        survey->returned_count, sizeof(*survey->returned));
    survey->returned[survey->returned_count++] = hold->wave;
    while (survey->first_open < survey->hold_count && !survey->holds[survey->first_open].is_open) {
        survey->first_open++;
    }
}

static void begin_wait(struct survey *survey, uint32_t index)
{
    const struct event *event = &survey->inquiry->trace->events[index];
    survey->wait_since[event->thread] = event->time_ns;
    survey->result->wait_count++;
    if (survey->result->wait_count == 1) {
        index_list_add(&survey->events, survey->inquiry->arena, index);
    }
}

static void follow_event(struct survey *survey, uint32_t index)
{
    const struct event *event = &survey->inquiry->trace->events[index];
    switch (event->kind) {
    case EVENT_SEMAPHORE_ACQUIRE_BEGIN:
        begin_wait(survey, index);
        break;
    case EVENT_SEMAPHORE_ACQUIRE:
        begin_hold(survey, index);
        break;
    case EVENT_SEMAPHORE_ACQUIRE_FAILED:
        end_wait(survey, event->thread, event->time_ns);
        survey->result->acquire_count++;
        break;
    case EVENT_SEMAPHORE_RELEASE:
        for (uint32_t given = value_high(event->value);
             given > 0 && survey->first_open < survey->hold_count; given--) {
            end_hold(survey, event);
        }
        break;
    default:
        break;
    }
}

/* ---- the result ---- */

/* Who works under a permit that was never given back: the thread that its taker started for it,
 * before it took the next. */
static void guess_users(struct survey *survey)
{
    const struct trace *trace = survey->inquiry->trace;
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        const struct trace_thread *started = &trace->threads[thread];
        struct hold *hold = NULL;
        for (uint32_t i = survey->first_open; i < survey->hold_count; i++) {
            bool is_before = survey->holds[i].acquire_event < started->create_event;
            bool is_takers = survey->holds[i].member.acquirer == started->creator;
            hold = is_before && is_takers ? &survey->holds[i] : hold;
        }
        if (hold != NULL && hold->is_open && started->create_event != NONE_INDEX) {
            hold->member.user = thread;
        }
    }
}

static void fill_waves(struct survey *survey)
{
    struct throttling *result = survey->result;
    struct arena *arena = survey->inquiry->arena;
    result->members = arena_allocate(arena, survey->hold_count * sizeof(*result->members) + 1);
    result->waves = arena_allocate(arena, survey->wave * sizeof(*result->waves));
    result->member_count = survey->hold_count;
    for (uint32_t i = 0; i < survey->hold_count; i++) {
        result->members[i] = survey->holds[i].member;
        struct throttle_wave *wave = &result->waves[survey->holds[i].wave - 1];
        if (wave->member_count++ == 0) {
            wave->first_member = i;
            wave->begin_ns = survey->holds[i].member.begin_ns;
            result->wave_count = survey->holds[i].wave;
        }
    }
}

/* A permit given back counts before one taken at the same instant. */
static int compare_edges(const void *a, const void *b)
{
    const struct throttle_level *x = a, *y = b;
    if (x->begin_ns != y->begin_ns) {
        return x->begin_ns < y->begin_ns ? -1 : 1;
    }
    return (x->in_use == 1) - (y->in_use == 1);
}

/* The edges of the members' holds, first as steps of 1 and -1, then summed up. */
static void fill_levels(struct throttling *result, struct arena *arena)
{
    uint32_t edge_count = result->member_count * 2;
    result->levels = arena_allocate(arena, edge_count * sizeof(*result->levels));
    for (uint32_t i = 0; i < result->member_count; i++) {
        const struct throttle_member *member = &result->members[i];
        result->levels[2 * i] = (struct throttle_level){member->begin_ns, 1};
        result->levels[2 * i + 1] = (struct throttle_level){member->end_ns, UINT32_MAX};
    }
    qsort(result->levels, edge_count, sizeof(*result->levels), compare_edges);
    uint32_t in_use = 0;
    for (uint32_t i = 0; i < edge_count; i++) {
        in_use += result->levels[i].in_use;
        bool is_same =
            result->level_count > 0 &&
            result->levels[result->level_count - 1].begin_ns == result->levels[i].begin_ns;
        result->levels[result->level_count - is_same] =
            (struct throttle_level){result->levels[i].begin_ns, in_use};
        result->level_count += !is_same;
    }
}

static void fill_utilisation(struct throttling *result)
{
    uint64_t begin_ns = UINT64_MAX, end_ns = 0;
    double used_ns = 0;
    for (uint32_t i = 0; i < result->member_count; i++) {
        const struct throttle_member *member = &result->members[i];
        begin_ns = member->begin_ns < begin_ns ? member->begin_ns : begin_ns;
        end_ns = member->end_ns > end_ns ? member->end_ns : end_ns;
        used_ns += (double)(member->end_ns - member->begin_ns);
    }
    if (end_ns > begin_ns) {
        result->utilisation = used_ns / ((double)(end_ns - begin_ns) * (double)result->permits);
    }
}

static void end_open_waits(struct survey *survey)
{
    for (uint32_t thread = 1; thread < survey->inquiry->trace->thread_count; thread++) {
        survey->result->acquire_count += survey->wait_since[thread] != UINT64_MAX;
        end_wait(survey, thread, survey->inquiry->trace->end_ns);
    }
}

/* ---- words ---- */

static void report(struct survey *survey)
{
    struct inquiry *inquiry = survey->inquiry;
    const struct throttling *result = survey->result;
    struct draft draft = draft_begin(FINDING_THROTTLING, CAUSE_PROVEN, HANG_NONE);
    draft.throttling = result;
    draft.events = survey->events;
    index_list_add(&draft.threads, inquiry->arena, result->longest_waiter);
    index_list_add(&draft.objects, inquiry->arena, result->object);
    char longest[DURATION_TEXT_SIZE], total[DURATION_TEXT_SIZE];
    char numbers[5][24];
    duration_text(result->longest_wait_ns, longest, sizeof(longest));
    duration_text(survey->waited[result->longest_waiter], total, sizeof(total));
    snprintf(numbers[0], sizeof(numbers[0]), "%llu", (unsigned long long)result->permits);
    snprintf(numbers[1], sizeof(numbers[1]), "%u", result->wait_count);
    snprintf(numbers[2], sizeof(numbers[2]), "%u", result->acquire_count);
    snprintf(numbers[3], sizeof(numbers[3]), "%u", result->wave_count);
    snprintf(numbers[4], sizeof(numbers[4]), "%.0f", result->utilisation * 100);
    const struct phrase_place places[] = {
        {"o", inquiry_object_name(inquiry, result->object)},
        {"n", numbers[0]},
        {"k", numbers[1]},
        {"m", numbers[2]},
        {"v", numbers[3]},
        {"x", numbers[4]},
        {"t", inquiry_thread_name(inquiry, result->longest_waiter)},
        {"when", longest},
        {"total", total},
    };
    draft_say(inquiry, &draft, SENTENCE_THROTTLING, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

static struct survey *begin_survey(struct inquiry *inquiry, uint32_t object)
{
    const struct trace *trace = inquiry->trace;
    struct survey *survey = arena_allocate(inquiry->arena, sizeof(*survey));
    *survey = (struct survey){
        .inquiry = inquiry,
        .result = arena_allocate(inquiry->arena, sizeof(struct throttling)),
        .wave = 1,
        .wait_since = arena_allocate(inquiry->arena, trace->thread_count * sizeof(uint64_t)),
        .waited = arena_allocate(inquiry->arena, trace->thread_count * sizeof(uint64_t)),
    };
    survey->result->object = object;
    survey->result->permits = trace->objects[object].limit;
    survey->result->longest_waiter = NONE_INDEX;
    for (uint32_t thread = 0; thread < trace->thread_count; thread++) {
        survey->wait_since[thread] = UINT64_MAX;
    }
    return survey;
}

/* The survey of the semaphore that an event is about, begun if it is the first; or NULL. */
static struct survey *find_survey(struct inquiry *inquiry, struct survey **surveys,
                                  const struct event *event)
{
    const struct trace_object *object = event_object(inquiry->trace, event);
    if (object == NULL || !is_candidate(object)) {
        return NULL;
    }
    uint32_t index = target_index(event->target);
    if (surveys[index] == NULL) {
        surveys[index] = begin_survey(inquiry, index);
    }
    return surveys[index];
}

/* What one thread alone takes is news for it. */
static bool lets_several_in(const struct survey *survey)
{
    const struct trace *trace = survey->inquiry->trace;
    bool is_of_several = false;
    for (uint32_t i = 1; i < survey->hold_count; i++) {
        is_of_several |= survey->holds[i].member.acquirer != survey->holds[0].member.acquirer;
    }
    return is_of_several || !is_foreign(&trace->objects[survey->result->object]);
}

static void end_survey(struct survey *survey)
{
    end_open_waits(survey);
    if (survey->result->wait_count > 0 && survey->hold_count > 0 && lets_several_in(survey)) {
        guess_users(survey);
        fill_waves(survey);
        fill_utilisation(survey->result);
        fill_levels(survey->result, survey->inquiry->arena);
        report(survey);
    }
}

void throttling_find(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    struct survey **surveys =
        arena_allocate(inquiry->arena, (trace->object_count + (size_t)1) * sizeof(*surveys));
    for (size_t i = 0; i < trace->event_count; i++) {
        struct survey *survey = find_survey(inquiry, surveys, &trace->events[i]);
        if (survey != NULL) {
            follow_event(survey, (uint32_t)i);
        }
    }
    for (uint32_t object = 0; object < trace->object_count; object++) {
        if (surveys[object] != NULL) {
            end_survey(surveys[object]);
        }
    }
}
