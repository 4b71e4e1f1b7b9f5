#include <stdlib.h>

#include "tests/check.h"
#include "tests/ctf_sample.h"
#include "tests/scratch.h"
#include "tests/trace_text.h"
#include "tracer/event/event_kind.h"
#include "tracer/format/ctf_clock.h"
#include "tracer/format/ctf_reader.h"
#include "tracer/model/trace_builder.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"

static struct sample_stream streams[3];

static struct trace *load_sample(uint64_t ticks_per_second)
{
    struct trace_error error = {""};
    char *directory = sample_write(streams, 3, ticks_per_second);
    struct trace *trace = trace_load(directory, &error);
    check_text_equal(error.text, "");
    free(directory);
    return trace;
}

static void test_records_become_events(void)
{
    sample_fill(streams);
    struct trace *trace = load_sample(1000000000);
    check_int_equal(trace->event_count, 14);
    check_int_equal(trace->thread_count, 3);
    check_int_equal(trace->threads[1].tid, 101);
    check_int_equal(trace->processes[1].pid, 77);
    check_text_equal(trace->objects[0].name, "锁");
    check_text_equal(trace->threads[2].name, "bad \ufffd\ufffd name");
    check_text_equal(trace->program, "scenarios/sample");
    check_int_equal(trace->outcome, OUTCOME_HUNG);
    check_int_equal(trace->exit_status, 9);
    check_int_equal(trace->end_ns, 300);
    check_true(trace->is_complete);
    trace_destroy(trace);
}

static void test_ticks_become_ns_of_any_clock(void)
{
    sample_fill(streams);
    struct trace *trace = load_sample(3000000000);
    check_int_equal(trace->events[1].time_ns, 3); /* 10 ticks of a third of a ns */
    check_int_equal(trace->end_ns, 100);
    trace_destroy(trace);
}

/* A lock at an address, taken by a call of a library, wherever the kernel has put the two. */
static struct trace *load_placed(uint64_t heap, uint64_t library)
{
    memset(streams, 0, sizeof streams);
    sample_begin_packet(&streams[0], STREAM_EVENTS, 1, 1000);
    const uint16_t kinds[] = {EVENT_LOCK_ACQUIRE, EVENT_LOCK_RELEASE, EVENT_OBJECT_CREATE,
                              EVENT_LOCK_ACQUIRE};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        uint16_t flags = kinds[i] == EVENT_OBJECT_CREATE ? FLAG_ADDRESS | TYPE_LOCK : FLAG_ADDRESS;
        sample_add_event(&streams[0], record_pack(1000 + i, kinds[i], flags, library + 0x40 + i,
                                                  heap + 0x10, 1));
    }
    sample_begin_packet(&streams[2], STREAM_TEXTS, 0, 1000);
    sample_head(&streams[2], 0)->process = 1;
    sample_add_text(
        &streams[2],
        (struct text_fixed){.ticks = 999, .kind = TEXT_MODULE, .key = library, .value = 0x1000},
        "/usr/lib/libdemo.so", "", "");
    sample_add_text(
        &streams[2],
        (struct text_fixed){.ticks = 1003, .kind = TEXT_SITE, .key = library + 0x41, .value = 7},
        "demo.c", "give", "unlock(lock);");
    return load_sample(1000000000);
}

static void test_another_layout_of_memory_is_the_same_trace(void)
{
    struct trace *low = load_placed(0x555500000000, 0x7f0000000000);
    struct trace *high = load_placed(0x7fff12340000, 0x400000);
    check_int_equal(low->object_count, 2); /* made again at its address */
    check_int_equal(high->object_count, low->object_count);
    check_int_equal(low->site_count, 4);
    check_int_equal(high->site_count, low->site_count);
    check_text_equal(low->sites[0].file, "libdemo.so+0x40");
    check_text_equal(low->sites[1].file, "demo.c");
    for (uint32_t i = 0; i < low->event_count; i++) {
        check_true(memcmp(&low->events[i], &high->events[i], sizeof low->events[i]) == 0);
        check_text_equal(low->sites[i].file, high->sites[i].file);
    }
    trace_destroy(low);
    trace_destroy(high);
}

