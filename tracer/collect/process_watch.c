#include "tracer/collect/process_watch.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/collect/process_tree.h"
#include "tracer/event/event_kind.h"
#include "tracer/model/arena.h"
#include "tracer/record/clock.h"

#define FIRST_PROCESS 1
#define AFTER_TICKS   8 /* later or earlier also in whole nanoseconds */
#define LOOK_NS       10000000
#define MISSED_LOOKS  10 /* then nobody has joined it, or did not say so */

void process_watch_init(struct process_watch *watch, struct collector *collector,
                        struct own_stream *events, bool uses_tsc)
{
    watch->collector = collector;
    watch->events = events;
    watch->first_running = FIRST_PROCESS;
    watch->uses_tsc = uses_tsc;
}

void process_watch_reap(struct process_watch *watch, pid_t pid, int status)
{
    watch->reaped = array_grow(watch->reaped, watch->reaped_count + 1, &watch->reaped_capacity,
                               sizeof(*watch->reaped));
    watch->reaped[watch->reaped_count++] = (struct reaped_process){pid, status};
}

/* ---- what is written ---- */

static bool write_ends(struct process_watch *watch, struct trace_error *error)
{
    struct own_stream *events = watch->events;
    own_stream_init(events, events->store, events->slot, STREAM_EVENTS);
    for (size_t i = 0; i < watch->end_count; i++) {
        const struct process_end *end = &watch->ends[i];
        struct record record = record_pack(end->ticks, EVENT_PROCESS_END, FLAG_SPECIAL, 0,
                                           id_make(ID_PROCESS, end->process), end->status);
        if (!own_stream_add_event(events, &record, error)) {
            return false;
        }
    }
    return own_stream_flush(events, error);
}

/* Whoever died first may be seen last. */
static void add_end(struct process_watch *watch, struct process_end end)
{
    watch->ends =
        array_grow(watch->ends, watch->end_count + 1, &watch->end_capacity, sizeof(*watch->ends));
    size_t place = watch->end_count++;
    while (place > 0 && watch->ends[place - 1].ticks > end.ticks) {
        watch->ends[place] = watch->ends[place - 1];
        place--;
    }
    watch->ends[place] = end;
}

/* ---- who has ended ---- */

static uint32_t process_count(const struct process_watch *watch)
{
    uint32_t count = atomic_load(&watch->collector->pool->next_process);
    return count < POOL_PROCESS_MAX ? count : POOL_PROCESS_MAX;
}

static uint32_t pid_of(const struct process_watch *watch, uint32_t process)
{
    return atomic_load_explicit(&watch->collector->pool->processes[process].pid,
                                memory_order_acquire);
}

static uint64_t find_reaped(const struct process_watch *watch, uint32_t pid)
{
    uint64_t status = WAIT_STATUS_UNKNOWN;
    for (size_t i = 0; i < watch->reaped_count; i++) {
        status = (uint32_t)watch->reaped[i].pid == pid ? (uint32_t)watch->reaped[i].status : status;
    }
    return status;
}

/* A later one of the same pid: it has become another program, or the kernel uses the pid again. */
static bool is_replaced(const struct process_watch *watch, uint32_t process, uint32_t pid)
{
    uint32_t count = process_count(watch);
    for (uint32_t later = process + 1; later < count; later++) {
        if (pid_of(watch, later) == pid) {
            return true;
        }
    }
    return false;
}

/* *is_gone: somebody else has taken it away. */
static bool has_ended(const struct process_watch *watch, uint32_t process, uint64_t *status,
                      bool *is_gone)
{
    uint32_t pid = pid_of(watch, process);
    *status = find_reaped(watch, pid);
    *is_gone = false;
    if (pid == 0 || *status != WAIT_STATUS_UNKNOWN) {
        return pid != 0;
    }
    switch (process_tree_look((pid_t)pid, status)) {
    case PROCESS_IS_RUNNING:
        *is_gone = is_replaced(watch, process, pid) || !process_tree_has((pid_t)pid);
        return *is_gone;
    case PROCESS_IS_ENDING:
        return false;
    case PROCESS_IS_ZOMBIE:
        return true;
    default:
        *is_gone = true;
        return true;
    }
}

