#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/check.h"
#include "tests/scratch.h"
#include "tests/sequence.h"
#include "tests/trace_text.h"
#include "tracer/format/json_piece.h"
#include "tracer/model/trace_builder.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"

/* Saves a trace; the text of the file. The caller frees it. */
static char *save(const struct trace *trace)
{
    struct trace_error error = {""};
    char *path = scratch_new_path();
    size_t size = 0;
    check_true(trace_save(trace, path, &error));
    check_text_equal(error.text, "");
    char *text = scratch_read(path, &size);
    free(path);
    return text;
}

static struct trace *load_text(const char *text, struct trace_error *error)
{
    char *path = scratch_new_path();
    scratch_write(path, text, strlen(text));
    struct trace *trace = trace_load(path, error);
    free(path);
    return trace;
}

/* Destroys the trace. */
static void check_survives_saving(struct trace *trace)
{
    struct trace_error error = {""};
    char *text = save(trace);
    struct trace *again = load_text(text, &error);
    check_text_equal(error.text, "");
    check_true(again && traces_are_same(trace, again));
    free(text);
    trace_destroy(again);
    trace_destroy(trace);
}

static void test_saved_trace_is_the_same_again(void)
{
    check_survives_saving(sequence_parse(
        "A=天猫; main thread.create+ A; main thread.create A; A thread.begin A;"
        "A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A print 1 \"七绝\";"
        "A lock.release L; A door.wake L B#1; B door.wait L #1; B lock.acquire L sample.c:31;"
        "S:semaphore limit 3; B semaphore.acquire S; B semaphore.release S; A lock.acquire! L busy",
        "ended"));
    check_survives_saving(
        sequence_parse("R:rlock; W lock.acquire R; W condition.wait+ C; W ·lock.release R all;"
                       "W ·door.wait+ C #1; N condition.notify C 0/1",
                       "hung"));
    check_survives_saving(sequence_parse("A lock.acquire L; A lock.acquire+ L", ""));
}

static struct trace *make_empty(void)
{
    return trace_builder_finish(trace_builder_create(), "");
}

static void test_empty_trace_survives(void)
{
    check_survives_saving(make_empty());
}

static void add_event(struct trace_builder *builder, struct raw_event event)
{
    event.process = 1;
    check_true(trace_builder_add_event(builder, &event));
}

static void add_text(struct trace_builder *builder, enum text_kind kind, uint64_t key,
                     const char *first, const char *second)
{
    struct raw_text text = {
        .kind = kind, .key = key, .process = 1, .strings = {first, second, first}};
    trace_builder_add_text(builder, &text);
}

static void test_hostile_names_survive(void)
{
    static const char *const names[] = {
        "\"quoted\" \\ back/slash",
        "\x01\x1f\x7f\b\f\n\r\t",
        "🧵😀 emoji",
        "שלום مرحبا \u202e rtl",
        "},\n{\"ph\":\"M\"},\n]",
        "</script>&amp;",
        "\u2028\u2029",
        "%s%n",
    };
    struct trace_builder *builder = trace_builder_create();
    for (uint32_t i = 0; i < ARRAY_COUNT(names); i++) {
        uint64_t id = id_make(ID_LIBRARY, i);
        add_event(builder,
                  (struct raw_event){.thread = i + 1, .kind = EVENT_OBJECT_CREATE, .object = id});
        add_event(builder, (struct raw_event){.thread = i + 1,
                                              .time_ns = 10,
                                              .kind = EVENT_PRINT,
                                              .value = i,
                                              .site = i + 1,
                                              .flags = FLAG_ADDRESS});
        add_text(builder, TEXT_NAME, id, names[i], "");
        add_text(builder, TEXT_NAME, id_make(ID_THREAD, i + 1), names[i], "");
        add_text(builder, TEXT_TEXT, i, names[i], "");
        add_text(builder, TEXT_SITE, i + 1, names[i], names[i]);
        add_text(builder, TEXT_INFO, 0, names[i], names[i]);
    }
    struct trace *trace = trace_builder_finish(builder, "");
    check_text_equal(trace->objects[2].name, names[2]);
    check_survives_saving(trace);
}

