/* trace-run: runs a program, records it, and says what the recording means. Here is the order of
 * things; each is done elsewhere. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/collect/keeper.h"
#include "tracer/collect/options.h"
#include "tracer/collect/output_place.h"
#include "tracer/collect/program_path.h"
#include "tracer/collect/recording.h"
#include "tracer/collect/report.h"
#include "tracer/collect/summary.h"
#include "tracer/collect/viewer_start.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"

#define STATUS_FAILED       125
#define STATUS_NOT_RUNNABLE 126
#define STATUS_NOT_FOUND    127

#define JSON_EVENTS_MAX 1000000 /* with more a JSON file is a burden; default outputs only */

static int fail(const struct trace_error *error, int status)
{
    fprintf(stderr, "trace-run: %s\n", error->text);
    return status;
}

/* There will be no other output than what has been recorded. */
static int fail_with_recording(const struct trace_error *error, struct output_place *place)
{
    output_place_rescue(place);
    fprintf(stderr, language_say(N_("trace-run: %s; what was recorded is in '%s'\n")), error->text,
            place->raw_directory);
    return STATUS_FAILED;
}

static int fail_to_start(const char *name, int reason)
{
    fprintf(stderr, language_say(N_("trace-run: cannot run '%s': %s\n")), name, error_text(reason));
    return reason == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUNNABLE;
}

static int start_status(enum child_start start)
{
    switch (start) {
    case CHILD_NOT_FOUND:
        return STATUS_NOT_FOUND;
    case CHILD_NOT_RUNNABLE:
        return STATUS_NOT_RUNNABLE;
    default:
        return STATUS_FAILED;
    }
}

/* The program is left hanging: says why now, from the recording as it is. */
static void tell_hang(struct recording *recording)
{
    struct trace_error error;
    struct trace *trace = trace_load(recording->directory, &error);
    if (trace) {
        struct analysis *analysis = analysis_create(trace, recording->options->language);
        summary_print(stderr, &(struct summary){
                                  .program = recording->options->program[0],
                                  .analysis = analysis,
                              });
        analysis_destroy(analysis);
    }
    trace_destroy(trace);
}

/* The finished trace goes to its place. False: the error says why. */
static bool save(const struct trace *trace, struct output_place *place, bool *was_renamed,
                 struct trace_error *error)
{
    *was_renamed = place->is_default && !place->is_ctf && trace->event_count > JSON_EVENTS_MAX;
    if (*was_renamed) {
        return output_place_keep_raw(place, error);
    }
    return !place->json_path[0] || trace_save(trace, place->json_path, error);
}

/* What the keeper needs to know. */
struct job {
    const struct options *options;
    struct lttng_run *lttng;
    const char *path; /* of the program */
    struct output_place *place;
};

/* What the recording means; read when it is first asked for. */
struct verdict {
    struct trace *trace;
    struct analysis *analysis;
};

static bool reach(struct verdict *verdict, const struct job *job, struct trace_error *error)
{
    if (!verdict->trace) {
        verdict->trace = trace_load(job->place->raw_directory, error);
        verdict->analysis =
            verdict->trace ? analysis_create(verdict->trace, job->options->language) : NULL;
    }
    return verdict->trace != NULL;
}

static int conclude(struct verdict *verdict, const struct job *job, int status)
{
    struct trace_error error;
    const struct options *options = job->options;
    if (!reach(verdict, job, &error)) {
        return fail_with_recording(&error, job->place);
    }
    const char *folder = getenv("THREADLANE_BIN"); /* bin/trace-run says how it was called */
    struct summary summary = {
        .program = options->program[0],
        .viewer_folder = folder ? folder : "",
        .analysis = verdict->analysis,
    };
    if (!save(verdict->trace, job->place, &summary.was_renamed, &error)) {
        return fail_with_recording(&error, job->place);
    }
    summary.output = job->place->path;
    summary.second_output = output_place_second(job->place);
    summary_print(stderr, &summary);
    return status;
}

/* LTTng's recording is compared with ours while that is still there. */
static int finish_lttng(const struct job *job, const struct keeper_result *result, int status,
                        struct lttng_outcome *outcome)
{
    lttng_run_end(job->lttng, job->place->raw_directory, &result->expected, outcome);
    summary_print_lttng(stderr, outcome, job->options->language);
    return outcome->is_complete ? status : fail(&outcome->problem, STATUS_FAILED);
}

/* Where there is no room for the report, the folder for temporary files may have some. */
static int report_elsewhere(const struct verdict *verdict, const struct lttng_outcome *lttng,
                            const struct trace_error *why)
{
    char path[PATH_MAX];
    struct trace_error error;
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof(path), "%s/threadlane-report-%d.json", folder ? folder : "/tmp",
             (int)getpid());
    if (!report_write(path, verdict->analysis, STATUS_FAILED, lttng, &error)) {
        return fail(why, STATUS_FAILED);
    }
    fprintf(stderr, language_say(N_("trace-run: %s; the report is in '%s'\n")), why->text, path);
    return STATUS_FAILED;
}

