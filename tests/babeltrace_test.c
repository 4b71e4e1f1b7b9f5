/* CTF that is not ours, by libbabeltrace2: traces made here byte by byte, as other tracers write
 * them. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/ctf_sample.h"
#include "tests/foreign_sample.h"
#include "tests/scratch.h"
#include "tests/trace_text.h"
#include "tracer/event/event_kind.h"
#include "tracer/format/reading_process.h"
#include "tracer/format/trace_error.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"

static struct foreign_stream streams[3];

static void clear(void)
{
    memset(streams, 0, sizeof streams);
}

static struct trace *load(const char *directory)
{
    struct trace_error error = {""};
    struct trace *trace = trace_load(directory, &error);
    check_text_equal(error.text, "");
    if (!trace) {
        exit(EXIT_FAILURE);
    }
    return trace;
}

static struct trace *load_streams(size_t count)
{
    char *directory = scratch_new_folder();
    foreign_write(directory, streams, count);
    struct trace *trace = load(directory);
    free(directory);
    return trace;
}

static void fill_two_threads(void)
{
    clear();
    for (uint32_t i = 0; i < 2; i++) {
        foreign_begin_packet(&streams[i], FOREIGN_WITH_THREADS, 1000);
    }
    /* Thread 41 changes the processor, and with it the stream. */
    foreign_add_tick(&streams[0], 1000, 40, 40, "app", 1);
    foreign_add_tick(&streams[0], 1010, 41, 40, "worker", 2);
    foreign_add_tick(&streams[1], 1020, 41, 40, "worker", 3);
    foreign_add_tick(&streams[1], 1025, 50, 50, "other", 4);
    foreign_add_tick(&streams[0], 1030, 41, 40, "worker", 5);
    for (uint32_t i = 0; i < 2; i++) {
        foreign_end_packet(&streams[i], 1030, 0);
    }
}

static void check_mark(const struct trace *trace, uint32_t index, uint64_t time_ns,
                       const char *thread, const char *text)
{
    const struct event *event = &trace->events[index];
    check_int_equal(event->kind, EVENT_MARK);
    check_int_equal(event->time_ns, time_ns);
    check_text_equal(trace->threads[event->thread].name, thread);
    check_text_equal(event_text(trace, event), text);
}

static void test_events_are_marks_on_their_threads(void)
{
    fill_two_threads();
    struct trace *trace = load_streams(2);
    check_int_equal(trace->event_count, 5);
    check_int_equal(trace->thread_count, 1 + 3);
    check_int_equal(trace->process_count, 1 + 2);
    check_mark(trace, 0, 0, "app", "demo:tick n=1");
    check_mark(trace, 1, 10, "worker 41", "demo:tick n=2");
    check_mark(trace, 2, 20, "worker 41", "demo:tick n=3");
    check_mark(trace, 3, 25, "other", "demo:tick n=4");
    check_mark(trace, 4, 30, "worker 41", "demo:tick n=5");
    check_int_equal(trace->threads[trace->events[2].thread].tid, 41);
    check_int_equal(trace->processes[trace->threads[trace->events[2].thread].process].pid, 40);
    check_true(trace->is_complete);
    trace_destroy(trace);
}

static void test_fields_are_told_in_words(void)
{
    clear();
    foreign_begin_packet(&streams[0], FOREIGN_BARE, 1000);
    foreign_add_head(&streams[0], 1000, FOREIGN_ALL);
    foreign_add_number(&streams[0], (uint64_t)-7, 4);
    foreign_add_number(&streams[0], 0xabcd, 8);
    foreign_add_number(&streams[0], UINT64_C(0x3fe0000000000000), 8); /* one half */
    foreign_add_string(&streams[0], "天猫 \"x\"\n\xff");
    foreign_add_number(&streams[0], 2, 1);
    foreign_add_number(&streams[0], 3, 1);
    for (uint64_t i = 1; i <= 3; i++) {
        foreign_add_number(&streams[0], i, 2);
    }
    foreign_add_number(&streams[0], 0x0504, 2);
    foreign_add_number(&streams[0], 0x0706, 2);
    foreign_end_packet(&streams[0], 1000, 0);
    struct trace *trace = load_streams(1);
    check_mark(trace, 0, 0, "channel_0",
               "demo:all below=-7 address=0xabcd ratio=0.5 text=\"天猫 \\\"x\\\"\\n\ufffd\" "
               "colour=BLUE list=[1, 2, 3] pair=[4, 5] point={x=6 y=7}");
    trace_destroy(trace);
}