static void test_ill_formed_text_is_repaired(void)
{
    struct trace_error error = {""};
    struct trace_builder *builder = trace_builder_create();
    add_text(builder, TEXT_INFO, 0, "key", "a\xff\xc0\x80z\xe5\xa4");
    struct trace *trace = trace_builder_finish(builder, "");
    char *text = save(trace);
    struct trace *again = load_text(text, &error);
    check_text_equal(trace_info_value(again, "key"), "a\ufffd\ufffd\ufffdz\ufffd\ufffd");
    free(text);
    trace_destroy(trace);
    trace_destroy(again);
}

static void test_extreme_numbers_survive(void)
{
    struct trace_builder *builder = trace_builder_create();
    uint64_t times[] = {0, 1, 999, 1000, (UINT64_C(1) << 50) + 1, (UINT64_C(1) << 62) + 1};
    uint64_t values[] = {UINT64_MAX, UINT64_C(1) << 63, 0, (UINT64_C(1) << 53) + 1, 1, 2};
    for (uint32_t i = 0; i < ARRAY_COUNT(times); i++) {
        add_event(builder, (struct raw_event){.thread = TRACE_NUMBER_LIMIT >> (5 + i),
                                              .time_ns = times[i],
                                              .value = values[i],
                                              .object = ID_MASK >> i,
                                              .kind = EVENT_SLEEP_BEGIN,
                                              .flags = FLAG_STOREY_MASK});
        add_event(builder, (struct raw_event){.thread = TRACE_NUMBER_LIMIT >> (5 + i),
                                              .time_ns = times[i] + i,
                                              .value = values[i],
                                              .object = ID_MASK >> i,
                                              .kind = EVENT_SLEEP,
                                              .flags = FLAG_STOREY_MASK});
    }
    add_event(builder, (struct raw_event){.thread = 1, .kind = UINT16_MAX, .value = UINT64_MAX});
    trace_builder_add_lost(builder, UINT64_MAX);
    check_survives_saving(trace_builder_finish(builder, ""));
}

/* The same address, and the same text id, mean something else in each process. */
static void test_two_processes_survive(void)
{
    struct trace_builder *builder = trace_builder_create();
    for (uint32_t process = 1; process <= 2; process++) {
        struct raw_event event = {.thread = process, .process = process, .object = 0x1000};
        struct raw_text text = {.kind = TEXT_TEXT,
                                .process = process,
                                .key = 1,
                                .strings = {process == 1 ? "one" : "two", "", ""}};
        check_true(trace_builder_add_thread(builder, process, 10, process, 20 + process));
        event.kind = EVENT_OBJECT_CREATE;
        check_true(trace_builder_add_event(builder, &event));
        event.kind = EVENT_MARK;
        event.value = 1;
        check_true(trace_builder_add_event(builder, &event));
        trace_builder_add_text(builder, &text);
        text.kind = TEXT_NAME;
        text.key = 0x1000;
        trace_builder_add_text(builder, &text);
    }
    struct trace *trace = trace_builder_finish(builder, "");
    check_int_equal(trace->object_count, 2);
    check_text_equal(trace->objects[1].name, "two");
    check_text_equal(event_text(trace, &trace->events[3]), "two");
    check_survives_saving(trace);
}

static void test_address_made_again_survives(void)
{
    struct trace_builder *builder = trace_builder_create();
    for (uint64_t time_ns = 0; time_ns < 3; time_ns++) {
        add_event(builder, (struct raw_event){.thread = 1,
                                              .time_ns = time_ns,
                                              .kind = EVENT_OBJECT_CREATE,
                                              .flags = TYPE_LOCK,
                                              .object = 0x1000});
    }
    add_text(builder, TEXT_NAME, 0x1000, "third", "");
    struct trace *trace = trace_builder_finish(builder, "");
    check_int_equal(trace->object_count, 3);
    check_text_equal(trace->objects[2].name, "third");
    check_survives_saving(trace);
}

