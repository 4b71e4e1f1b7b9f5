/* 17: what is proven stays true. The proof is computed on prefixes of the trace, as if the
 * recording stood still there; who is stuck then may wake in vain, but never finishes what it was
 * doing. */
#include <stdlib.h>

#include "tests/invariants/invariants.h"
#include "tracer/analysis/liveness.h"

#define PREFIXES_MAX 4000

struct proving {
    const struct trace *trace;
    FILE *out;
    size_t violation_count;
    struct moment *moment;
    struct arena *arena; /* of one proof */
    uint32_t *stuck_in;  /* by thread: begin event of what it never finishes, or NONE_INDEX */
};

static void complain(struct proving *proving, uint32_t thread, const char *what)
{
    fprintf(proving->out, "event %zu: invariant 17: %s %s\n", proving->moment->event_count - 1,
            proving->trace->threads[thread].name, what);
    proving->violation_count++;
}

/* What the thread's code called last: the innermost operation of its own, else the outermost. */
static uint32_t called_operation(const struct proving *proving, uint32_t thread)
{
    const struct thread_moment *state = &proving->moment->threads[thread];
    for (uint32_t i = state->bracket_count; i-- > 0;) {
        uint32_t begin = state->brackets[i].begin_event;
        if (flags_storey(proving->trace->events[begin].flags) == 0) {
            return begin;
        }
    }
    return state->bracket_count > 0 ? state->brackets[0].begin_event : NONE_INDEX;
}

/* With its process, which somebody killed: it was stuck as long as it lived. */
static bool is_killed(const struct trace *trace, uint32_t thread)
{
    uint32_t end = trace->processes[trace->threads[thread].process].end_event;
    return end != NONE_INDEX && (trace->events[end].value & 0x7f) != 0;
}

static void prove(struct proving *proving)
{
    const struct trace *trace = proving->trace;
    const struct liveness *liveness =
        liveness_compute(proving->arena, proving->moment, WORLD_RECORDED);
    for (uint32_t thread = 1; thread < trace->thread_count && liveness->dead_count > 0; thread++) {
        if (!liveness->is_dead[thread] || proving->stuck_in[thread] != NONE_INDEX) {
            continue;
        }
        proving->stuck_in[thread] = called_operation(proving, thread);
        bool ends = trace->outcome == OUTCOME_ENDED && !trace->threads[thread].is_daemon;
        if (ends && !is_killed(trace, thread)) {
            complain(proving, thread, "is proven stuck in a run that ends");
        }
    }
    arena_clear(proving->arena);
}

static bool is_inside(const struct thread_moment *state, uint32_t begin)
{
    for (uint32_t i = 0; i < state->bracket_count; i++) {
        if (state->brackets[i].begin_event == begin) {
            return true;
        }
    }
    return false;
}

/* After the latest event. */
static void check_stuck(struct proving *proving)
{
    uint32_t thread = proving->trace->events[proving->moment->event_count - 1].thread;
    uint32_t begin = proving->stuck_in[thread];
    if (begin != NONE_INDEX && !is_inside(&proving->moment->threads[thread], begin)) {
        complain(proving, thread, "finishes what it was proven stuck in");
        proving->stuck_in[thread] = NONE_INDEX;
    }
}

/* Only these can make somebody stuck. */
static bool may_stick(const struct event *event)
{
    return event->kind == EVENT_DOOR_WAIT_BEGIN || event->kind == EVENT_THREAD_END ||
           event->kind == EVENT_PROCESS_END;
}

static size_t count_sticking(const struct trace *trace)
{
    size_t count = 0;
    for (size_t i = 0; i < trace->event_count; i++) {
        count += may_stick(&trace->events[i]);
    }
    return count;
}

/* The first event from which on all threads are known. One that the program made by itself enters
 * the trace with its first call; until then only the kernel knows of it, and no recording is a
 * proof. */
static size_t closed_from(const struct trace *trace)
{
    size_t first = 0;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        const struct trace_thread *thread = &trace->threads[i];
        bool is_foreign = thread->create_event == NONE_INDEX && !thread->is_main;
        if (is_foreign && thread->begin_event != NONE_INDEX && thread->begin_event > first) {
            first = thread->begin_event;
        }
    }
    return first;
}

/* Every prefix of a small trace; of a large one, prefixes at regular distances. */
static void check_prefixes(struct proving *proving)
{
    const struct trace *trace = proving->trace;
    size_t stride = count_sticking(trace) / PREFIXES_MAX + 1, passed = 0;
    size_t first = closed_from(trace);
    bool is_small = trace->event_count <= PREFIXES_MAX;
    while (proving->moment->event_count < trace->event_count) {
        const struct event *event = &trace->events[proving->moment->event_count];
        moment_apply(proving->moment);
        check_stuck(proving);
        bool is_closed = proving->moment->event_count > first;
        if (is_closed && (is_small || (may_stick(event) && passed++ % stride == 0))) {
            prove(proving);
        }
    }
}

size_t proofs_check(const struct trace *trace, FILE *out)
{
    struct proving proving = {
        .trace = trace,
        .out = out,
        .moment = moment_create(trace),
        .arena = arena_create(),
    };
    size_t capacity = 0;
    proving.stuck_in =
        array_grow(NULL, trace->thread_count + (size_t)1, &capacity, sizeof(*proving.stuck_in));
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        proving.stuck_in[i] = NONE_INDEX;
    }
    check_prefixes(&proving);
    free(proving.stuck_in);
    arena_destroy(proving.arena);
    moment_destroy(proving.moment);
    return proving.violation_count;
}
