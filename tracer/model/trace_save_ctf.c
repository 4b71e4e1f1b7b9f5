/* Words go to stream 0. A thread's events go to a stream whose last thread has ended before, so
 * that there are as many files as threads at once; threads that recorded nothing have an empty
 * packet each, in a stream of their own. */
#include "tracer/model/trace_save_ctf.h"

#include <stdlib.h>

#include "tracer/format/ctf_writer.h"
#include "tracer/format/recording_folder.h"
#include "tracer/format/trace_error.h"
#include "tracer/model/arena.h"
#include "tracer/model/trace_records.h"

#define WORDS_STREAM  0
#define SILENT_STREAM 1 /* of threads without events */
#define FIRST_STREAM  2

struct saving {
    const struct trace *trace;
    struct ctf_writer *writer;
    uint32_t words_process; /* whose packet is open in the stream of words; NONE_INDEX: none */
    uint32_t *places;       /* numbers of events, thread by thread */
    size_t *begins;         /* by thread: its first one in places; one more for the end */
    uint64_t *free_from;    /* by stream, from FIRST_STREAM: when its last thread ended */
    size_t stream_capacity;
    uint32_t stream_count;
};

/* ---- words ---- */

/* Only the names of objects depend on a process. */
static void put_text(void *context, const struct raw_text *text)
{
    struct saving *saving = context;
    bool is_of_process = id_class(text->key) != ID_THREAD && id_class(text->key) != ID_PROCESS;
    struct ctf_packet_owner owner = {.process = is_of_process ? text->process : 0};
    if (saving->words_process != owner.process) {
        owner.pid = saving->trace->processes[owner.process].pid;
        ctf_writer_begin_packet(saving->writer, &owner, text->time_ns);
        saving->words_process = owner.process;
    }
    ctf_writer_put_text(saving->writer, text);
}

static struct ctf_packet_owner owner_of(const struct trace *trace, uint32_t thread)
{
    const struct trace_thread *known = &trace->threads[thread];
    return (struct ctf_packet_owner){.thread = thread,
                                     .tid = known->tid,
                                     .process = known->process,
                                     .pid = trace->processes[known->process].pid};
}

static void put_thread(void *context, uint32_t thread, uint32_t tid, uint32_t process, uint32_t pid)
{
    (void)context, (void)thread, (void)tid, (void)process, (void)pid; /* each packet says it */
}

/* ---- events ---- */

/* Sorts the events by thread, each thread's in their order. */
static void sort_events(struct saving *saving)
{
    const struct trace *trace = saving->trace;
    saving->places = array_of(trace->event_count, sizeof *saving->places);
    saving->begins = array_of(trace->thread_count + (size_t)2, sizeof *saving->begins);
    for (uint32_t i = 0; i < trace->thread_count + 2; i++) {
        saving->begins[i] = 0;
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        saving->begins[trace->events[i].thread + 2]++;
    }
    for (uint32_t i = 2; i < trace->thread_count + 2; i++) {
        saving->begins[i] += saving->begins[i - 1];
    }
    for (size_t i = 0; i < trace->event_count; i++) { /* which moves them to where they belong */
        saving->places[saving->begins[trace->events[i].thread + 1]++] = (uint32_t)i;
    }
}

static uint32_t choose_stream(struct saving *saving, uint64_t begin_ns, uint64_t end_ns)
{
    uint32_t stream = 0;
    while (stream < saving->stream_count && saving->free_from[stream] > begin_ns) {
        stream++;
    }
    if (stream == saving->stream_count) {
        saving->free_from = array_grow(saving->free_from, ++saving->stream_count,
                                       &saving->stream_capacity, sizeof *saving->free_from);
    }
    saving->free_from[stream] = end_ns;
    return FIRST_STREAM + stream;
}

static void put_events(struct saving *saving, uint32_t thread)
{
    const struct trace *trace = saving->trace;
    const struct ctf_packet_owner owner = owner_of(trace, thread);
    const uint32_t *first = saving->places + saving->begins[thread];
    const uint32_t *end = saving->places + saving->begins[thread + 1];
    uint64_t begin_ns = trace->events[*first].time_ns, end_ns = trace->events[end[-1]].time_ns;
    ctf_writer_choose_stream(saving->writer, choose_stream(saving, begin_ns, end_ns),
                             STREAM_EVENTS);
    ctf_writer_begin_packet(saving->writer, &owner, begin_ns);
    for (const uint32_t *place = first; place < end; place++) {
        struct raw_event event;
        trace_record_fill(&event, trace, *place);
        ctf_writer_put_event(saving->writer, &event);
    }
}

static void put_silent_threads(struct saving *saving)
{
    const struct trace *trace = saving->trace;
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        const struct trace_thread *thread = &trace->threads[i];
        if (thread->begin_event == NONE_INDEX && thread->exists &&
            trace->processes[thread->process].exists) {
            const struct ctf_packet_owner owner = owner_of(trace, i);
            ctf_writer_choose_stream(saving->writer, SILENT_STREAM, STREAM_EVENTS);
            ctf_writer_begin_packet(saving->writer, &owner, 0);
        }
    }
}

/* In the order in which they begin, so that each stream is in order of time. */
static void put_threads(struct saving *saving)
{
    const struct trace *trace = saving->trace;
    sort_events(saving);
    put_silent_threads(saving);
    for (uint32_t i = 0; i < trace->event_count; i++) {
        if (trace->threads[trace->events[i].thread].begin_event == i) {
            put_events(saving, trace->events[i].thread);
        }
    }
    free(saving->places);
    free(saving->begins);
    free(saving->free_from);
}

/* ---- all of it ---- */

static void put_end(struct saving *saving, const struct trace_records_sink *sink)
{
    const struct trace *trace = saving->trace;
    ctf_writer_choose_stream(saving->writer, WORDS_STREAM, STREAM_TEXTS);
    ctf_writer_put_lost(saving->writer, (uint32_t)trace->lost_events);
    saving->words_process = NONE_INDEX;
    ctf_writer_begin_packet(saving->writer, &(struct ctf_packet_owner){0}, 0);
    trace_records_after(trace, sink);
    if (!trace->is_complete && trace->lost_events == 0) {
        ctf_writer_tear(saving->writer);
    }
}

bool trace_save_ctf(const struct trace *trace, const char *directory, struct trace_error *error)
{
    if (trace->lost_events > UINT32_MAX) {
        return trace_error_fill(error, "cannot write '%s': %llu lost events are too many",
                                directory, (unsigned long long)trace->lost_events);
    }
    struct saving saving = {.trace = trace, .words_process = NONE_INDEX};
    const struct trace_records_sink sink = {&saving, put_thread, put_text};
    saving.writer = ctf_writer_open(directory, error);
    if (!saving.writer) {
        return false;
    }
    ctf_writer_choose_stream(saving.writer, WORDS_STREAM, STREAM_TEXTS);
    trace_records_before(trace, &sink);
    put_threads(&saving);
    put_end(&saving, &sink);
    return ctf_writer_close(saving.writer, error);
}

bool trace_save_ctf_make_room(const char *directory, struct trace_error *error)
{
    return recording_folder_make(directory, error);
}