static void test_torn_trace_stays_torn(void)
{
    struct trace_builder *builder = trace_builder_create();
    trace_builder_mark_torn(builder);
    check_survives_saving(trace_builder_finish(builder, ""));
}

static void check_has_line(const char *sequence, const char *part)
{
    struct trace *trace = sequence_parse(sequence, "");
    char *text = save(trace);
    if (!strstr(text, part)) {
        fprintf(stderr, "no '%s' in\n%s\n", part, text);
    }
    check_true(strstr(text, part) != NULL);
    free(text);
    trace_destroy(trace);
}

static void test_lines_are_as_the_format_says(void)
{
    const char *wait = "A lock.acquire+ L @1ms; A ·door.wait+ L #1 @2ms; A ·door.wait L #1 @5ms;"
                       "A lock.acquire L @7ms; A print 1 \"hello\"; A lock.release L";
    check_has_line(wait, "\n{\"name\":\"door.wait L\",\"cat\":\"event\",\"ph\":\"X\",");
    check_has_line(wait, "\"dur\":3000.000,");
    check_has_line(wait, "\"args\":{\"k\":\"door.wait\",\"o\":\"0x");
    check_has_line(wait, "\"cat\":\"event\",\"ph\":\"X\",\"ts\":7050.000,\"dur\":0.001,");
    check_has_line(wait, "{\"name\":\"A\",\"cat\":\"derived\",\"ph\":\"X\",");
    check_has_line("A lock.acquire+ L", "\"lock.acquire L\",\"cat\":\"event\",\"ph\":\"B\",");
    check_has_line("S:semaphore limit 2; A semaphore.acquire S",
                   "{\"name\":\"S\",\"cat\":\"derived\",\"ph\":\"C\",");
}

/* Of several threads, at a time where microseconds are as coarse as a reader is ever given. */
static void test_events_of_one_instant_are_told_apart(void)
{
    const uint64_t instant = (UINT64_C(1) << 50) - 1000;
    const uint32_t counts[] = {2, 30, 31, 300, 2000};
    for (uint32_t i = 0; i < ARRAY_COUNT(counts); i++) {
        struct trace_builder *builder = trace_builder_create();
        add_event(builder, (struct raw_event){.thread = 1, .kind = EVENT_SLEEP_BEGIN});
        for (uint32_t event = 0; event < counts[i]; event++) {
            struct raw_event raw = {.thread = 1 + event % 3, .kind = EVENT_THREAD_CREATE};
            raw.time_ns = instant;
            add_event(builder, raw);
        }
        add_event(builder,
                  (struct raw_event){.thread = 1, .kind = EVENT_SLEEP, .time_ns = instant + 1});
        check_survives_saving(trace_builder_finish(builder, ""));
    }
    const char *together = "main print 1 \"a\" @1ms; main sleep+ 0 @1ms; main sleep 0 @1ms;"
                           "main print 1 \"b\" @1ms";
    check_has_line(together, "\"ts\":1000.000,\"dur\":0.000009,");
    check_has_line(together, "\"ts\":1000.000010,\"dur\":0.000010,");
    check_has_line(together, "\"ts\":1000.000030,\"dur\":0.001,");
}

#define HEADER "[\n{\"ph\":\"M\",\"name\":\"threadlane.trace\",\"args\":{\"version\":1}},\n"
#define EVENT                                                                                      \
    "{\"name\":\"x\",\"ph\":\"X\",\"ts\":1.5,\"dur\":1,\"pid\":1,\"tid\":1,"                       \
    "\"args\":{\"k\":\"sleep\",\"o\":\"0x0\",\"n\":0,\"f\":0,\"v\":\"0\"}}"

static void check_loads(const char *text, size_t event_count, bool is_complete)
{
    struct trace_error error = {""};
    struct trace *trace = load_text(text, &error);
    check_text_equal(error.text, "");
    if (trace) {
        check_int_equal(trace->event_count, event_count);
        check_int_equal(trace->is_complete, is_complete);
    }
    trace_destroy(trace);
}

