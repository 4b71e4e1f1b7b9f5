/* What reading and writing traces costs, beside the libraries that others would take: our CTF
 * reader beside libbabeltrace2, our JSON writer beside cJSON printing the same objects, our JSON
 * reader beside cJSON parsing the same lines. Each is measured in turns with its peer, in one run,
 * by the processor time it takes, and the medians compared. Then a long trace is opened, and its
 * memory counted.
 *
 *     build/tests/bench/format_bench [EVENTS [LONG_EVENTS]] */
#include <cjson/cJSON.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/babeltrace_count.h"
#include "tests/bench/long_trace.h"
#include "tests/scratch.h"
#include "tracer/format/ctf_reader.h"
#include "tracer/format/json_reader.h"
#include "tracer/format/mapped_file.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"

#define ROUNDS          5
#define DEFAULT_EVENTS  1000000
#define DEFAULT_LONG    10000000
#define READS_A_ROUND   8 /* of ours, which is quicker: each side should take a while */
#define BYTES_PER_EVENT 32.0

struct subject {
    char *directory; /* CTF */
    char *json_path;
    struct trace *trace;
    struct mapped_file json;
    cJSON **objects; /* of the lines of the JSON file */
    size_t object_count;
    size_t event_count;
};

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const struct trace_error *error)
{
    fprintf(stderr, "format_bench: %s\n", error->text);
    exit(EXIT_FAILURE);
}

static void check_count(size_t count, size_t expected, const char *what)
{
    if (count != expected) {
        fprintf(stderr, "format_bench: %s: %zu of %zu\n", what, count, expected);
        exit(EXIT_FAILURE);
    }
}

/* ---- a sink that counts ---- */

static bool ignore_thread(void *context, uint32_t thread, uint32_t tid, uint32_t process,
                          uint32_t pid)
{
    (void)context, (void)thread, (void)tid, (void)process, (void)pid;
    return true;
}

static void ignore_text(void *context, const struct raw_text *text)
{
    (void)context, (void)text;
}

static void ignore_lost(void *context, uint64_t count)
{
    (void)context, (void)count;
}

static void ignore_torn(void *context)
{
    (void)context;
}

static bool count_events(void *context, const struct raw_event *events, size_t count)
{
    (void)events;
    *(size_t *)context += count;
    return true;
}

static struct trace_sink make_counting_sink(size_t *count)
{
    return (struct trace_sink){.context = count,
                               .take_thread = ignore_thread,
                               .take_events = count_events,
                               .take_text = ignore_text,
                               .take_lost = ignore_lost,
                               .take_torn = ignore_torn};
}

/* ---- what is measured: each returns how many events (lines) it has gone through ---- */

static size_t read_ctf(const struct subject *subject)
{
    size_t count = 0;
    struct trace_error error;
    struct trace_sink sink = make_counting_sink(&count);
    if (!ctf_read(subject->directory, &sink, &error)) {
        fail(&error);
    }
    return count;
}

static size_t load_ctf(const struct subject *subject)
{
    struct trace_error error;
    struct trace *trace = trace_load(subject->directory, &error);
    if (!trace) {
        fail(&error);
    }
    size_t count = trace->event_count;
    trace_destroy(trace);
    return count;
}

static size_t read_with_babeltrace(const struct subject *subject)
{
    /* it also counts the text records: 64 names and 32 sites */
    size_t count = babeltrace_count(subject->directory);
    return count > subject->event_count ? subject->event_count : count;
}

static size_t save_to(const struct subject *subject, const char *path)
{
    struct trace_error error;
    if (!trace_save(subject->trace, path, &error)) {
        fail(&error);
    }
    return subject->event_count;
}

static size_t save_to_nowhere(const struct subject *subject)
{
    return save_to(subject, "/dev/null");
}

static size_t save_to_file(const struct subject *subject)
{
    return save_to(subject, subject->json_path);
}

