#include "tracer/collect/hang_watch.h"

#include "tracer/record/clock.h"

#define STILL_NS    10000000 /* threads that only hand something over are through by then */
#define LOOK_FACTOR 20       /* looking takes at most this part of the time */
#define CONFIRM_NS  1000000  /* between the two looks of the kernel */

void hang_watch_init(struct hang_watch *watch, struct collector *collector, const char *directory)
{
    *watch = (struct hang_watch){.collector = collector};
    stuck_look_init(&watch->look, collector->pool, directory);
}

static void forget(struct hang_watch *watch)
{
    stuck_look_forget(&watch->look);
    watch->is_proven = false;
}

static void plan_next_look(struct hang_watch *watch, uint64_t begin_ns)
{
    uint64_t end_ns = clock_monotonic_ns();
    watch->next_look_ns = end_ns + (end_ns - begin_ns) * LOOK_FACTOR;
}

void hang_watch_begin_anew(struct hang_watch *watch)
{
    if (!watch->is_over) {
        forget(watch);
        watch->heads = watch->looked_heads = 0;
    }
}

/* ---- looks ---- */

/* Keeps what it sees if that is a program that can no longer end. */
static bool look(struct hang_watch *watch, uint64_t now_ns, struct trace_error *error)
{
    if (!collector_flush(watch->collector, error)) {
        return false;
    }
    bool is_hung = stuck_look_load(&watch->look) && watch->look.analysis->is_hung;
    watch->looked_heads = watch->heads;
    plan_next_look(watch, now_ns);
    if (is_hung) {
        stuck_look_ask_kernel(&watch->look);
        watch->next_look_ns = clock_monotonic_ns() + CONFIRM_NS;
    } else {
        forget(watch);
    }
    return true;
}

static void confirm(struct hang_watch *watch, uint64_t now_ns)
{
    stuck_look_ask_kernel(&watch->look);
    struct analysis *nevertheless = stuck_look_confirm(&watch->look);
    watch->is_proven = nevertheless->is_hung && collector_heads(watch->collector) == watch->heads;
    analysis_destroy(nevertheless);
    plan_next_look(watch, now_ns);
}

/* ---- steps ---- */

bool hang_watch_step(struct hang_watch *watch, uint64_t now_ns, struct trace_error *error)
{
    uint64_t heads = collector_heads(watch->collector);
    if (watch->is_over || watch->is_proven) {
        watch->is_proven &= heads == watch->heads;
        return true;
    }
    if (heads != watch->heads) {
        watch->heads = heads;
        watch->still_since_ns = now_ns;
        forget(watch);
        return true;
    }
    if (now_ns - watch->still_since_ns < STILL_NS || now_ns < watch->next_look_ns) {
        return true;
    }
    if (watch->look.trace) {
        confirm(watch, now_ns);
    } else if (heads != watch->looked_heads && collector_is_quiet(watch->collector)) {
        return look(watch, now_ns, error);
    }
    return true;
}

uint64_t hang_watch_patience(const struct hang_watch *watch, uint64_t now_ns, uint64_t limit_ns)
{
    uint64_t still_ns = watch->still_since_ns + STILL_NS;
    uint64_t next_ns = still_ns > watch->next_look_ns ? still_ns : watch->next_look_ns;
    bool has_plan = !watch->is_over && !watch->is_proven && next_ns > now_ns;
    return has_plan && next_ns - now_ns < limit_ns ? next_ns - now_ns : limit_ns;
}

void hang_watch_stop(struct hang_watch *watch)
{
    if (!watch->is_over && collector_heads(watch->collector) != watch->heads) {
        forget(watch);
    }
    if (!watch->is_over && !watch->is_proven) {
        stuck_look_ask_kernel(&watch->look);
    }
    watch->is_over = true;
}

bool hang_watch_write(const struct hang_watch *watch, struct own_stream *texts, uint64_t ticks,
                      struct trace_error *error)
{
    return stuck_look_write(&watch->look, texts, ticks, error);
}

void hang_watch_finish(struct hang_watch *watch)
{
    stuck_look_finish(&watch->look);
}