static void test_cut_files_are_read_as_torn(void)
{
    check_loads(HEADER EVENT "\n]\n", 1, true);
    check_loads(HEADER EVENT ",\n]", 1, true);
    check_loads(HEADER EVENT ",\r\n\r\n ]\r\n\n", 1, true);
    check_loads(HEADER EVENT ",\n", 1, false);
    check_loads(HEADER EVENT, 1, false);
    check_loads(HEADER EVENT ",\n{\"name\":\"x\",\"ph", 1, false);
}

static void test_lines_of_other_programs_are_skipped(void)
{
    check_loads(HEADER "{\"name\":\"anything\",\"ph\":\"i\"},\n"
                       "{\"name\":\"thread_name\",\"ph\":\"M\",\"args\":{\"name\":\"main\"}},\n"
                       "{\"name\":\"threadlane.later\",\"ph\":\"M\",\"args\":{}},\n" EVENT "\n]\n",
                1, true);
}

static void check_refused(const char *text, const char *expected)
{
    struct trace_error error = {""};
    struct trace *trace = load_text(text, &error);
    const char *position = strstr(error.text, ": line ");
    check_true(trace == NULL);
    check_text_equal(position ? position + 2 : error.text, expected);
    trace_destroy(trace);
}

#define WITH_ARGS(args)                                                                            \
    HEADER "{\"name\":\"x\",\"ph\":\"X\",\"ts\":1,\"pid\":1,\"tid\":1,\"args\":{" args "}}\n]\n"

static void test_refusals_name_line_and_expectation(void)
{
    check_refused("", "line 1: expected an opening bracket alone");
    check_refused("{\"traceEvents\":[]}", "line 1: expected an opening bracket alone");
    check_refused("[\n]\n", "line 2: expected \"threadlane.trace\"");
    check_refused("[\n{\"name\":\"x\",\"ph\":\"X\"}\n]\n",
                  "line 2: expected \"threadlane.trace\": not a trace of threadlane");
    check_refused("[\n{\"name\":\"threadlane.trace\",\"args\":{\"version\":2}}\n]\n",
                  "line 2: expected version 1, not 2 of a later version");
    check_refused("[\n{\"name\":\"threadlane.trace\",\"args\":{\"version\":0}}\n]\n",
                  "line 2: expected version 1, not 0 of an earlier version");
    check_refused("[\n{\"name\":\"threadlane.trace\",\"args\":{}}\n]\n",
                  "line 2: expected a whole number up to 4294967295 for \"version\"");
    check_refused(HEADER "nonsense\n]\n", "line 3: expected one JSON object");
    check_refused(HEADER "{} {}\n]\n", "line 3: expected one JSON object");
    check_refused(HEADER "{}\n]\n", "line 3: expected a text for \"name\"");
    check_refused(HEADER "]\n" EVENT "\n", "line 4: expected nothing after the closing bracket");
    check_refused(WITH_ARGS("\"k\":\"lock.steal\""),
                  "line 3: expected the name of an event kind for \"k\"");
    check_refused(
        WITH_ARGS("\"k\":\"sleep\",\"o\":\"0x1000000000000\",\"n\":0,\"f\":0,\"v\":\"0\""),
        "line 3: expected a whole number up to 281474976710655 for \"o\"");
    check_refused(WITH_ARGS("\"k\":\"sleep\",\"o\":\"0x1\",\"n\":-1,\"f\":0,\"v\":\"0\""),
                  "line 3: expected a whole number up to 18446744073709551615 for \"n\"");
    check_refused(
        WITH_ARGS("\"k\":\"sleep\",\"o\":\"1\",\"n\":0,\"f\":0,\"v\":\"0\",\"b\":{\"n\":1}"),
        "line 3: expected microseconds for \"dur\"");
    check_refused(HEADER EVENT ",\n" EVENT "\n]\n",
                  "line 4: expected a number \"n\" that no other event has");
    check_refused(HEADER "{\"name\":\"threadlane.thread\",\"pid\":1048576,\"tid\":1,"
                         "\"args\":{\"tid\":1,\"pid\":1}}\n]\n",
                  "line 3: expected \"pid\" and \"tid\" below 1048576, one \"pid\" a \"tid\"");
}

