/* From one format to the other and back: nothing is lost on the way. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/ctf_sample.h"
#include "tests/scratch.h"
#include "tests/sequence.h"
#include "tests/trace_text.h"
#include "tracer/event/event_kind.h"
#include "tracer/model/trace_builder.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"
#include "tracer/model/trace_save_ctf.h"

static struct sample_stream streams[3];

static struct trace *load(const char *path)
{
    struct trace_error error = {""};
    struct trace *trace = trace_load(path, &error);
    check_text_equal(error.text, "");
    return trace;
}

/* The caller frees both. */
static char *save_json(const struct trace *trace, char **text)
{
    struct trace_error error = {""};
    char *path = scratch_new_path();
    size_t size = 0;
    check_true(trace_save(trace, path, &error));
    *text = scratch_read(path, &size);
    return path;
}

static char *save_ctf(const struct trace *trace)
{
    struct trace_error error = {""};
    char *path = scratch_new_path();
    check_true(trace_save_ctf(trace, path, &error));
    check_text_equal(error.text, "");
    return path;
}

/* Trace, JSON, trace, CTF, trace, JSON: the traces are the same, and so are the bytes of JSON.
 * Destroys the trace. */
static void check_survives(struct trace *trace)
{
    char *text = NULL, *text_again = NULL;
    char *json = save_json(trace, &text);
    struct trace *of_json = load(json);
    check_true(traces_are_same(trace, of_json));
    char *ctf = save_ctf(of_json);
    struct trace *of_ctf = load(ctf);
    check_true(traces_are_same(trace, of_ctf));
    char *json_again = save_json(of_ctf, &text_again);
    check_true(strcmp(text, text_again) == 0);
    trace_destroy(trace);
    trace_destroy(of_json);
    trace_destroy(of_ctf);
    free(text);
    free(text_again);
    free(json);
    free(json_again);
    free(ctf);
}

static void test_recording_survives(void)
{
    sample_fill(streams);
    char *directory = sample_write(streams, 3, 2445000000);
    check_survives(load(directory));
    free(directory);
}

static void test_stories_survive(void)
{
    check_survives(sequence_parse(
        "A=天猫; main thread.create+ A; main thread.create A; A thread.begin A;"
        "A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A print 1 \"七绝\";"
        "A lock.release L; A door.wake L B#1; B door.wait L #1; B lock.acquire L sample.c:31;"
        "S:semaphore limit 3; B semaphore.acquire S; B semaphore.release S; A lock.acquire! L busy",
        "ended"));
    check_survives(sequence_parse("main thread.create+ A; main thread.create A", "hung"));
    check_survives(trace_builder_finish(trace_builder_create(), ""));
}

static void test_torn_and_lost_stay_so(void)
{
    for (int is_lost = 0; is_lost < 2; is_lost++) {
        for (int is_torn = 0; is_torn < 2; is_torn++) {
            sample_fill(streams);
            sample_head(&streams[1], 0)->events_discarded = is_lost ? 4000000001u : 0;
            char *directory = sample_write(streams, 3, 1000000000);
            if (is_torn) {
                sample_write_file(directory, "stream_0", streams[0].bytes, 2 * PACKET_SIZE + 100);
            }
            struct trace *trace = load(directory);
            check_int_equal(trace->lost_events, is_lost ? 4000000001 : 0);
            check_int_equal(trace->is_complete, !is_lost && !is_torn);
            check_survives(trace);
            free(directory);
        }
    }
}

static void add_event(struct trace_builder *builder, struct raw_event event)
{
    check_true(trace_builder_add_event(builder, &event));
}

static void add_name(struct trace_builder *builder, uint64_t key, uint32_t process,
                     const char *name)
{
    struct raw_text text = {
        .kind = TEXT_NAME, .key = key, .process = process, .strings = {name, "", ""}};
    trace_builder_add_text(builder, &text);
}

