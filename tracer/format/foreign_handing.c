/* What has been gathered becomes records in the order, with the numbers and the times that a sink
 * wants. Nothing that a later handing over needs is lost by it. */
#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_kind.h"
#include "tracer/format/ctf_clock.h"
#include "tracer/format/foreign_trace.h"
#include "tracer/format/trace_error.h"

#define NS_PER_SECOND UINT64_C(1000000000)
#define OUTDATED      (NO_STREAM - 1)

/* ---- what it is about ---- */

static void tell_program(const struct trace_sink *sink, const char *name)
{
    struct raw_text text = {.kind = TEXT_INFO, .strings = {"program", name, ""}};
    sink->take_text(sink->context, &text);
}

/* The picture's title: a trace of others does not say what was recorded, but its folder has a name.
 */
static void tell_folder(const struct trace_sink *sink, const char *path)
{
    char *name = strdup(path);
    if (!name) {
        abort();
    }
    for (size_t size = strlen(name); size > 1 && name[size - 1] == '/'; size--) {
        name[size - 1] = '\0';
    }
    const char *slash = strrchr(name, '/');
    tell_program(sink, slash && slash[1] ? slash + 1 : name);
    free(name);
}

/* ---- order and times ---- */

static int compare_events(const void *a, const void *b)
{
    const struct foreign_event *x = a, *y = b;
    if (x->event.time_ns != y->event.time_ns) {
        return x->event.time_ns < y->event.time_ns ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

static bool is_ours(const struct foreign_event *event)
{
    return event->foreign == NO_STREAM;
}

/* A recorder of ours writes how often something has happened again over what it wrote before. LTTng
 * cannot: of repeats in a row only the last one counts. */
static void drop_outdated_repeats(struct foreign_trace *trace)
{
    const struct foreign_parties *parties = &trace->parties;
    uint32_t thread_max = 0;
    for (uint32_t i = 0; i < parties->count; i++) {
        thread_max += parties->parties[i].thread_max;
    }
    size_t *latest = calloc(thread_max + (size_t)1, sizeof *latest);
    size_t count = 0;
    if (!latest) {
        abort();
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        struct foreign_event *event = &trace->events[i];
        uint32_t thread = is_ours(event) ? foreign_party_thread(&parties->parties[event->party],
                                                                event->event.thread)
                                         : 0;
        size_t *last = &latest[thread]; /* its place plus one */
        bool is_repeat = is_ours(event) && event->event.kind == EVENT_REPEAT;
        if (is_repeat && *last > 0 && trace->events[*last - 1].event.kind == EVENT_REPEAT) {
            trace->events[*last - 1].foreign = OUTDATED;
        }
        *last = i + 1;
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        if (trace->events[i].foreign != OUTDATED) {
            trace->events[count++] = trace->events[i];
        }
    }
    trace->event_count = count;
    free(latest);
}

/* Ours have ticks, from which follow the same times as in our own recording. They are placed among
 * the others' by the time of day; without a clock, LTTng's times have to do. */
static uint64_t time_of_ticks(const struct foreign_party *party, uint64_t ticks)
{
    const struct lttng_clock *said = &party->clock;
    struct ctf_clock clock = {.ticks_per_second = said->frequency};
    uint64_t since = ticks > party->first_ticks ? ticks - party->first_ticks : 0;
    return FOREIGN_ORIGIN_NS + said->offset_seconds * NS_PER_SECOND +
           ctf_clock_ns(&clock, said->offset_ticks + party->first_ticks) +
           ctf_clock_ns(&clock, since);
}

static void set_times(struct foreign_trace *trace)
{
    for (size_t i = 0; i < trace->event_count; i++) {
        struct foreign_event *event = &trace->events[i];
        const struct foreign_party *party = &trace->parties.parties[event->party];
        if (is_ours(event) && party->clock.frequency != 0) {
            event->event.time_ns = time_of_ticks(party, event->ticks);
        }
    }
    for (size_t i = 0; i < trace->texts.count; i++) {
        struct foreign_text *text = &trace->texts.texts[i];
        bool is_known =
            text->party != NO_PARTY && trace->parties.parties[text->party].clock.frequency != 0;
        if (is_known) {
            text->text.time_ns = time_of_ticks(&trace->parties.parties[text->party], text->ticks);
        }
    }
}

/* Times count from there. */
static bool find_first(const struct foreign_trace *trace, uint64_t *first_ns)
{
    uint64_t first = UINT64_MAX, last = 0;
    for (size_t i = 0; i < trace->event_count; i++) {
        uint64_t time_ns = trace->events[i].event.time_ns;
        first = time_ns < first ? time_ns : first;
        last = time_ns > last ? time_ns : last;
    }
    *first_ns = first;
    return last < first || last - first <= RAW_TIME_MAX ||
           trace_error_fill(trace->error,
                            "%.400s: expected times less than 292 years after the first",
                            trace->path);
}

/* ---- handing over ---- */

static bool hand_over_event(struct foreign_trace *trace, const struct foreign_event *taken,
                            uint64_t first_ns)
{
    struct raw_event event = taken->event;
    event.time_ns -= first_ns;
    if (is_ours(taken)) {
        foreign_party_move_event(&trace->parties.parties[taken->party], &event);
    } else {
        const struct foreign_thread *thread = trace->threads.threads[taken->foreign];
        event.thread = thread->number;
        event.process = thread->process;
    }
    return trace->sink->take_events(trace->sink->context, &event, 1);
}

/* Source lines are told for all processes of their party at once; another's addresses are other
 * places. */
static void hand_over_sites(struct foreign_trace *trace, const struct foreign_party *party,
                            const struct raw_text *text)
{
    for (uint32_t process = 1; process <= party->process_max; process++) {
        struct raw_text site = *text;
        site.process = foreign_party_process(party, process);
        trace->sink->take_text(trace->sink->context, &site);
    }
}

static void hand_over_text(struct foreign_trace *trace, const struct foreign_text *taken,
                           uint64_t first_ns)
{
    struct raw_text text = taken->text;
    text.time_ns = text.time_ns > first_ns ? text.time_ns - first_ns : 0;
    if (taken->party == NO_PARTY) {
        trace->sink->take_text(trace->sink->context, &text);
        return;
    }
    const struct foreign_party *party = &trace->parties.parties[taken->party];
    if (text.kind == TEXT_SITE && text.process == 0 && trace->parties.count > 1) {
        hand_over_sites(trace, party, &text);
        return;
    }
    foreign_party_move_text(party, &text);
    trace->sink->take_text(trace->sink->context, &text);
}

static uint32_t count_runs(const struct foreign_parties *parties)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < parties->count; i++) {
        count += parties->parties[i].thread_max > 0;
    }
    return count;
}

