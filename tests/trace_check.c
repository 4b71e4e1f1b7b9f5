/* trace_check FILE…: says which invariants a recording violates, and whether it is the same trace
 * once saved as JSON and loaded again.
 * trace_check --names FILE: the names in it that do not depend on the schedule.
 * trace_check --counts FILE: a line a thread, its number and how many events it has.
 * trace_check --same FILE FILE…: whether recordings, of whatever formats, are all the same trace.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/invariants/invariants.h"
#include "tests/invariants/stable_names.h"
#include "tests/scratch.h"
#include "tests/trace_text.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"

static bool survives_saving(const struct trace *trace, struct trace_error *error)
{
    char *path = scratch_new_path();
    struct trace *again = trace_save(trace, path, error) ? trace_load(path, error) : NULL;
    bool is_same = again && traces_are_same(trace, again);
    trace_destroy(again);
    free(path);
    return is_same;
}

static bool keeps_invariants(const struct trace *trace)
{
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    size_t violation_count = invariants_check(trace, stdout) + proofs_check(trace, stdout) +
                             waits_check(analysis, stdout);
    analysis_destroy(analysis);
    return violation_count == 0;
}

static bool check_file(const char *path)
{
    struct trace_error error = {""};
    struct trace *trace = trace_load(path, &error);
    bool is_good = trace && trace->is_complete && trace->event_count > 0 &&
                   keeps_invariants(trace) && survives_saving(trace, &error);
    printf("%s %s: %zu events %s\n", is_good ? "ok  " : "FAIL", path,
           trace ? trace->event_count : 0, error.text);
    trace_destroy(trace);
    return is_good;
}

static void print_counts(const struct trace *trace, FILE *file)
{
    size_t *counts = calloc(trace->thread_count + (size_t)1, sizeof(*counts));
    for (size_t i = 0; counts && i < trace->event_count; i++) {
        counts[trace->events[i].thread]++;
    }
    for (uint32_t i = 0; counts && i < trace->thread_count; i++) {
        fprintf(file, "%u %zu\n", i, counts[i]);
    }
    free(counts);
}

static struct trace *load(const char *path)
{
    struct trace_error error = {""};
    struct trace *trace = trace_load(path, &error);
    if (!trace) {
        fprintf(stderr, "%s\n", error.text);
    }
    return trace;
}

static bool are_same(const char *path, const char *other_path)
{
    struct trace *trace = load(path), *other = load(other_path);
    bool is_same = trace && other && traces_are_same(trace, other);
    if (is_same) {
        printf("ok   %s: the %zu events of %s\n", path, trace->event_count, other_path);
    }
    trace_destroy(trace);
    trace_destroy(other);
    return is_same;
}

static bool print(const char *path, void (*how)(const struct trace *trace, FILE *file))
{
    struct trace *trace = load(path);
    if (!trace) {
        return false;
    }
    how(trace, stdout);
    trace_destroy(trace);
    return true;
}

int main(int argc, char **argv)
{
    bool is_good = argc > 1;
    if (argc == 3 && strcmp(argv[1], "--names") == 0) {
        is_good = print(argv[2], stable_names_print);
    } else if (argc == 3 && strcmp(argv[1], "--counts") == 0) {
        is_good = print(argv[2], print_counts);
    } else if (argc >= 4 && strcmp(argv[1], "--same") == 0) {
        for (int i = 3; i < argc; i++) {
            is_good &= are_same(argv[2], argv[i]);
        }
    } else {
        for (int i = 1; i < argc; i++) {
            is_good &= check_file(argv[i]);
        }
    }
    return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