static void test_late_ticks_stay_exact(void)
{
    sample_fill(streams);
    /* Ten years of 2.4 GHz do not fit 64 bits once multiplied by a thousand million. */
    sample_begin_packet(&streams[1], STREAM_EVENTS, 2, UINT64_C(757382400000000000));
    sample_add_event(&streams[1],
                     record_pack(UINT64_C(757382400000001000) + 24, EVENT_SLEEP, 0, 0, 0, 0));
    struct trace *trace = load_sample(2400000000);
    check_int_equal(trace->events[14].time_ns, INT64_C(315576000000000010));
    trace_destroy(trace);
}

static void test_json_of_it_is_the_same(void)
{
    struct trace_error error = {""};
    char *path = scratch_new_path();
    sample_fill(streams);
    struct trace *trace = load_sample(2445000000);
    check_true(trace_save(trace, path, &error));
    struct trace *again = trace_load(path, &error);
    check_text_equal(error.text, "");
    check_true(again && traces_are_same(trace, again));
    trace_destroy(trace);
    trace_destroy(again);
    free(path);
}

static void test_order_of_files_does_not_matter(void)
{
    sample_fill(streams);
    struct trace *trace = load_sample(1000000000);
    struct sample_stream first = streams[0];
    streams[0] = streams[2];
    streams[2] = first;
    struct trace *other = load_sample(1000000000);
    check_true(traces_are_same(trace, other));
    trace_destroy(trace);
    trace_destroy(other);
}

static void test_discarded_events_are_counted_once_a_file(void)
{
    sample_fill(streams);
    sample_head(&streams[0], 0)->events_discarded = 3;
    sample_head(&streams[0], 2)->events_discarded = 5; /* of the whole file so far */
    struct trace *trace = load_sample(1000000000);
    check_int_equal(trace->lost_events, 5);
    check_true(!trace->is_complete);
    trace_destroy(trace);
}

static void test_file_cut_inside_a_packet_is_torn(void)
{
    struct trace_error error = {""};
    sample_fill(streams);
    char *directory = sample_write(streams, 3, 1000000000);
    sample_write_file(directory, "stream_1", streams[1].bytes, 64 + 2 * 32 + 31);
    struct trace *trace = trace_load(directory, &error);
    check_text_equal(error.text, "");
    check_int_equal(trace->event_count, 7 + 2);
    check_true(!trace->is_complete);
    trace_destroy(trace);
    free(directory);
}

/* Loads the spoilt sample; what the error says after the directory's name. */
static void check_refused(const char *expected)
{
    struct trace_error error = {""};
    char *directory = sample_write(streams, 3, 1000000000);
    struct trace *trace = trace_load(directory, &error);
    check_true(trace == NULL);
    check_true(strncmp(error.text, directory, strlen(directory)) == 0);
    check_text_equal(trace ? "a trace" : error.text + strlen(directory) + 1, expected);
    trace_destroy(trace);
    free(directory);
}

static void test_refusals_name_file_byte_and_expectation(void)
{
    sample_fill(streams);
    sample_head(&streams[0], 2)->magic = 7;
    check_refused("stream_0: byte 131072: expected a packet's magic number 0xc1fc1fc1");
    sample_fill(streams);
    sample_head(&streams[1], 0)->stream = 2;
    check_refused("stream_1: byte 4: expected stream class 0 (events) or 1 (texts)");
    sample_fill(streams);
    sample_head(&streams[1], 0)->packet_bits = 64;
    check_refused("stream_1: byte 32: expected a packet size of 524288 bits");
    sample_fill(streams);
    sample_head(&streams[1], 0)->content_bits = PACKET_SIZE * 8 + 256;
    check_refused("stream_1: byte 24: expected a content size of 512 to 524288 bits, whole bytes");
    sample_fill(streams);
    sample_head(&streams[1], 0)->content_bits += 8;
    check_refused("stream_1: byte 24: expected a content size of whole 32-byte records");
    sample_fill(streams);
    sample_head(&streams[1], 0)->thread = 1u << 20;
    check_refused("stream_1: byte 56: expected thread and process numbers below 1048576, one "
                  "process a thread");
}