static void test_streams_without_threads_are_lanes(void)
{
    clear();
    for (uint32_t i = 0; i < 2; i++) {
        foreign_begin_packet(&streams[i], FOREIGN_BARE, 1000);
        foreign_add_head(&streams[i], 1000 + i, FOREIGN_TICK);
        foreign_add_number(&streams[i], i, 4);
        foreign_end_packet(&streams[i], 2000, 0);
    }
    struct trace *trace = load_streams(2);
    check_mark(trace, 0, 0, "channel_0", "demo:tick n=0");
    check_mark(trace, 1, 1, "channel_1", "demo:tick n=1");
    trace_destroy(trace);
}

static void test_discarded_events_are_lost(void)
{
    fill_two_threads();
    foreign_begin_packet(&streams[0], FOREIGN_WITH_THREADS, 1040);
    foreign_end_packet(&streams[0], 1050, 9);
    struct trace *trace = load_streams(2);
    check_int_equal(trace->event_count, 5);
    check_int_equal(trace->lost_events, 9);
    check_true(!trace->is_complete);
    trace_destroy(trace);
}

static void test_streams_cut_inside_a_packet_are_torn(void)
{
    fill_two_threads();
    size_t whole = streams[1].size;
    for (uint32_t i = 0; i < 2; i++) {
        foreign_begin_packet(&streams[i], FOREIGN_WITH_THREADS, 1100);
        foreign_add_tick(&streams[i], 1100, 40, 40, "app", 6);
        foreign_end_packet(&streams[i], 1100, 0);
    }
    foreign_begin_packet(&streams[2], FOREIGN_WITH_THREADS, 1200);
    foreign_add_tick(&streams[2], 1200, 40, 40, "app", 7);
    foreign_end_packet(&streams[2], 1200, 0);
    streams[1].size = whole + 50;
    streams[2].size -= 1;
    struct trace *trace = load_streams(3);
    check_int_equal(trace->event_count, 5 + 1);
    check_mark(trace, 5, 100, "app", "demo:tick n=6");
    check_true(!trace->is_complete);
    trace_destroy(trace);
}

static char *make_folder_in(const char *directory, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", directory, name) < 0 || mkdir(path, 0700) != 0) {
        exit(EXIT_FAILURE);
    }
    return path;
}

static void test_traces_further_down_are_one(void)
{
    char *directory = scratch_new_folder();
    char *ust = make_folder_in(directory, "ust"), *pid = make_folder_in(ust, "pid");
    for (uint32_t i = 0; i < 2; i++) {
        char *folder = make_folder_in(pid, i ? "b" : "a");
        clear();
        foreign_begin_packet(&streams[0], FOREIGN_WITH_THREADS, 1000);
        foreign_add_tick(&streams[0], 1010 - i * 10, 60 + i, 60 + i, i ? "b" : "a", i);
        foreign_end_packet(&streams[0], 1010, 0);
        foreign_write(folder, streams, 1);
        free(folder);
    }
    struct trace *trace = load(directory);
    check_int_equal(trace->event_count, 2);
    check_mark(trace, 0, 0, "b", "demo:tick n=1");
    check_mark(trace, 1, 10, "a", "demo:tick n=0");
    trace_destroy(trace);
    free(directory), free(ust), free(pid);
}

/* ---- our own provider ---- */

