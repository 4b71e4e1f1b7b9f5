#include "tracer/collect/recording.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "tracer/collect/preload_choice.h"
#include "tracer/collect/process_tree.h"
#include "tracer/collect/site_resolver.h"
#include "tracer/event/event_kind.h"
#include "tracer/language/language.h"
#include "tracer/record/clock.h"

/* Real seconds for a program that computes without ever waiting: virtual time stands still then. */
#define VIRTUAL_GRACE    60.0
#define BEGIN_GRACE      5.0 /* real seconds for a program to begin to record */
#define STATUS_HUNG      124
#define STEP_NS          10000000 /* the longest sleep between two looks at the pool */
#define KILL_AFTER_NS    1000000000u
#define KILL_STEP_NS     1000000
#define LINGER_NS        500000000
#define SHOW_NS          100000000 /* between two pictures */
#define IDLE_LOOKS       2
#define GIVE_UP_AFTER_NS 5000000000u
#define NS_PER_SECOND    1e9

/* For the signal handler. The pool is set while a recording runs. */
static volatile sig_atomic_t stop_signal;
static struct pool_header *signalled_pool;

static void note_signal(int signal)
{
    if (signal != SIGCHLD) {
        stop_signal = signal;
    }
    if (signalled_pool) {
        collector_interrupt(signalled_pool);
    }
}

static void catch_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        sigaction(signals[i], &action, NULL);
    }
}

static bool open_pool(struct recording *recording, struct trace_error *error)
{
    const struct options *options = recording->options;
    struct pool_settings settings = {
        .time_scale = options->time_scale,
        .is_virtual_time = options->is_virtual_time,
        .virtual_limit_ns =
            options->is_virtual_time ? (uint64_t)(options->stop_after * NS_PER_SECOND) : 0,
        .uses_tsc = tick_clock_may_use_tsc(TICK_CLOCK_KERNEL_LIST),
    };
    tick_clock_begin(&recording->clock, settings.is_virtual_time, settings.uses_tsc);
    return pool_owner_open(&recording->owner, &settings, error);
}

static void open_streams(struct recording *recording)
{
    stream_store_open(&recording->store, recording->directory);
    collector_init(&recording->collector, recording->owner.pool, &recording->store);
    hang_watch_init(&recording->watch, &recording->collector, recording->directory);
    stuck_watch_init(&recording->stuck, &recording->collector, recording->directory);
    stranger_watch_init(&recording->strangers, recording->owner.pool);
    own_stream_init(&recording->events, &recording->store, OWN_SLOT_EVENTS, STREAM_EVENTS);
    own_stream_init(&recording->texts, &recording->store, OWN_SLOT_TEXTS, STREAM_TEXTS);
    process_watch_init(&recording->processes, &recording->collector, &recording->events,
                       recording->clock.uses_tsc);
}

static bool write_metadata(struct recording *recording, struct trace_error *error)
{
    struct ctf_tick tick = tick_clock_measure(&recording->clock);
    return ctf_metadata_write(recording->directory, &tick, error);
}

static void set_stop(struct recording *recording, double grace)
{
    const struct options *options = recording->options;
    double seconds = options->stop_after + grace + (options->is_virtual_time ? VIRTUAL_GRACE : 0);
    recording->stop_ns = clock_monotonic_ns() + (uint64_t)(seconds * NS_PER_SECOND);
}

bool recording_begin(struct recording *recording, const char *path, enum child_start *start,
                     struct trace_error *error)
{
    const struct options *options = recording->options;
    struct preload_choice choice = preload_choose(path, options->is_virtual_time);
    recording->why_nothing = choice.why;
    recording->is_foreign = choice.path != NULL;
    *start = CHILD_STARTED;
    if (!open_pool(recording, error)) {
        return false;
    }
    open_streams(recording);
    bool is_good = write_metadata(recording, error);
    if (is_good) {
        struct child_command command = {
            .path = path,
            .program = options->program,
            .pool_path = recording->owner.path,
            .preload = choice.path,
            .group = recording->keeper->group,
            .is_fixed = options->is_virtual_time,
        };
        signalled_pool = recording->owner.pool;
        catch_signals();
        *start = child_start(&recording->child, &command, error);
        is_good = *start == CHILD_STARTED;
    }
    if (!is_good) {
        recording_finish(recording);
        return false;
    }
    if (options->stop_after > 0) {
        set_stop(recording, BEGIN_GRACE);
    }
    return true;
}