/* When it ended, at the latest: as it was seen, but before its parent said that it collected it;
 * and after all that it recorded. */
static uint64_t end_ticks(const struct process_watch *watch, uint32_t process, uint64_t seen_ticks)
{
    uint64_t last = watch->collector->process_end[process] + AFTER_TICKS;
    uint64_t joined = watch->collector->process_join[process];
    uint64_t ticks = joined != 0 ? joined - AFTER_TICKS : seen_ticks;
    return ticks > last ? ticks : last;
}

/* Somebody has taken it away and is about to say so, if he records. */
static bool is_join_awaited(struct process_watch *watch, uint32_t process, bool is_gone)
{
    return is_gone && watch->collector->process_join[process] == 0 &&
           watch->missed_looks[process]++ < MISSED_LOOKS;
}

static bool note_end(struct process_watch *watch, uint32_t process, uint64_t status, bool is_gone,
                     uint64_t seen_ticks, struct trace_error *error)
{
    struct collector *collector = watch->collector;
    collector_reclaim(collector, process);
    if (!collector_drain(collector, error) ||
        (!collector->has_told_end[process] && !collector_flush(collector, error))) {
        return false;
    }
    if (!collector->has_told_end[process]) {
        if (is_join_awaited(watch, process, is_gone)) {
            return true;
        }
        uint64_t ticks = end_ticks(watch, process, seen_ticks);
        add_end(watch, (struct process_end){ticks, status, process});
    }
    watch->is_over[process] = true;
    return true;
}

/* That the first one has ended counts only while others go on: else the program is over. */
static bool is_anybody_left(const struct process_watch *watch)
{
    uint32_t count = process_count(watch);
    for (uint32_t process = FIRST_PROCESS + 1; process < count; process++) {
        if (!watch->is_over[process] && pid_of(watch, process) != 0) {
            return true;
        }
    }
    return false;
}

static bool look(struct process_watch *watch, bool *has_news, struct trace_error *error)
{
    uint32_t count = process_count(watch);
    size_t end_count = watch->end_count;
    *has_news = false;
    for (uint32_t i = count; i-- > watch->first_running && !watch->is_stopped;) {
        uint64_t status, seen_ticks = clock_ticks(watch->uses_tsc);
        bool is_gone,
            is_looked_at = !watch->is_over[i] && (i != FIRST_PROCESS || is_anybody_left(watch));
        if (is_looked_at && has_ended(watch, i, &status, &is_gone)) {
            *has_news = true;
            if (!note_end(watch, i, status, is_gone, seen_ticks, error)) {
                return false;
            }
        }
    }
    while (watch->first_running < count && watch->is_over[watch->first_running]) {
        watch->first_running++;
    }
    return watch->end_count == end_count || write_ends(watch, error);
}

bool process_watch_step(struct process_watch *watch, uint64_t now_ns, bool *has_news,
                        struct trace_error *error)
{
    *has_news = false;
    if (now_ns < watch->next_look_ns) {
        return true;
    }
    watch->next_look_ns = now_ns + LOOK_NS;
    return look(watch, has_news, error);
}

bool process_watch_step_last(struct process_watch *watch, struct trace_error *error)
{
    bool has_news;
    memset(watch->missed_looks, MISSED_LOOKS, process_count(watch));
    return look(watch, &has_news, error);
}

bool process_watch_is_anybody_ending(const struct process_watch *watch)
{
    uint32_t count = process_count(watch);
    for (uint32_t process = watch->first_running; process < count; process++) {
        if (watch->collector->has_told_end[process] && !watch->is_over[process]) {
            return true;
        }
    }
    return false;
}

void process_watch_stop(struct process_watch *watch)
{
    watch->is_stopped = true;
}

bool process_watch_end_first(struct process_watch *watch, uint64_t ticks, int status,
                             struct trace_error *error)
{
    if (!watch->is_over[FIRST_PROCESS]) {
        watch->is_over[FIRST_PROCESS] = true;
        add_end(watch, (struct process_end){ticks, (uint32_t)status, FIRST_PROCESS});
    }
    return write_ends(watch, error);
}

void process_watch_finish(struct process_watch *watch)
{
    free(watch->ends);
    free(watch->reaped);
}