static void add_record(struct foreign_stream *stream, const struct packet_head *head,
                       const struct record *record)
{
    foreign_add_head(stream, 1000 + record->ticks, FOREIGN_RECORD);
    foreign_add_number(stream, record->ticks, 8);
    foreign_add_number(stream, head->thread, 4);
    foreign_add_number(stream, head->process, 4);
    foreign_add_number(stream, head->tid, 4);
    foreign_add_number(stream, head->pid, 4);
    foreign_add_number(stream, record_kind(record), 2);
    foreign_add_number(stream, record_flags(record), 2);
    foreign_add_number(stream, record_site(record), 8);
    foreign_add_number(stream, record_object(record), 8);
    foreign_add_number(stream, record->value, 8);
}

/* Returns where the next one is. */
static const char *add_words(struct foreign_stream *stream, const struct packet_head *head,
                             const char *at)
{
    struct text_fixed fixed;
    memcpy(&fixed, at, sizeof fixed);
    at += sizeof fixed;
    foreign_add_head(stream, 1000 + fixed.ticks, FOREIGN_WORDS);
    foreign_add_number(stream, fixed.ticks, 8);
    foreign_add_number(stream, head->thread, 4);
    foreign_add_number(stream, head->process, 4);
    foreign_add_number(stream, head->tid, 4);
    foreign_add_number(stream, head->pid, 4);
    foreign_add_number(stream, fixed.kind, 2);
    foreign_add_number(stream, fixed.key, 8);
    foreign_add_number(stream, fixed.value, 8);
    foreign_add_number(stream, fixed.extra, 8);
    for (int i = 0; i < TEXT_STRINGS; i++) {
        foreign_add_string(stream, at);
        at += strlen(at) + 1;
    }
    return at;
}

static void add_packet(struct foreign_stream *stream, const struct packet_head *head)
{
    const char *at = (const char *)(head + 1), *end = (const char *)head + head->content_bits / 8;
    foreign_begin_packet(stream, FOREIGN_BARE, 1000 + head->begin);
    while (at < end) {
        if (head->stream == STREAM_TEXTS) {
            at = add_words(stream, head, at);
        } else {
            add_record(stream, head, (const struct record *)at);
            at += sizeof(struct record);
        }
    }
    foreign_end_packet(stream, 3000, 0);
}

static void add_clock(struct foreign_stream *stream, uint64_t frequency, uint64_t offset)
{
    foreign_begin_packet(stream, FOREIGN_BARE, 4000);
    foreign_add_head(stream, 4000, FOREIGN_CLOCK);
    foreign_add_number(stream, frequency, 8);
    foreign_add_number(stream, 1700000000, 8);
    foreign_add_number(stream, offset, 8);
    foreign_add_number(stream, 1, 1);
    foreign_end_packet(stream, 4000, 0);
}

static struct sample_stream sample[3];

/* The sample of our own CTF as LTTng would have it. */
static void fill_from_sample(uint64_t frequency)
{
    clear();
    sample_fill(sample);
    for (uint32_t i = 0; i < 3; i++) {
        for (size_t packet = 0; packet < sample[i].packet_count; packet++) {
            if (sample_head(&sample[i], packet)->magic != 0) {
                add_packet(&streams[i], sample_head(&sample[i], packet));
            }
        }
    }
    if (frequency) {
        add_clock(&streams[2], frequency, 0);
    }
}

static void test_our_events_make_the_same_trace(void)
{
    fill_from_sample(3000000000);
    char *directory = sample_write(sample, 3, 3000000000);
    struct trace *ours = load(directory), *theirs = load_streams(3);
    check_true(traces_are_same(ours, theirs));
    trace_destroy(ours);
    trace_destroy(theirs);
    free(directory);
}

static void test_without_clock_times_are_lttngs(void)
{
    fill_from_sample(0);
    struct trace *trace = load_streams(3);
    check_int_equal(trace->event_count, 14);
    check_int_equal(trace->events[1].time_ns, 10);
    trace_destroy(trace);
}