static size_t copy_file(const struct subject *subject)
{
    char *path = scratch_new_path();
    scratch_write(path, subject->json.bytes, subject->json.size);
    unlink(path);
    free(path);
    return subject->event_count;
}

static size_t print_with_cjson(const struct subject *subject)
{
    for (size_t i = 0; i < subject->object_count; i++) {
        free(cJSON_PrintUnformatted(subject->objects[i]));
    }
    return subject->event_count;
}

/* Copying an object is the least that making it can cost. */
static size_t make_and_print_with_cjson(const struct subject *subject)
{
    for (size_t i = 0; i < subject->object_count; i++) {
        cJSON *object = cJSON_Duplicate(subject->objects[i], true);
        free(cJSON_PrintUnformatted(object));
        cJSON_Delete(object);
    }
    return subject->event_count;
}

static size_t parse_with_cjson(const struct subject *subject)
{
    const char *at = subject->json.bytes, *end = at + subject->json.size;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        cJSON_Delete(cJSON_ParseWithLength(at, (size_t)(stop - at)));
        at = stop + 1;
    }
    return subject->event_count;
}

static size_t read_json(const struct subject *subject)
{
    size_t count = 0;
    struct trace_error error;
    struct trace_sink sink = make_counting_sink(&count);
    if (!json_read(subject->json_path, &sink, &error)) {
        fail(&error);
    }
    return count;
}

static size_t load_json(const struct subject *subject)
{
    struct subject json = {.directory = subject->json_path};
    return load_ctf(&json);
}

/* ---- in turns ---- */

struct contest {
    const char *name;
    size_t (*run)(const struct subject *subject);
    unsigned repetitions; /* a round */
    double times[ROUNDS]; /* seconds for one repetition */
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values)
{
    double sorted[ROUNDS];
    memcpy(sorted, values, sizeof sorted);
    qsort(sorted, ROUNDS, sizeof *sorted, compare);
    return sorted[ROUNDS / 2];
}

static void run_round(struct contest *contest, const struct subject *subject, int round)
{
    double begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    for (unsigned i = 0; i < contest->repetitions; i++) {
        check_count(contest->run(subject), subject->event_count, contest->name);
    }
    contest->times[round] = (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begin) / contest->repetitions;
}

/* The last one is what the others are compared with. */
static void run_contest(struct contest *contests, size_t count, const struct subject *subject)
{
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            run_round(&contests[i], subject, round);
        }
    }
    const struct contest *peer = &contests[count - 1];
    printf("\n| | M events/s | times as fast |\n|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        double ratios[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ratios[round] = peer->times[round] / contests[i].times[round];
        }
        printf("| %s | %.2f | %.2f |\n", contests[i].name,
               (double)subject->event_count / median(contests[i].times) / 1e6, median(ratios));
    }
    fflush(stdout);
}

static void compare_reading(const struct subject *subject)
{
    struct contest contests[] = {
        {"our reader, counting", read_ctf, READS_A_ROUND, {0}},
        {"the whole model", load_ctf, READS_A_ROUND, {0}},
        {"libbabeltrace2, counting", read_with_babeltrace, 1, {0}},
    };
    run_contest(contests, sizeof contests / sizeof contests[0], subject);
}

static void compare_writing(const struct subject *subject)
{
    struct contest contests[] = {
        {"our writer, to nowhere", save_to_nowhere, 1, {0}},
        {"our writer, to a file", save_to_file, 1, {0}},
        {"writing those bytes again", copy_file, 1, {0}},
        {"cJSON, making and printing", make_and_print_with_cjson, 1, {0}},
        {"cJSON, printing only", print_with_cjson, 1, {0}},
    };
    run_contest(contests, sizeof contests / sizeof contests[0], subject);
}

static void compare_json_reading(const struct subject *subject)
{
    struct contest contests[] = {
        {"our reader", read_json, 1, {0}},
        {"the whole model", load_json, 1, {0}},
        {"cJSON, parsing those lines", parse_with_cjson, 1, {0}},
    };
    run_contest(contests, sizeof contests / sizeof contests[0], subject);
}