static void test_ragged_texts_are_refused(void)
{
    sample_fill(streams);
    sample_head(&streams[2], 0)->content_bits += 33 * 8;
    check_refused("stream_2: byte 547: expected a whole text record");
    sample_fill(streams);
    sample_head(&streams[2], 0)->content_bits -= 8;
    check_refused("stream_2: byte 546: expected a string of at most 20479 bytes and a NUL");
    sample_fill(streams);
    char *text = malloc(TEXT_READ_SIZE_MAX + 1);
    memset(text, 'x', TEXT_READ_SIZE_MAX);
    text[TEXT_READ_SIZE_MAX] = '\0';
    sample_add_text(&streams[2], (struct text_fixed){.kind = TEXT_INFO}, text, "", "");
    check_refused("stream_2: byte 581: expected a string of at most 20479 bytes and a NUL");
    free(text);
}

static void test_times_of_centuries_are_refused(void)
{
    sample_fill(streams);
    sample_add_event(&streams[0], record_pack(UINT64_MAX, EVENT_SLEEP, 0, 0, 0, 0));
    check_refused("stream_0: byte 131232: expected a time less than 292 years after the first");
}

static void check_metadata_refused(const char *text, const char *expected)
{
    struct trace_error error = {""};
    sample_fill(streams);
    char *directory = sample_write(streams, 3, 1000000000);
    sample_write_file(directory, "metadata", text, strlen(text));
    check_true(trace_load(directory, &error) == NULL);
    check_text_equal(error.text + strlen(directory) + 1, expected);
    free(directory);
}

static void test_ticks_are_divided_exactly(void)
{
    const uint64_t clocks[] = {1,          3,          999999999,     1000000000,
                               1000000001, 2445000000, 3000000000007, UINT64_C(1000000000000)};
    uint64_t ticks = 1, wrong = 0;
    for (size_t i = 0; i < ARRAY_COUNT(clocks); i++) {
        struct ctf_clock clock = ctf_clock_make(clocks[i]);
        for (int j = 0; j < 20000; j++) {
            ticks = ticks * UINT64_C(6364136223846793005) + 1442695040888963407u;
            uint64_t some = ticks >> j % 64;
            wrong += ctf_clock_ns(&clock, some) != ctf_clock_divide(&clock, some);
            some -= some % clocks[i]; /* whole seconds, where rounding would show */
            wrong += ctf_clock_ns(&clock, some) != ctf_clock_divide(&clock, some);
        }
    }
    check_int_equal(wrong, 0);
}

static bool pass_thread(void *builder, uint32_t thread, uint32_t tid, uint32_t process,
                        uint32_t pid)
{
    return trace_builder_add_thread(builder, thread, tid, process, pid);
}

static bool pass_events(void *builder, const struct raw_event *events, size_t count)
{
    return trace_builder_add_events(builder, events, count);
}

static void pass_text(void *builder, const struct raw_text *text)
{
    trace_builder_add_text(builder, text);
}

/* The builder sorts by itself if it is not told that the events come in order. */
static struct trace *load_and_sort(const char *directory)
{
    struct trace_error error;
    struct trace_builder *builder = trace_builder_create();
    struct trace_sink sink = {.context = builder,
                              .take_thread = pass_thread,
                              .take_events = pass_events,
                              .take_text = pass_text};
    check_true(ctf_read(directory, &sink, &error));
    return trace_builder_finish(builder, "");
}

static void add_restless_events(struct sample_stream *stream, uint32_t thread)
{
    const uint16_t kinds[] = {EVENT_LOCK_ACQUIRE, EVENT_LOCK_RELEASE, EVENT_SLEEP};
    unsigned random = thread;
    uint64_t ticks = 900;
    for (int packet = 0; packet < 3; packet++) {
        sample_begin_packet(stream, STREAM_EVENTS, thread, ticks);
        for (int i = 0; i < 500; i++) {
            random = random * 1103515245 + 12345;
            ticks += (random >> 16) % 4; /* ticks of a third of a ns: many are the same ns */
            uint64_t stamp = (random >> 20) % 16 ? ticks : ticks - 50;
            sample_add_event(stream, record_pack(stamp, kinds[(random >> 24) % 3], 0, 0,
                                                 id_make(ID_LIBRARY, 1), i));
        }
    }
}