static void note_reaped(void *watch, pid_t pid, int status)
{
    process_watch_reap(watch, pid, status);
}

static bool reap(struct recording *recording)
{
    return child_reap(&recording->child, note_reaped, &recording->processes);
}

/* Kills the program and whatever else is below; comes back when nobody is left. */
static void kill_tree(struct recording *recording)
{
    uint64_t limit_ns = clock_monotonic_ns() + GIVE_UP_AFTER_NS;
    process_tree_signal(SIGKILL);
    while (reap(recording) && !recording->is_given_up) {
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = KILL_STEP_NS}, NULL);
        process_tree_signal(SIGKILL);
        recording->is_given_up = clock_monotonic_ns() >= limit_ns;
    }
}

static bool is_hung(const struct recording *recording)
{
    return recording->watch.is_proven || recording->stuck.is_hung;
}

/* Before anybody is stopped: notes how things stood. */
static void note_stop(struct recording *recording)
{
    hang_watch_stop(&recording->watch);
    stuck_watch_stop(&recording->stuck);
    process_watch_stop(&recording->processes);
    stranger_watch_stop(&recording->strangers);
    recording->outcome = is_hung(recording) ? OUTCOME_HUNG : OUTCOME_INTERRUPTED;
}

/* Asks all processes to stop, and sees to it that they do. */
static void ask_to_stop(struct recording *recording, int signal, uint64_t now_ns)
{
    if (recording->kill_ns != 0) {
        kill_tree(recording);
        return;
    }
    note_stop(recording);
    recording->kill_ns = now_ns + KILL_AFTER_NS;
    process_tree_signal(signal);
}

/* In virtual time the program itself stands still when its time is up. */
static bool is_virtual_over(const struct recording *recording)
{
    return atomic_load_explicit(&recording->owner.pool->is_over, memory_order_acquire) != 0;
}

static bool has_begun(const struct recording *recording)
{
    return atomic_load(&recording->owner.pool->next_process) > 1;
}

/* The program's time counts from where it begins to record: to load it may take longer. */
static bool is_time_over(struct recording *recording, uint64_t now_ns)
{
    if (!recording->is_time_counted && recording->stop_ns && has_begun(recording)) {
        recording->is_time_counted = true;
        set_stop(recording, 0);
    }
    return recording->stop_ns && (now_ns >= recording->stop_ns || is_virtual_over(recording));
}

static void heed_time_and_signals(struct recording *recording, uint64_t now_ns)
{
    int signal = stop_signal;
    stop_signal = 0;
    if (keeper_is_alone(recording->keeper)) {
        note_stop(recording);
        kill_tree(recording);
    } else if (signal) {
        ask_to_stop(recording, signal, now_ns);
    } else if (is_time_over(recording, now_ns)) {
        recording->stop_ns = 0;
        ask_to_stop(recording, SIGTERM, now_ns);
    } else if (recording->kill_ns && now_ns >= recording->kill_ns) {
        kill_tree(recording);
    }
}

/* Somebody below has said that it records, or is about to: it has just been forked. */
static bool has_recorded_process(const struct recording *recording)
{
    struct pool_header *pool = recording->owner.pool;
    uint32_t count = atomic_load(&pool->next_process);
    for (uint32_t process = 1; process < count && process < POOL_PROCESS_MAX; process++) {
        const struct pool_process *row = &pool->processes[process];
        if (process_tree_has((pid_t)atomic_load(&row->pid)) && !atomic_load(&row->is_foreign)) {
            return true;
        }
    }
    return !recording->is_foreign && process_tree_maps(POOL_FILE_NAME);
}

/* Who has just begun another program may not have got to where it says so: two looks. */
static bool is_left_behind(struct recording *recording)
{
    bool has_news = has_recorded_process(recording);
    recording->idle_looks = has_news ? 0 : recording->idle_looks + 1;
    return has_news || recording->idle_looks < IDLE_LOOKS;
}

static bool is_going_on(struct recording *recording)
{
    bool has_anybody = reap(recording);
    if (!has_anybody || recording->is_given_up) {
        return false;
    }
    return !recording->child.has_ended || recording->kill_ns != 0 || is_left_behind(recording);
}