/* ---- subjects ---- */

static void parse_objects(struct subject *subject)
{
    const char *at = subject->json.bytes, *end = at + subject->json.size;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        cJSON *object = cJSON_ParseWithLength(at, (size_t)(stop - at));
        if (cJSON_IsObject(object)) {
            subject->objects[subject->object_count++] = object;
        } else {
            cJSON_Delete(object);
        }
        at = stop + 1;
    }
}

static void open_subject(struct subject *subject, size_t event_count)
{
    struct trace_error error;
    *subject = (struct subject){.event_count = event_count};
    subject->directory = scratch_new_folder();
    subject->json_path = scratch_new_path();
    subject->objects = calloc(event_count * 4 + 1024, sizeof *subject->objects);
    long_trace_write(subject->directory, event_count);
    subject->trace = trace_load(subject->directory, &error);
    if (!subject->trace || !subject->objects) {
        fail(&error);
    }
    save_to_file(subject);
    if (!mapped_file_open(&subject->json, subject->json_path, &error)) {
        fail(&error);
    }
    parse_objects(subject);
}

static void close_subject(struct subject *subject)
{
    for (size_t i = 0; i < subject->object_count; i++) {
        cJSON_Delete(subject->objects[i]);
    }
    free(subject->objects);
    mapped_file_close(&subject->json);
    trace_destroy(subject->trace);
    free(subject->json_path);
    free(subject->directory);
}

/* ---- a long trace, in a process of its own, so that its memory can be told ---- */

static void report_opening(const char *directory, size_t event_count)
{
    struct trace_error error;
    struct rusage usage;
    double begin = seconds_of(CLOCK_MONOTONIC), cpu_begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    struct trace *trace = trace_load(directory, &error);
    double taken = seconds_of(CLOCK_MONOTONIC) - begin;
    double cpu_taken = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_begin;
    if (!trace) {
        fail(&error);
    }
    check_count(trace->event_count, event_count, "opening");
    getrusage(RUSAGE_SELF, &usage);
    struct mallinfo2 heap = mallinfo2();
    double kept = (double)(heap.uordblks + heap.hblkhd) / (double)event_count;
    double most = (double)usage.ru_maxrss * 1024 / (double)event_count;
    printf("| %.2f s | %.2f s | %.1f B | %.1f B | %.1f B |\n", taken, cpu_taken, kept, most,
           most - BYTES_PER_EVENT);
    fflush(stdout);
    trace_destroy(trace);
}

static void open_long_trace(size_t event_count)
{
    char *directory = scratch_new_folder();
    long_trace_write(directory, event_count);
    printf("\n%zu events, bytes an event:\n\n", event_count);
    printf("| opened in | of it at work | kept | most resident | without the file's own pages |\n"
           "|---|---|---|---|---|\n");
    fflush(stdout);
    for (int round = 0; round < 3; round++) {
        pid_t child = fork();
        if (child == 0) {
            report_opening(directory, event_count);
            _exit(EXIT_SUCCESS);
        }
        waitpid(child, NULL, 0);
    }
    free(directory);
}

static size_t read_count(int argc, char **argv, int place, size_t otherwise)
{
    return argc > place ? strtoull(argv[place], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    struct subject subject;
    open_long_trace(read_count(argc, argv, 2, DEFAULT_LONG));
    open_subject(&subject, read_count(argc, argv, 1, DEFAULT_EVENTS));
    printf("\n%zu events, %zu lines of JSON, %.0f bytes of JSON an event\n", subject.event_count,
           subject.object_count, (double)subject.json.size / (double)subject.event_count);
    compare_reading(&subject);
    compare_writing(&subject);
    compare_json_reading(&subject);
    close_subject(&subject);
    return EXIT_SUCCESS;
}