static void test_only_the_last_repeat_counts(void)
{
    const uint64_t counts[] = {1, 2, 3, 0, 1};
    struct packet_head head = {.thread = 1, .process = 1, .tid = 7, .pid = 7};
    clear();
    foreign_begin_packet(&streams[0], FOREIGN_BARE, 1000);
    for (size_t i = 0; i < 5; i++) {
        uint16_t kind = counts[i] ? EVENT_REPEAT : EVENT_SLEEP;
        struct record record = record_pack(10 * i, kind, 0, 0, 0, counts[i]);
        add_record(&streams[0], &head, &record);
    }
    foreign_end_packet(&streams[0], 3000, 0);
    add_clock(&streams[0], 1000000000, 1000);
    struct trace *trace = load_streams(1);
    check_int_equal(trace->event_count, 3);
    check_int_equal(trace->events[0].value, 3);
    check_int_equal(trace->events[1].kind, EVENT_SLEEP);
    check_int_equal(trace->events[2].value, 1);
    trace_destroy(trace);
}

static void test_marks_lie_among_our_events(void)
{
    clear();
    struct packet_head head = {.thread = 3, .process = 2, .tid = 41, .pid = 40};
    struct record records[] = {record_pack(1000, EVENT_SLEEP, 0, 0, 0, 0),
                               record_pack(1060, EVENT_SLEEP, 0, 0, 0, 0)};
    foreign_begin_packet(&streams[0], FOREIGN_BARE, 1000);
    add_record(&streams[0], &head, &records[0]);
    add_record(&streams[0], &head, &records[1]);
    foreign_end_packet(&streams[0], 3000, 0);
    add_clock(&streams[0], 1000000000, 1000);
    foreign_begin_packet(&streams[1], FOREIGN_WITH_THREADS, 1000);
    foreign_add_tick(&streams[1], 2020, 41, 40, "worker", 8);
    foreign_end_packet(&streams[1], 2030, 0);
    struct trace *trace = load_streams(2);
    check_int_equal(trace->event_count, 3);
    check_int_equal(trace->events[1].kind, EVENT_MARK);
    check_int_equal(trace->events[1].time_ns, 20);
    check_int_equal(trace->events[1].thread, 3);
    check_int_equal(trace->events[2].time_ns, 60);
    trace_destroy(trace);
}

static void test_lost_events_of_the_recorder_count(void)
{
    fill_two_threads();
    foreign_begin_packet(&streams[2], FOREIGN_BARE, 1040);
    foreign_add_head(&streams[2], 1040, FOREIGN_LOST);
    foreign_add_number(&streams[2], 12, 8);
    foreign_end_packet(&streams[2], 1050, 0);
    struct trace *trace = load_streams(3);
    check_int_equal(trace->lost_events, 12);
    trace_destroy(trace);
}

/* ---- refusing ---- */

static void check_refused(const char *directory, const char *expected)
{
    struct trace_error error = {""};
    struct trace *trace = trace_load(directory, &error);
    check_true(trace == NULL);
    if (!strstr(error.text, expected) || !strstr(error.text, directory)) {
        check_text_equal(error.text, expected);
    }
    check_true(strchr(error.text, '\n') == NULL);
    trace_destroy(trace);
}

static void test_refusals_name_the_file(void)
{
    char *directory = scratch_new_folder();
    fill_two_threads();
    foreign_write(directory, streams, 2);
    streams[1].bytes[0] = 7;
    sample_write_file(directory, "channel_1", streams[1].bytes, streams[1].size);
    check_refused(directory, ": Invalid CTF magic number: magic=c1fc1f07 (");
    check_refused(directory, "channel_1`");
    sample_write_file(directory, "metadata", "/* CTF 1.8 */ trace {", 21);
    check_refused(directory, ": Cannot create the metadata AST out of the metadata text");
    static const char bad_name[] =
        "/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = le; uuid = \"\xff\n\"; };";
    sample_write_file(directory, "metadata", bad_name, sizeof bad_name - 1);
    check_refused(directory, "\ufffd");
    free(directory);
}