/* The same address is another object in each, with another name. */
static void test_processes_survive(void)
{
    struct trace_builder *builder = trace_builder_create();
    for (uint32_t process = 1; process <= 5; process++) {
        char name[32];
        struct raw_event event = {.time_ns = process * 10,
                                  .thread = process,
                                  .process = process,
                                  .kind = EVENT_LOCK_ACQUIRE,
                                  .object = 0x7000};
        check_true(trace_builder_add_thread(builder, process, 500 + process, process, 700));
        add_event(builder, event);
        snprintf(name, sizeof name, "lock of %u", process);
        add_name(builder, 0x7000, process, name);
    }
    check_true(trace_builder_add_thread(builder, 9, 509, 2, 700)); /* it records nothing */
    struct trace *trace = trace_builder_finish(builder, "");
    check_int_equal(trace->object_count, 5);
    check_text_equal(trace->objects[4].name, "lock of 5");
    check_survives(trace);
}

static struct trace *name_a_lock(const char *name)
{
    struct trace_builder *builder = trace_builder_create();
    uint64_t lock = id_make(ID_LIBRARY, 1);
    add_event(builder, (struct raw_event){
                           .thread = 1, .process = 1, .kind = EVENT_LOCK_ACQUIRE, .object = lock});
    add_name(builder, lock, 1, name);
    add_name(builder, id_make(ID_THREAD, 1), 1, name);
    return trace_builder_finish(builder, "");
}

static void test_odd_names_survive(void)
{
    char all[256];
    for (int byte = 1; byte < 256; byte++) {
        all[byte - 1] = (char)byte;
    }
    all[255] = '\0';
    check_survives(name_a_lock("\"quoted\" \\ 'and' </script>\n,\n]"));
    check_survives(name_a_lock("🧵 שלום \u2028"));
    char *repaired = NULL;
    struct trace *trace = name_a_lock(all);
    char *path = save_json(trace, &repaired);
    check_survives(load(path)); /* what is repaired stays as it is */
    trace_destroy(trace);
    free(repaired);
    free(path);
}

static char *repeat(const char *text, size_t count)
{
    char *long_text = calloc(count, strlen(text) + 1);
    for (size_t i = 0; i < count; i++) {
        strcpy(long_text + i * strlen(text), text);
    }
    return long_text;
}

static void test_long_names_survive(void)
{
    char *ascii = repeat("x", 10000), *chinese = repeat("锁", 6826);
    check_survives(name_a_lock(ascii));
    check_survives(name_a_lock(chinese));
    free(ascii);
    free(chinese);
}

static void test_names_without_room_are_refused(void)
{
    struct trace_error error = {""};
    char *name = repeat("x", 20480), *path = scratch_new_path();
    struct trace *trace = name_a_lock(name);
    check_true(!trace_save_ctf(trace, path, &error));
    check_true(strstr(error.text, "is 20480 bytes long, and a recording has room for 20479"));
    check_true(access(path, F_OK) != 0);
    trace_destroy(trace);
    free(name);
    free(path);
}

static void test_other_files_are_left_alone(void)
{
    struct trace_error error = {""};
    struct trace *trace = name_a_lock("a");
    char *path = save_ctf(trace);
    check_true(trace_save_ctf(trace, path, &error)); /* an older recording is replaced */
    sample_write_file(path, "letter.txt", "dear", 4);
    check_true(!trace_save_ctf(trace, path, &error));
    check_true(strstr(error.text, "File exists") != NULL);
    struct trace *still = load(path);
    check_true(traces_are_same(trace, still));
    trace_destroy(trace);
    trace_destroy(still);
    free(path);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"convert@recording-survives", test_recording_survives},
        {"convert@stories-survive", test_stories_survive},
        {"convert@torn-and-lost-stay-so", test_torn_and_lost_stay_so},
        {"convert@processes-survive", test_processes_survive},
        {"convert@odd-names-survive", test_odd_names_survive},
        {"convert@long-names-survive", test_long_names_survive},
        {"convert@names-without-room-are-refused", test_names_without_room_are_refused},
        {"convert@other-files-are-left-alone", test_other_files_are_left_alone},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