static void test_events_come_in_order_of_time(void)
{
    struct trace_error error = {""};
    sample_fill(streams);
    for (uint32_t i = 0; i < 2; i++) {
        memset(&streams[i], 0, sizeof streams[i]);
        add_restless_events(&streams[i], 5 - i);
    }
    char *directory = sample_write(streams, 3, 3000000000);
    struct trace *trace = trace_load(directory, &error);
    struct trace *sorted = load_and_sort(directory);
    check_int_equal(trace->event_count, 3000);
    check_true(traces_are_same(sorted, trace));
    trace_destroy(trace);
    trace_destroy(sorted);
    free(directory);
}

static void test_foreign_metadata_is_refused(void)
{
    check_metadata_refused("", "metadata: line 1: expected a trace of tracer_name \"threadlane\"");
    check_metadata_refused("env { tracer_name = \"lttng-ust\"; };",
                           "metadata: line 1: expected a trace of tracer_name \"threadlane\"");
    check_metadata_refused("env {\n tracer_name = \"threadlane\";\n layout_version = 2; };",
                           "metadata: line 3: expected env.layout_version 1, not 2 of a later "
                           "version");
    check_metadata_refused("env {\n tracer_name = \"threadlane\";\n layout_version = 0; };",
                           "metadata: line 3: expected env.layout_version 1, not 0 of an earlier "
                           "version");
    check_metadata_refused("env { tracer_name = \"threadlane\"; };",
                           "metadata: line 1: expected env.layout_version 1");
    check_metadata_refused("env { tracer_name = \"threadlane\"; layout_version = 1; };\n"
                           "clock { /* freq = 5; */\n freq = 0; };",
                           "metadata: line 3: expected clock.freq, ticks per second");
    check_metadata_refused("env { tracer_name = \"threadlane\"; layout_version = 1; };\n"
                           "trace { clock { freq = 5; }; };",
                           "metadata: line 1: expected clock.freq, ticks per second");
}

static void test_directory_without_metadata_is_refused(void)
{
    struct trace_error error = {""};
    char *directory = scratch_new_folder();
    check_true(trace_load(directory, &error) == NULL);
    check_true(strstr(error.text, "/metadata': No such file or directory") != NULL);
    free(directory);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"ctf@records-become-events", test_records_become_events},
        {"ctf@ticks-become-ns-of-any-clock", test_ticks_become_ns_of_any_clock},
        {"ctf@another-layout-of-memory-is-the-same-trace",
         test_another_layout_of_memory_is_the_same_trace},
        {"ctf@late-ticks-stay-exact", test_late_ticks_stay_exact},
        {"ctf@json-of-it-is-the-same", test_json_of_it_is_the_same},
        {"ctf@order-of-files-does-not-matter", test_order_of_files_does_not_matter},
        {"ctf@discarded-events-are-counted-once-a-file",
         test_discarded_events_are_counted_once_a_file},
        {"ctf@file-cut-inside-a-packet-is-torn", test_file_cut_inside_a_packet_is_torn},
        {"ctf@refusals-name-file-byte-and-expectation",
         test_refusals_name_file_byte_and_expectation},
        {"ctf@ragged-texts-are-refused", test_ragged_texts_are_refused},
        {"ctf@times-of-centuries-are-refused", test_times_of_centuries_are_refused},
        {"ctf@ticks-are-divided-exactly", test_ticks_are_divided_exactly},
        {"ctf@events-come-in-order-of-time", test_events_come_in_order_of_time},
        {"ctf@foreign-metadata-is-refused", test_foreign_metadata_is_refused},
        {"ctf@directory-without-metadata-is-refused", test_directory_without_metadata_is_refused},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
