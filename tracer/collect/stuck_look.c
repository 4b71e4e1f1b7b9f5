#include "tracer/collect/stuck_look.h"

#include "tracer/event/id.h"
#include "tracer/model/arena.h"
#include "tracer/model/trace_load.h"

static const char not_asleep[] = "the kernel does not say that it sleeps";

void stuck_look_init(struct stuck_look *look, const struct pool_header *pool, const char *directory)
{
    *look = (struct stuck_look){.pool = pool, .directory = directory};
}

void stuck_look_forget(struct stuck_look *look)
{
    analysis_destroy(look->analysis);
    trace_destroy(look->trace);
    look->analysis = NULL;
    look->trace = NULL;
    look->kernel_looks = 0;
}

void stuck_look_finish(struct stuck_look *look)
{
    stuck_look_forget(look);
    kernel_look_finish(&look->before);
    kernel_look_finish(&look->latest);
}

/* ---- the recording ---- */

static void add_asleep(struct trace *trace, struct trace_asleep asleep)
{
    size_t capacity = trace->asleep_count;
    trace->asleeps = array_grow(trace->asleeps, trace->asleep_count + (size_t)1, &capacity,
                                sizeof(*trace->asleeps));
    trace->asleeps[trace->asleep_count++] = asleep;
}

/* Where the recording leaves a doubt, whether a pipe or a signal may end a wait: whoever has begun
 * to wait is taken to sleep. The kernel will be asked. */
static void suppose_asleep(struct trace *trace)
{
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        uint32_t last = trace->threads[thread].last_event;
        if (last != NONE_INDEX && trace->events[last].kind == EVENT_DOOR_WAIT_BEGIN) {
            add_asleep(trace, (struct trace_asleep){thread, value_low(trace->events[last].value),
                                                    UINT64_MAX});
        }
    }
}

bool stuck_look_load(struct stuck_look *look)
{
    struct trace_error error;
    stuck_look_forget(look);
    look->trace = trace_load(look->directory, &error);
    if (look->trace) {
        suppose_asleep(look->trace);
        look->analysis = analysis_create(look->trace, LANGUAGE_ENGLISH);
    }
    return look->trace != NULL;
}

bool stuck_look_has_dead(const struct analysis *analysis)
{
    for (uint32_t thread = 1; thread < analysis->trace->thread_count; thread++) {
        if (analysis->is_dead[thread]) {
            return true;
        }
    }
    return false;
}

/* ---- the kernel ---- */

void stuck_look_ask_kernel(struct stuck_look *look)
{
    struct kernel_look oldest = look->before;
    look->before = look->latest;
    look->latest = oldest;
    kernel_look_take(&look->latest, look->pool);
    look->kernel_looks++;
}

bool stuck_look_has_two(const struct stuck_look *look)
{
    return look->trace && look->kernel_looks >= 2;
}

bool stuck_look_slept(const struct stuck_look *look, uint32_t thread)
{
    return kernel_look_slept(&look->before, &look->latest, thread);
}

/* Who waits for a spin lock does not sleep: what its holder does not give back, it never gets. */
static bool spins(const struct trace *trace, uint32_t thread)
{
    uint32_t last = trace->threads[thread].last_event;
    const struct trace_object *object =
        last == NONE_INDEX ? NULL : event_object(trace, &trace->events[last]);
    return object && object->type == TYPE_SPIN && trace->events[last].kind == EVENT_DOOR_WAIT_BEGIN;
}

static void add_outside(struct trace *trace, uint32_t target, const char *reason)
{
    size_t capacity = trace->outside_count;
    trace->outsides = array_grow(trace->outsides, trace->outside_count + (size_t)1, &capacity,
                                 sizeof(*trace->outsides));
    trace->outsides[trace->outside_count++] = (struct trace_outside){target, reason};
}

/* Tells the trace what the kernel says against the verdict. */
static void add_outsides(struct stuck_look *look)
{
    struct trace *trace = look->trace;
    trace->outside_count = 0;
    for (size_t i = 0; i < look->latest.open_count; i++) {
        const struct open_process *open = &look->latest.open[i];
        if (open->process < trace->process_count) {
            add_outside(trace, target_make(TARGET_PROCESS, open->process), open->reason);
        }
    }
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        bool is_doubtful = !stuck_look_slept(look, thread) && !spins(trace, thread);
        if (look->analysis->is_dead[thread] && is_doubtful) {
            add_outside(trace, target_make(TARGET_THREAD, thread), not_asleep);
        }
    }
}

struct analysis *stuck_look_confirm(struct stuck_look *look)
{
    add_outsides(look);
    return analysis_create(look->trace, LANGUAGE_ENGLISH);
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

static bool write_stuck_thread(const struct stuck_look *look, struct own_stream *texts,
                               uint32_t thread, uint64_t ticks, struct trace_error *error)
{
    const struct event *wait = &look->trace->events[look->trace->threads[thread].last_event];
    struct raw_text asleep = {
        .time_ns = ticks, .kind = TEXT_ASLEEP, .key = thread, .value = wait->value};
    struct raw_text awake = {
        .time_ns = ticks,
        .kind = TEXT_OUTSIDE,
        .key = id_make(ID_THREAD, thread),
        .value = 1,
        .strings = {not_asleep},
    };
    return write_word(texts, stuck_look_slept(look, thread) ? &asleep : &awake, error);
}

bool stuck_look_write(const struct stuck_look *look, struct own_stream *texts, uint64_t ticks,
                      struct trace_error *error)
{
    bool is_good = true;
    for (uint32_t thread = 1; stuck_look_has_two(look) && thread < look->trace->thread_count;
         thread++) {
        bool is_told = look->analysis->is_dead[thread] && !spins(look->trace, thread);
        if (is_told && is_good) {
            is_good = write_stuck_thread(look, texts, thread, ticks, error);
        }
    }
    for (size_t i = 0; i < look->latest.open_count && is_good; i++) {
        is_good = write_word(texts,
                             &(struct raw_text){
                                 .time_ns = ticks,
                                 .kind = TEXT_OUTSIDE,
                                 .key = id_make(ID_PROCESS, look->latest.open[i].process),
                                 .value = 1,
                                 .strings = {look->latest.open[i].reason},
                             },
                             error);
    }
    return is_good;
}