static void check_printed(const char *text, const char *end, const char *format, uint64_t number,
                          uint64_t rest)
{
    char expected[64];
    snprintf(expected, sizeof expected, format, (unsigned long long)number,
             (unsigned long long)rest);
    check_true((size_t)(end - text) == strlen(expected) &&
               memcmp(text, expected, strlen(expected)) == 0);
}

static void test_numbers_are_printed_as_by_printf(void)
{
    static struct json_pieces pieces;
    char text[2 * JSON_PIECE_ROOM];
    uint64_t random = 1;
    for (int i = 0; i < 20000; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint64_t number = random >> i % 64;
        check_printed(text, json_put_decimal(text, number), "%llu", number, 0);
        check_printed(text, json_put_near_number(&pieces, text, number), "%llu", number, 0);
        check_printed(text, json_put_near_time(&pieces, text, number), "%llu.%03llu", number / 1000,
                      number % 1000);
        check_printed(text, json_put_hex(text, number), "\"0x%llx\"", number, 0);
        check_printed(text, json_put_track(&pieces, text, (uint32_t)number, (uint32_t)random),
                      ",\"pid\":%llu,\"tid\":%llu", (uint32_t)number, (uint32_t)random);
    }
}

static void test_missing_file_is_named(void)
{
    struct trace_error error = {""};
    check_true(trace_load("/nowhere/x.json", &error) == NULL);
    check_text_equal(error.text, "cannot open '/nowhere/x.json': No such file or directory");
}

static void test_full_disk_keeps_the_old_file(void)
{
    struct trace_error error = {""};
    struct rlimit before, small;
    size_t size = 0;
    char *path = scratch_new_path();
    struct trace *trace = sequence_parse("A lock.acquire L; A lock.release L", "ended");
    scratch_write(path, "old", 3);
    getrlimit(RLIMIT_FSIZE, &before);
    small = (struct rlimit){.rlim_cur = 100, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    check_true(!trace_save(trace, path, &error));
    setrlimit(RLIMIT_FSIZE, &before);
    check_true(strstr(error.text, ": File too large") != NULL);
    char *text = scratch_read(path, &size);
    check_text_equal(text, "old");
    check_true(!trace_save(trace, "/dev/full", &error));
    check_text_equal(error.text, "cannot write '/dev/full': No space left on device");
    free(text);
    free(path);
    trace_destroy(trace);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"json@saved-trace-is-the-same-again", test_saved_trace_is_the_same_again},
        {"json@empty-trace-survives", test_empty_trace_survives},
        {"json@hostile-names-survive", test_hostile_names_survive},
        {"json@ill-formed-text-is-repaired", test_ill_formed_text_is_repaired},
        {"json@extreme-numbers-survive", test_extreme_numbers_survive},
        {"json@two-processes-survive", test_two_processes_survive},
        {"json@address-made-again-survives", test_address_made_again_survives},
        {"json@torn-trace-stays-torn", test_torn_trace_stays_torn},
        {"json@lines-are-as-the-format-says", test_lines_are_as_the_format_says},
        {"json@events-of-one-instant-are-told-apart", test_events_of_one_instant_are_told_apart},
        {"json@cut-files-are-read-as-torn", test_cut_files_are_read_as_torn},
        {"json@lines-of-other-programs-are-skipped", test_lines_of_other_programs_are_skipped},
        {"json@refusals-name-line-and-expectation", test_refusals_name_line_and_expectation},
        {"json@numbers-are-printed-as-by-printf", test_numbers_are_printed_as_by_printf},
        {"json@missing-file-is-named", test_missing_file_is_named},
        {"json@full-disk-keeps-the-old-file", test_full_disk_keeps_the_old_file},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
