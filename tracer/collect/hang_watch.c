#include "tracer/collect/hang_watch.h"

#include "tracer/event/id.h"
#include "tracer/model/arena.h"
#include "tracer/model/trace_load.h"
#include "tracer/record/clock.h"

#define STILL_NS    20000000 /* threads that only hand something over are through by then */
#define LOOK_FACTOR 20       /* looking takes at most this part of the time */

static const char not_asleep[] = "the kernel does not say that it sleeps";

void hang_watch_init(struct hang_watch *watch, struct collector *collector, const char *directory)
{
    *watch = (struct hang_watch){.collector = collector, .directory = directory};
}

static void forget_trace(struct hang_watch *watch)
{
    analysis_destroy(watch->analysis);
    trace_destroy(watch->trace);
    watch->analysis = NULL;
    watch->trace = NULL;
    watch->has_two_looks = false;
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
        forget_trace(watch);
        watch->heads = watch->looked_heads = 0;
    }
}

/* ---- the recording ---- */

static void add_asleep(struct trace *trace, struct trace_asleep asleep)
{
    size_t capacity = trace->asleep_count;
    trace->asleeps = array_grow(trace->asleeps, trace->asleep_count + (size_t)1, &capacity,
                                sizeof(*trace->asleeps));
    trace->asleeps[trace->asleep_count++] = asleep;
}

/* Where the recording leaves a doubt, whether a pipe may end a wait: whoever has begun to wait is
 * taken to sleep. The kernel will be asked. */
static void suppose_asleep(struct trace *trace)
{
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        uint32_t last = trace->threads[thread].last_event;
        if (last != NONE_INDEX && trace->events[last].kind == EVENT_DOOR_WAIT_BEGIN) {
            add_asleep(trace, (struct trace_asleep){thread, value_low(trace->events[last].value)});
        }
    }
}

/* Keeps trace and analysis if the recording, as it lies on the disk, is that of a program that can
 * no longer end. */
static void judge(struct hang_watch *watch)
{
    struct trace_error error;
    watch->trace = trace_load(watch->directory, &error);
    if (!watch->trace) {
        return;
    }
    suppose_asleep(watch->trace);
    watch->analysis = analysis_create(watch->trace, LANGUAGE_ENGLISH);
    if (!watch->analysis->is_hung) {
        forget_trace(watch);
    }
}

static bool look(struct hang_watch *watch, uint64_t now_ns, struct trace_error *error)
{
    if (!collector_flush(watch->collector, error)) {
        return false;
    }
    judge(watch);
    watch->looked_heads = watch->heads;
    plan_next_look(watch, now_ns);
    if (watch->trace) {
        kernel_look_take(&watch->latest, watch->collector->pool);
        watch->next_look_ns = now_ns;
    }
    return true;
}

/* ---- the kernel ---- */

static void look_at_kernel(struct hang_watch *watch)
{
    struct kernel_look oldest = watch->before;
    watch->before = watch->latest;
    watch->latest = oldest;
    kernel_look_take(&watch->latest, watch->collector->pool);
    watch->has_two_looks = watch->trace != NULL;
}

static bool slept(const struct hang_watch *watch, uint32_t thread)
{
    return kernel_look_slept(&watch->before, &watch->latest, thread);
}

static void add_outside(struct trace *trace, uint32_t target, const char *reason)
{
    size_t capacity = trace->outside_count;
    trace->outsides = array_grow(trace->outsides, trace->outside_count + (size_t)1, &capacity,
                                 sizeof(*trace->outsides));
    trace->outsides[trace->outside_count++] = (struct trace_outside){target, reason};
}

/* Tells the trace what the kernel says against the verdict. */
static void add_outsides(struct hang_watch *watch)
{
    struct trace *trace = watch->trace;
    trace->outside_count = 0;
    for (size_t i = 0; i < watch->latest.open_count; i++) {
        const struct open_process *open = &watch->latest.open[i];
        if (open->process < trace->process_count) {
            add_outside(trace, target_make(TARGET_PROCESS, open->process), open->reason);
        }
    }
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        if (watch->analysis->is_dead[thread] && !slept(watch, thread)) {
            add_outside(trace, target_make(TARGET_THREAD, thread), not_asleep);
        }
    }
}

static bool is_hung_nevertheless(const struct trace *trace)
{
    if (trace->outside_count == 0) {
        return true;
    }
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    bool is_hung = analysis->is_hung;
    analysis_destroy(analysis);
    return is_hung;
}

static void confirm(struct hang_watch *watch, uint64_t now_ns)
{
    look_at_kernel(watch);
    add_outsides(watch);
    watch->is_proven =
        is_hung_nevertheless(watch->trace) && collector_heads(watch->collector) == watch->heads;
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
        forget_trace(watch);
        return true;
    }
    if (now_ns - watch->still_since_ns < STILL_NS || now_ns < watch->next_look_ns) {
        return true;
    }
    if (watch->trace) {
        confirm(watch, now_ns);
    } else if (heads != watch->looked_heads && collector_is_quiet(watch->collector)) {
        return look(watch, now_ns, error);
    }
    return true;
}

void hang_watch_stop(struct hang_watch *watch)
{
    if (!watch->is_over && collector_heads(watch->collector) != watch->heads) {
        forget_trace(watch);
    }
    if (!watch->is_over && !watch->is_proven) {
        look_at_kernel(watch);
    }
    watch->is_over = true;
}

/* ---- the word in the trace ---- */

static bool write_word(struct own_stream *texts, const struct raw_text *text,
                       struct trace_error *error)
{
    struct raw_text whole = *text;
    for (int i = 0; i < TEXT_STRINGS; i++) {
        whole.strings[i] = whole.strings[i] ? whole.strings[i] : "";
    }
    return own_stream_add_text(texts, &whole, error);
}

static bool write_stuck_thread(const struct hang_watch *watch, struct own_stream *texts,
                               uint32_t thread, uint64_t ticks, struct trace_error *error)
{
    const struct event *wait = &watch->trace->events[watch->trace->threads[thread].last_event];
    struct raw_text asleep = {
        .time_ns = ticks, .kind = TEXT_ASLEEP, .key = thread, .value = wait->value};
    struct raw_text awake = {
        .time_ns = ticks,
        .kind = TEXT_OUTSIDE,
        .key = id_make(ID_THREAD, thread),
        .value = 1,
        .strings = {not_asleep},
    };
    return write_word(texts, slept(watch, thread) ? &asleep : &awake, error);
}

bool hang_watch_write(const struct hang_watch *watch, struct own_stream *texts, uint64_t ticks,
                      struct trace_error *error)
{
    bool is_good = true;
    for (uint32_t thread = 1; watch->has_two_looks && thread < watch->trace->thread_count;
         thread++) {
        if (watch->analysis->is_dead[thread] && is_good) {
            is_good = write_stuck_thread(watch, texts, thread, ticks, error);
        }
    }
    for (size_t i = 0; i < watch->latest.open_count && is_good; i++) {
        is_good = write_word(texts,
                             &(struct raw_text){
                                 .time_ns = ticks,
                                 .kind = TEXT_OUTSIDE,
                                 .key = id_make(ID_PROCESS, watch->latest.open[i].process),
                                 .value = 1,
                                 .strings = {watch->latest.open[i].reason},
                             },
                             error);
    }
    return is_good;
}

void hang_watch_finish(struct hang_watch *watch)
{
    forget_trace(watch);
    kernel_look_finish(&watch->before);
    kernel_look_finish(&watch->latest);
}