/* After all that was recorded. */
static uint64_t end_ticks(const struct recording *recording)
{
    uint64_t end = recording->collector.end_ticks;
    uint64_t now = is_virtual_over(recording)    ? recording->owner.pool->virtual_limit_ns
                   : recording->clock.is_virtual ? 0
                                                 : clock_ticks(recording->clock.uses_tsc);
    return now > end ? now : end + 1;
}

/* May be done again: what was written before is written over. */
static bool write_sites(struct recording *recording, uint64_t ticks, struct trace_error *error)
{
    own_stream_init(&recording->texts, &recording->store, OWN_SLOT_TEXTS, STREAM_TEXTS);
    return site_resolver_run(recording->directory, &recording->texts, ticks, error) &&
           own_stream_flush(&recording->texts, error);
}

/* What the kernel said. Of a program that has ended, only those count who had been stuck before. */
static bool write_kernel_word(struct recording *recording, uint64_t ticks,
                              struct trace_error *error)
{
    bool has_ended = recording->outcome == OUTCOME_ENDED;
    return stuck_watch_write(&recording->stuck, &recording->texts, ticks, error) &&
           (has_ended || hang_watch_write(&recording->watch, &recording->texts, ticks, error));
}

/* Says what is known by now. */
static bool tell(struct recording *recording, void (*tell_hang)(struct recording *),
                 struct trace_error *error)
{
    uint64_t ticks = end_ticks(recording);
    if (!collector_flush(&recording->collector, error) || !write_sites(recording, ticks, error) ||
        !write_kernel_word(recording, ticks, error) ||
        !own_stream_flush(&recording->texts, error)) {
        return false;
    }
    tell_hang(recording);
    return true;
}

/* Whoever watches through LTTng sees nothing of what comes just before the end of a process. */
static void linger(const struct recording *recording)
{
    if (recording->options->lttng_url) {
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = LINGER_NS}, NULL);
    }
}

/* The program can no longer end. */
static bool heed_hang(struct recording *recording, void (*tell_hang)(struct recording *),
                      struct trace_error *error)
{
    if (!recording->options->waits_on_hang) {
        linger(recording);
        note_stop(recording);
        kill_tree(recording);
    } else if (!recording->was_hang_told) {
        recording->was_hang_told = true;
        return tell(recording, tell_hang, error);
    }
    return true;
}

/* Whoever follows the recording sees what the disk has. */
static bool show(struct recording *recording, uint64_t now_ns, struct trace_error *error)
{
    bool is_due = recording->options->is_viewed && now_ns >= recording->show_ns &&
                  recording->watch.heads != recording->shown_heads;
    if (!is_due) {
        return true;
    }
    recording->show_ns = now_ns + SHOW_NS;
    recording->shown_heads = recording->watch.heads;
    return collector_flush(&recording->collector, error);
}

static bool step(struct recording *recording, void (*tell_hang)(struct recording *),
                 struct trace_error *error)
{
    bool has_news = false;
    uint64_t now_ns = clock_monotonic_ns();
    bool is_good = collector_drain(&recording->collector, error) &&
                   process_watch_step(&recording->processes, now_ns, &has_news, error);
    pool_owner_grow(&recording->owner);
    stranger_watch_step(&recording->strangers, now_ns);
    if (has_news || process_watch_is_anybody_ending(&recording->processes)) {
        hang_watch_begin_anew(&recording->watch);
    }
    if (!is_good || !hang_watch_step(&recording->watch, now_ns, error) ||
        !stuck_watch_step(&recording->stuck, now_ns, error) || !show(recording, now_ns, error)) {
        return false;
    }
    if (recording->kill_ns != 0) {
        return true;
    }
    if (is_hung(recording)) {
        return heed_hang(recording, tell_hang, error);
    }
    bool is_news = recording->stuck.is_news;
    recording->stuck.is_news = false;
    return !is_news || tell(recording, tell_hang, error);
}