static int report(struct verdict *verdict, const struct job *job, int status,
                  const struct lttng_outcome *lttng)
{
    struct trace_error error;
    const char *path = job->options->report;
    if (!path) {
        return status;
    }
    if (!reach(verdict, job, &error)) {
        return fail(&error, STATUS_FAILED);
    }
    return report_write(path, verdict->analysis, status, lttng, &error)
               ? status
               : report_elsewhere(verdict, lttng, &error);
}

static void record(struct keeper_result *result, struct recording *recording, const struct job *job)
{
    if (!recording_begin(recording, job->path, &result->start, &result->error)) {
        result->is_empty = true;
        return;
    }
    result->is_good = recording_run(recording, tell_hang, &result->error) &&
                      recording_end(recording, &result->error);
    if (!result->is_good) {
        recording_give_up(recording, &result->error);
    }
    result->status = recording_exit_status(recording);
    lttng_run_expect(&result->expected, recording->owner.pool, recording_event_count(recording));
    recording_finish(recording);
}

/* The keeper's part. */
static void keep(struct keeper *keeper, void *context)
{
    static struct recording recording;
    const struct job *job = context;
    recording.options = job->options;
    recording.keeper = keeper;
    recording.directory = job->place->raw_directory;
    record(keeper->result, &recording, job);
    if (keeper_rest(keeper)) {
        return;
    }
    if (keeper->result->is_empty) {
        output_place_abandon(job->place);
    } else {
        output_place_rescue(job->place);
    }
}

static int finish(const struct job *job, const struct keeper_result *result)
{
    if (result->is_empty) {
        lttng_run_abandon(job->lttng);
        output_place_abandon(job->place);
        return fail(&result->error, start_status(result->start));
    }
    struct verdict verdict = {0};
    struct lttng_outcome lttng;
    bool has_lttng = job->lttng->is_on;
    int status = result->is_good ? conclude(&verdict, job, result->status)
                                 : fail_with_recording(&result->error, job->place);
    status = has_lttng ? finish_lttng(job, result, status, &lttng) : status;
    status = report(&verdict, job, status, has_lttng ? &lttng : NULL);
    analysis_destroy(verdict.analysis);
    trace_destroy(verdict.trace);
    output_place_close(job->place);
    return status;
}

static int run(const struct job *job)
{
    struct keeper keeper;
    struct trace_error error;
    trace_error_fill(&error, N_("cannot go on: the process that keeps the recording was killed"));
    if (!keeper_start(&keeper, keep, (void *)job, &error)) {
        lttng_run_abandon(job->lttng);
        output_place_abandon(job->place);
        return fail(&error, STATUS_FAILED);
    }
    int status =
        keeper_wait(&keeper) ? finish(job, keeper.result) : fail_with_recording(&error, job->place);
    keeper_finish(&keeper);
    lttng_run_abandon(job->lttng);
    return status;
}

static void show_help(void)
{
    for (const char *const *part = options_help(); *part; part++) {
        fputs(language_say(*part), stdout);
    }
}

int main(int argc, char **argv)
{
    struct options options;
    struct trace_error error;
    switch (options_read(&options, argc, argv, &error)) {
    case OPTIONS_HELP:
        show_help();
        return 0;
    case OPTIONS_VERSION:
        puts("trace-run " THREADLANE_VERSION);
        return 0;
    case OPTIONS_WRONG:
        return fail(&error, STATUS_FAILED);
    case OPTIONS_RUN:
        break;
    }
    child_ignore_signals();
    char path[PATH_MAX];
    struct output_place place;
    struct lttng_run lttng = {0};
    if (!program_path_find(options.program[0], getenv("THREADLANE_SCENARIOS"), path,
                           sizeof(path))) {
        return fail_to_start(options.program[0], errno);
    }
    if (!output_place_open(&place, options.outputs, options.output_count, path, &error)) {
        return fail(&error, STATUS_FAILED);
    }
    if (options.is_viewed && !viewer_start(&place, &options, &error)) {
        output_place_abandon(&place);
        return fail(&error, STATUS_FAILED);
    }
    if (options.uses_lttng && !lttng_run_begin(&lttng, place.path, options.lttng_url, &error)) {
        output_place_abandon(&place);
        return fail(&error, STATUS_FAILED);
    }
    if (lttng.view_url[0]) {
        fprintf(stderr, language_say(N_("trace-run: watch it while it runs: trace-view %s\n")),
                lttng.view_url);
    }
    return run(&(struct job){&options, &lttng, path, &place});
}