static void test_our_events_without_a_field_are_refused(void)
{
    char *directory = scratch_new_folder();
    clear();
    foreign_begin_packet(&streams[0], FOREIGN_BARE, 1000);
    foreign_add_head(&streams[0], 1000, FOREIGN_CRIPPLE);
    foreign_add_number(&streams[0], 1, 8);
    foreign_end_packet(&streams[0], 1000, 0);
    foreign_write(directory, streams, 1);
    check_refused(directory, ": threadlane:sleep: expected a field value");
    free(directory);
}

static uint32_t random_below(uint32_t limit)
{
    static uint64_t state = 42;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % limit;
}

#define FLIPS 60

static void test_spoilt_bytes_end_in_a_trace_or_an_error(void)
{
    char *directory = scratch_new_folder();
    unsigned refused = 0;
    for (unsigned i = 0; i < FLIPS; i++) {
        struct trace_error error = {""};
        fill_from_sample(3000000000);
        unsigned char *byte = &streams[i % 3].bytes[random_below((uint32_t)streams[i % 3].size)];
        *byte ^= (unsigned char)(1u << random_below(8));
        foreign_write(directory, streams, 3);
        struct trace *trace = trace_load(directory, &error);
        check_true((trace == NULL) == (error.text[0] != '\0'));
        refused += trace == NULL;
        trace_destroy(trace);
    }
    check_true(refused > 0);
    free(directory);
}

/* ---- a process of its own ---- */

static bool read_and_abort(const char *path, const struct trace_sink *sink,
                           struct trace_error *error)
{
    (void)path, (void)error;
    fputs("printed by a library\n", stderr);
    sink->take_lost(sink->context, 1);
    abort();
}

static bool read_for_ever(const char *path, const struct trace_sink *sink,
                          struct trace_error *error)
{
    (void)path, (void)sink, (void)error;
    for (volatile unsigned count = 0;; count++) {
    }
    return false;
}

static void ignore_lost(void *context, uint64_t count)
{
    (void)context, (void)count;
}

static void check_death(reading_function read, const char *expected)
{
    const struct trace_sink sink = {.take_lost = ignore_lost};
    const struct reading_limit limit = {.memory_size = UINT64_C(1) << 30, .seconds = 1};
    struct trace_error error = {""};
    check_true(!reading_process_run(read, "x", limit, &sink, &error));
    check_text_equal(error.text, expected);
}

static void test_a_library_that_dies_is_an_error(void)
{
    check_death(read_and_abort, "x: the library that reads it failed: Aborted");
    check_death(read_for_ever, "x: reading it does not come to an end");
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"babeltrace@events-are-marks-on-their-threads", test_events_are_marks_on_their_threads},
        {"babeltrace@fields-are-told-in-words", test_fields_are_told_in_words},
        {"babeltrace@streams-without-threads-are-lanes", test_streams_without_threads_are_lanes},
        {"babeltrace@discarded-events-are-lost", test_discarded_events_are_lost},
        {"babeltrace@streams-cut-inside-a-packet-are-torn",
         test_streams_cut_inside_a_packet_are_torn},
        {"babeltrace@traces-further-down-are-one", test_traces_further_down_are_one},
        {"babeltrace@our-events-make-the-same-trace", test_our_events_make_the_same_trace},
        {"babeltrace@without-clock-times-are-lttngs", test_without_clock_times_are_lttngs},
        {"babeltrace@only-the-last-repeat-counts", test_only_the_last_repeat_counts},
        {"babeltrace@marks-lie-among-our-events", test_marks_lie_among_our_events},
        {"babeltrace@lost-events-of-the-recorder-count", test_lost_events_of_the_recorder_count},
        {"babeltrace@refusals-name-the-file", test_refusals_name_the_file},
        {"babeltrace@our-events-without-a-field-are-refused",
         test_our_events_without_a_field_are_refused},
        {"babeltrace@spoilt-bytes-end-in-a-trace-or-an-error",
         test_spoilt_bytes_end_in_a_trace_or_an_error},
        {"babeltrace@a-library-that-dies-is-an-error", test_a_library_that_dies_is_an_error},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