bool recording_run(struct recording *recording, void (*tell_hang)(struct recording *),
                   struct trace_error *error)
{
    uint32_t seen = collector_seen(&recording->collector);
    while (is_going_on(recording)) {
        heed_time_and_signals(recording, clock_monotonic_ns());
        if (!step(recording, tell_hang, error)) {
            kill_tree(recording);
            return false;
        }
        if (!recording->collector.has_more) {
            uint64_t now_ns = clock_monotonic_ns();
            collector_wait(&recording->collector,
                           hang_watch_patience(&recording->watch, now_ns, STEP_NS), seen);
        }
        seen = collector_seen(&recording->collector);
    }
    return true;
}

/* What became of the program, if trace-run did not decide it. A terminal's Ctrl-C reaches the
 * program as well. */
static void name_outcome(struct recording *recording)
{
    int status = recording->child.status;
    bool was_interrupted = WIFSIGNALED(status) && WTERMSIG(status) == SIGINT;
    if (recording->outcome == OUTCOME_UNKNOWN) {
        recording->outcome = was_interrupted       ? OUTCOME_INTERRUPTED
                             : WIFSIGNALED(status) ? OUTCOME_CRASHED
                                                   : OUTCOME_ENDED;
    }
}

static const char *const outcome_names[] = {
    [OUTCOME_UNKNOWN] = "unknown",
    [OUTCOME_ENDED] = "ended",
    [OUTCOME_HUNG] = "hung",
    [OUTCOME_CRASHED] = "crashed",
    [OUTCOME_INTERRUPTED] = "interrupted",
};

/* A program that trace-run stopped did not end: its trace shows where everyone stood. */
static bool write_end(struct recording *recording, uint64_t ticks, struct trace_error *error)
{
    uint64_t status = (uint32_t)recording->child.status;
    bool has_ended = recording->outcome == OUTCOME_ENDED || recording->outcome == OUTCOME_CRASHED;
    struct raw_text text = {
        .time_ns = ticks,
        .kind = TEXT_END,
        .value = status,
        .strings = {outcome_names[recording->outcome], "", ""},
    };
    bool was_recorded = has_begun(recording);
    struct raw_text nothing = {
        .time_ns = ticks,
        .kind = TEXT_INFO,
        .strings = {"nothing recorded", recording->why_nothing, ""},
    };
    own_stream_tell_lost(&recording->texts, collector_untold_lost(&recording->collector));
    return (!has_ended || !was_recorded ||
            process_watch_end_first(&recording->processes, ticks, recording->child.status,
                                    error)) &&
           (was_recorded || own_stream_add_text(&recording->texts, &nothing, error)) &&
           own_stream_add_text(&recording->texts, &text, error) &&
           own_stream_flush(&recording->texts, error);
}

bool recording_end(struct recording *recording, struct trace_error *error)
{
    name_outcome(recording);
    if (!process_watch_step_last(&recording->processes, error) ||
        !collector_flush(&recording->collector, error)) {
        return false;
    }
    uint64_t ticks = end_ticks(recording);
    if (!write_sites(recording, ticks, error) || !write_kernel_word(recording, ticks, error) ||
        !stranger_watch_write(&recording->strangers, &recording->texts, ticks, error) ||
        !write_end(recording, ticks, error)) {
        return false;
    }
    stream_store_close(&recording->store); /* there may be just one descriptor left */
    return write_metadata(recording, error);
}

void recording_give_up(struct recording *recording, struct trace_error *error)
{
    uint64_t lost =
        collector_unwritten(&recording->collector) + collector_untold_lost(&recording->collector);
    stream_store_close(&recording->store);
    lost += stream_store_mend(recording->directory);
    if (lost > 0) {
        size_t used = strlen(error->text);
        stream_store_tell_lost(recording->directory, lost);
        snprintf(error->text + used, sizeof(error->text) - used,
                 language_say(N_("; %llu events are lost")), (unsigned long long)lost);
    }
}

void recording_finish(struct recording *recording)
{
    signalled_pool = NULL;
    hang_watch_finish(&recording->watch);
    stuck_watch_finish(&recording->stuck);
    stranger_watch_finish(&recording->strangers);
    process_watch_finish(&recording->processes);
    stream_store_close(&recording->store);
    pool_owner_close(&recording->owner);
}

uint64_t recording_event_count(const struct recording *recording)
{
    return recording->collector.full_event_count + recording->collector.active_event_count;
}

int recording_exit_status(const struct recording *recording)
{
    return recording->outcome == OUTCOME_HUNG ? STATUS_HUNG
                                              : child_exit_status(recording->child.status);
}