bool foreign_trace_has_runs(const struct foreign_trace *trace)
{
    return count_runs(&trace->parties) > 0;
}

bool foreign_trace_has_ended(const struct foreign_trace *trace)
{
    uint32_t run_count = count_runs(&trace->parties);
    return run_count > 0 && foreign_texts_end(&trace->texts, run_count);
}

bool foreign_trace_lacks_program(const struct foreign_trace *trace)
{
    return !foreign_trace_has_runs(trace) && foreign_texts_tell_end(&trace->texts);
}

static void hand_over_texts(struct foreign_trace *trace, uint64_t first_ns)
{
    uint32_t run_count = count_runs(&trace->parties);
    const struct foreign_text *end = foreign_texts_end(&trace->texts, run_count);
    char *program = foreign_texts_program(&trace->texts);
    if (!program) {
        tell_folder(trace->sink, trace->path);
    } else if (run_count > 1) {
        tell_program(trace->sink, program); /* the first one that is said counts */
    }
    free(program);
    for (size_t i = 0; i < trace->texts.count; i++) {
        const struct foreign_text *text = &trace->texts.texts[i];
        if (text->text.kind != TEXT_END || text == end) {
            hand_over_text(trace, text, first_ns);
        }
    }
}

static bool hand_over_threads(struct foreign_trace *trace)
{
    for (uint32_t i = 0; i < trace->parties.count; i++) {
        if (!foreign_party_tell_threads(&trace->parties.parties[i], trace->sink)) {
            return false;
        }
    }
    return foreign_threads_number(&trace->threads, &trace->parties, trace->sink);
}

static bool hand_over_events(struct foreign_trace *trace, uint64_t first_ns)
{
    for (size_t i = 0; i < trace->event_count; i++) {
        if (!hand_over_event(trace, &trace->events[i], first_ns)) {
            return false;
        }
    }
    return true;
}

bool foreign_trace_hand_over(struct foreign_trace *trace)
{
    uint64_t first_ns = 0;
    if (trace->event_count > 0) {
        qsort(trace->events, trace->event_count, sizeof *trace->events, compare_events);
    }
    foreign_texts_sort(&trace->texts);
    foreign_parties_place(&trace->parties);
    drop_outdated_repeats(trace);
    set_times(trace);
    if (!find_first(trace, &first_ns)) {
        return false;
    }
    if (!hand_over_threads(trace) || !hand_over_events(trace, first_ns)) {
        return foreign_trace_refuse_thread(trace);
    }
    hand_over_texts(trace, first_ns);
    if (trace->lost > 0) {
        trace->sink->take_lost(trace->sink->context, trace->lost);
    }
    if (trace->is_torn) {
        trace->sink->take_torn(trace->sink->context);
    }
    return true;
}
