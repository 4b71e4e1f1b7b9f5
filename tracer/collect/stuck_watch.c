#include "tracer/collect/stuck_watch.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/record/clock.h"

#define LONG_NS     30000000 /* most locks are given back sooner */
#define CONFIRM_NS  1000000  /* between the two looks of the kernel */
#define LOOK_FACTOR 50       /* looking takes at most this part of the time */
#define EVENTS_MAX  10000000 /* with more a look would keep the program waiting for too long */
#define VAIN_NS     100000000
#define VAIN_MAX    6 /* doublings of it */

void stuck_watch_init(struct stuck_watch *watch, struct collector *collector, const char *directory)
{
    watch->collector = collector;
    stuck_look_init(&watch->look, collector->pool, directory);
}

void stuck_watch_finish(struct stuck_watch *watch)
{
    stuck_look_finish(&watch->look);
    free(watch->proven);
    watch->proven = NULL;
    watch->proven_count = 0;
}

void stuck_watch_stop(struct stuck_watch *watch)
{
    watch->is_over = true;
}

/* ---- who waits ---- */

static void note_packets(struct stuck_watch *watch, uint64_t now_ns)
{
    uint32_t count = collector_used_count(watch->collector);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t head = collector_packet_head(watch->collector, i);
        if (watch->notes[i].head != head) {
            watch->notes[i] = (struct packet_note){head, now_ns};
        }
    }
}

/* Those who have waited for long, as one number; 0 if that may well be: nobody does for a lock, and
 * no more than one for a thread's end. */
static uint64_t find_waiting(const struct stuck_watch *watch, uint64_t now_ns)
{
    uint32_t count = collector_used_count(watch->collector), lock_count = 0, join_count = 0;
    uint64_t waiting = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct packet_note *note = &watch->notes[i];
        if (note->head == 0 || now_ns - note->since_ns < LONG_NS) {
            continue;
        }
        uint16_t operation = collector_awaited_operation(watch->collector, i);
        lock_count += operation == OPERATION_LOCK_ACQUIRE;
        join_count += operation == OPERATION_THREAD_JOIN;
        waiting += operation == 0 ? 0 : note->head * (i + 1);
    }
    return lock_count > 0 || join_count > 1 ? waiting : 0;
}

/* ---- looks ---- */

static void plan_next_look(struct stuck_watch *watch, uint64_t begin_ns, bool is_vain)
{
    uint64_t end_ns = clock_monotonic_ns();
    uint64_t rest_ns = (end_ns - begin_ns) * LOOK_FACTOR;
    uint64_t vain_ns = (uint64_t)VAIN_NS << watch->vain_looks;
    watch->vain_looks = !is_vain ? 0 : watch->vain_looks + (watch->vain_looks < VAIN_MAX);
    watch->next_look_ns = end_ns + (is_vain && vain_ns > rest_ns ? vain_ns : rest_ns);
}

static bool look(struct stuck_watch *watch, uint64_t waiting, uint64_t now_ns,
                 struct trace_error *error)
{
    watch->waiting = waiting;
    watch->looked_ns = now_ns;
    if (!collector_flush(watch->collector, error)) {
        return false;
    }
    bool is_anybody = stuck_look_load(&watch->look) && stuck_look_has_dead(watch->look.analysis);
    plan_next_look(watch, now_ns, !is_anybody);
    if (is_anybody) {
        stuck_look_ask_kernel(&watch->look);
        watch->next_look_ns = clock_monotonic_ns() + CONFIRM_NS;
    } else {
        stuck_look_forget(&watch->look);
    }
    return true;
}

/* Whether the thread has recorded nothing since the look. */
static bool has_stayed(const struct stuck_watch *watch, uint32_t thread)
{
    uint32_t packet = collector_find_packet(watch->collector, thread);
    return packet != NONE_INDEX && watch->notes[packet].since_ns < watch->looked_ns;
}

static bool have_all_stayed(const struct stuck_watch *watch, const struct analysis *analysis)
{
    for (uint32_t thread = 1; thread < watch->look.trace->thread_count; thread++) {
        if (analysis->is_dead[thread] && !has_stayed(watch, thread)) {
            return false;
        }
    }
    return true;
}

static bool is_proven(const struct stuck_watch *watch, struct trace_asleep stuck)
{
    for (size_t i = 0; i < watch->proven_count; i++) {
        if (watch->proven[i].thread == stuck.thread && watch->proven[i].wait == stuck.wait) {
            return true;
        }
    }
    return false;
}

static void keep_proven(struct stuck_watch *watch, struct trace_asleep stuck)
{
    if (is_proven(watch, stuck)) {
        return;
    }
    watch->proven = array_grow(watch->proven, watch->proven_count + 1, &watch->proven_capacity,
                               sizeof(*watch->proven));
    watch->proven[watch->proven_count++] = stuck;
    watch->is_news = true;
}

static void keep_all(struct stuck_watch *watch, const struct analysis *analysis)
{
    const struct trace *trace = watch->look.trace;
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        if (analysis->is_dead[thread]) {
            uint64_t wait = trace->events[trace->threads[thread].last_event].value;
            keep_proven(watch,
                        (struct trace_asleep){thread, value_low(wait), clock_monotonic_ns()});
        }
    }
    watch->is_hung = analysis->is_hung;
}

static void confirm(struct stuck_watch *watch, uint64_t now_ns)
{
    stuck_look_ask_kernel(&watch->look);
    note_packets(watch, clock_monotonic_ns());
    struct analysis *analysis = stuck_look_confirm(&watch->look);
    bool is_proof = stuck_look_has_dead(analysis) && have_all_stayed(watch, analysis);
    if (is_proof) {
        keep_all(watch, analysis);
    } else {
        watch->waiting = 0; /* to be looked at again */
    }
    analysis_destroy(analysis);
    stuck_look_forget(&watch->look);
    plan_next_look(watch, now_ns, !is_proof);
}

bool stuck_watch_step(struct stuck_watch *watch, uint64_t now_ns, struct trace_error *error)
{
    if (watch->is_over || watch->is_hung) {
        return true;
    }
    note_packets(watch, now_ns);
    if (now_ns < watch->next_look_ns || watch->collector->full_event_count > EVENTS_MAX) {
        return true;
    }
    if (watch->look.trace) {
        confirm(watch, now_ns);
        return true;
    }
    uint64_t waiting = find_waiting(watch, now_ns);
    return waiting == 0 || waiting == watch->waiting || look(watch, waiting, now_ns, error);
}

bool stuck_watch_write(const struct stuck_watch *watch, struct own_stream *texts, uint64_t ticks,
                       struct trace_error *error)
{
    bool is_good = true;
    uint64_t now_ns = clock_monotonic_ns();
    for (size_t i = 0; i < watch->proven_count && is_good; i++) {
        is_good = own_stream_add_text(texts,
                                      &(struct raw_text){
                                          .time_ns = ticks,
                                          .kind = TEXT_ASLEEP,
                                          .key = watch->proven[i].thread,
                                          .value = watch->proven[i].wait,
                                          .extra = now_ns - watch->proven[i].time_ns,
                                          .strings = {"", "", ""},
                                      },
                                      error);
    }
    return is_good;
}
