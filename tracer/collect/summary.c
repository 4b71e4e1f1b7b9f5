#include "tracer/collect/summary.h"

#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

#include "tracer/analysis/signal_name.h"
#include "tracer/analysis/story.h"
#include "tracer/collect/not_recorded.h"
#include "tracer/model/moment.h"

enum word {
    WORD_ENDED,
    WORD_HUNG,
    WORD_STILL_HANGS,
    WORD_STUCK,
    WORD_CRASHED,
    WORD_INTERRUPTED,
    WORD_PROCESSES,
    WORD_COUNTS,
    WORD_LOST,
    WORD_SLOW_CLOCK,
    WORD_NOTHING,
    WORD_UNKNOWN_VERSION,
    WORD_UNKNOWN_PART,
    WORD_UNKNOWN_LOCKS,
    WORD_WAY_OUT,
    WORD_WAVE,
    WORD_RENAMED,
    WORD_TRACE,
    WORD_OPEN,
    WORD_LTTNG_RECORDED,
    WORD_LTTNG_TAKEN,
    WORD_LTTNG_SENT,
    WORD_COUNT
};

static const char *const words[WORD_COUNT] = {
    [WORD_ENDED] = N_("%s ended with status %d"),
    [WORD_HUNG] = N_("%s could no longer end and was stopped"),
    [WORD_STILL_HANGS] = N_("%s can no longer end; it is left as it is"),
    [WORD_STUCK] = N_("%s goes on, but not all of it"),
    [WORD_CRASHED] = N_("%s was ended by %s"),
    [WORD_INTERRUPTED] = N_("%s was stopped"),
    [WORD_PROCESSES] = N_("processes: %u, "),
    [WORD_COUNTS] = N_("threads: %u, objects: %u, events: %zu"),
    [WORD_LOST] = N_(", lost: %llu"),
    [WORD_SLOW_CLOCK] =
        N_("  the processor's time stamp counter is not steady: times are the system "
           "clock's, and an event costs about three times as much"),
    [WORD_NOTHING] = N_("nothing was recorded: %s"),
    [WORD_UNKNOWN_VERSION] =
        N_("  Python is recorded as any program of threads: only CPython 3.11 is "
           "known from inside"),
    [WORD_UNKNOWN_PART] =
        N_("  Python is recorded as any program of threads: threadlane-python.so is "
           "not there (building it needs libpython3.11-dev)"),
    [WORD_UNKNOWN_LOCKS] =
        N_("  Python is recorded as any program of threads: its locks are not those "
           "that are known"),
    [WORD_WAY_OUT] = N_("Way out: %s"),
    [WORD_WAVE] = N_("  wave %u at %s: "),
    [WORD_RENAMED] = N_("more than a million events: kept as the raw recording"),
    [WORD_TRACE] = N_("trace: %s"),
    [WORD_OPEN] = N_("open it: "),
    [WORD_LTTNG_RECORDED] = N_("it recorded %llu of %llu events"),
    [WORD_LTTNG_TAKEN] = N_("it took %llu of %llu events and discarded %llu"),
    [WORD_LTTNG_SENT] =
        N_("how many arrived cannot be counted from here: LTTng tells a relay daemon "
           "bytes, not events"),
};

#define WAVES_SHOWN 20

static const char *word_in(enum language language, enum word word)
{
    return translate(language, words[word]);
}

static const char *word(const struct summary *summary, enum word word)
{
    return word_in(summary->analysis->language, word);
}

/* The formats come from the table above, which the compiler cannot follow. */
__attribute__((format(printf, 2, 0))) static void put_list(FILE *file, const char *format,
                                                           va_list list)
{
    vfprintf(file, format, list);
}

static void put(FILE *file, const struct summary *summary, enum word which, ...)
{
    va_list list;
    va_start(list, which);
    put_list(file, word(summary, which), list);
    va_end(list);
}

static void put_in(FILE *file, enum language language, enum word which, ...)
{
    va_list list;
    va_start(list, which);
    put_list(file, word_in(language, which), list);
    va_end(list);
}

static void put_outcome(FILE *file, const struct summary *summary)
{
    const struct trace *trace = summary->analysis->trace;
    int status = trace->exit_status;
    fputs("trace-run: ", file);
    if (!summary->output) {
        put(file, summary, summary->analysis->is_hung ? WORD_STILL_HANGS : WORD_STUCK,
            summary->program);
    } else if (trace->outcome == OUTCOME_HUNG) {
        put(file, summary, WORD_HUNG, summary->program);
    } else if (trace->outcome == OUTCOME_CRASHED) {
        char name[SIGNAL_NAME_SIZE];
        put(file, summary, WORD_CRASHED, summary->program,
            signal_name(WTERMSIG(status), summary->analysis->language, name, sizeof(name)));
    } else if (trace->outcome == OUTCOME_ENDED) {
        put(file, summary, WORD_ENDED, summary->program, WEXITSTATUS(status));
    } else {
        put(file, summary, WORD_INTERRUPTED, summary->program);
    }
    fputc('\n', file);
}

/* Of an interpreter that is told as if it were its own program. */
static void put_unknown(FILE *file, const struct summary *summary)
{
    static const struct {
        const char *why;
        enum word word;
    } rows[] = {
        {"version", WORD_UNKNOWN_VERSION},
        {"part", WORD_UNKNOWN_PART},
        {"locks", WORD_UNKNOWN_LOCKS},
    };
    const char *why = trace_info_value(summary->analysis->trace, "not from inside");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(why, rows[i].why) == 0) {
            put(file, summary, rows[i].word);
            fputc('\n', file);
        }
    }
}

/* trace-run itself is thread 0; what the library made below an object is no object to a reader. */
static void put_counts(FILE *file, const struct summary *summary)
{
    const struct trace *trace = summary->analysis->trace;
    uint32_t processes = 0, threads = 0, objects = 0;
    for (uint32_t i = 1; i < trace->process_count; i++) {
        processes += trace->processes[i].begin_event != NONE_INDEX;
    }
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        threads += trace->threads[i].exists;
    }
    for (uint32_t i = 0; i < trace->object_count; i++) {
        objects += !object_is_part(trace, i) && trace->objects[i].type != TYPE_STREAM &&
                   trace->objects[i].origin == NONE_INDEX;
    }
    fputs("  ", file);
    if (processes > 1) {
        put(file, summary, WORD_PROCESSES, processes);
    }
    if (threads == 0) {
        put(file, summary, WORD_NOTHING, trace_info_value(trace, "nothing recorded"));
    } else {
        put(file, summary, WORD_COUNTS, threads, objects, trace->event_count);
    }
    if (trace->lost_events > 0) {
        put(file, summary, WORD_LOST, (unsigned long long)trace->lost_events);
    }
    fputc('\n', file);
    if (strcmp(trace_info_value(trace, "clock"), "monotonic") == 0) {
        put(file, summary, WORD_SLOW_CLOCK);
        fputc('\n', file);
    }
    put_unknown(file, summary);
    fprintf(file, "  %s\n", summary->analysis->verdict);
}

static void put_line(void *file, const char *line)
{
    fprintf(file, "  %s\n", line);
}

static void put_wave(FILE *file, const struct summary *summary, const struct throttling *throttling,
                     uint32_t index)
{
    const struct trace *trace = summary->analysis->trace;
    const struct throttle_wave *wave = &throttling->waves[index];
    char time[32];
    fputs("  ", file);
    put(file, summary, WORD_WAVE, index + 1, duration_text(wave->begin_ns, time, sizeof(time)));
    for (uint32_t i = 0; i < wave->member_count; i++) {
        uint32_t user = throttling->members[wave->first_member + i].user;
        fprintf(file, "%s%s", i ? ", " : "", trace->threads[user].name);
    }
    fputc('\n', file);
}

static void put_throttling(FILE *file, const struct summary *summary,
                           const struct throttling *throttling)
{
    for (uint32_t i = 0; i < throttling->wave_count && i < WAVES_SHOWN; i++) {
        put_wave(file, summary, throttling, i);
    }
    fputs(throttling->wave_count > WAVES_SHOWN ? "    …\n" : "", file);
}

/* Each line of the code below the text it belongs to. */
static void put_code(FILE *file, const char *code)
{
    while (*code) {
        int size = (int)strcspn(code, "\n");
        fprintf(file, "      %.*s\n", size, code);
        code += size + (code[size] == '\n');
    }
}

static void put_finding(FILE *file, const struct summary *summary, const struct finding *finding)
{
    fprintf(file, "\n  %s\n  %s\n", finding->headline, finding->sentence);
    if (finding->throttling) {
        put_throttling(file, summary, finding->throttling);
    }
    if (finding->rule[0]) {
        fprintf(file, "  %s\n", finding->rule);
    }
    if (finding->way_out[0]) {
        fputs("  ", file);
        put(file, summary, WORD_WAY_OUT, finding->way_out);
        fputc('\n', file);
        put_code(file, finding->way_out_code);
    }
}

/* A word of a command as one types it to a shell: in quotes if there is anything to quote. */
static void put_argument(FILE *file, const char *folder, const char *name)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "_./+,:@%-=";
    const char *parts[] = {folder, name};
    bool is_plain = !folder[strspn(folder, plain)] && !name[strspn(name, plain)];
    fputs(is_plain ? "" : "'", file);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        for (const char *c = parts[i]; *c; c++) {
            fputs(*c == '\'' ? "'\\'" : "", file);
            fputc(*c, file);
        }
    }
    fputs(is_plain ? "" : "'", file);
}

static void put_place(FILE *file, const struct summary *summary)
{
    fputc('\n', file);
    if (summary->was_renamed) {
        fputs("  ", file);
        put(file, summary, WORD_RENAMED);
        fputc('\n', file);
    }
    fputs("  ", file);
    put(file, summary, WORD_TRACE, summary->output);
    if (summary->second_output) {
        fputs("\n  ", file);
        put(file, summary, WORD_TRACE, summary->second_output);
    }
    fputs("\n  ", file);
    put(file, summary, WORD_OPEN);
    put_argument(file, summary->viewer_folder, "trace-view");
    fputc(' ', file);
    put_argument(file, "", summary->output);
    fputc('\n', file);
}

void summary_print(FILE *file, const struct summary *summary)
{
    put_outcome(file, summary);
    put_counts(file, summary);
    not_recorded_tell(summary->analysis->trace, summary->analysis->language, put_line, file);
    for (uint32_t i = 0; i < summary->analysis->finding_count; i++) {
        put_finding(file, summary, &summary->analysis->findings[i]);
    }
    if (summary->output) {
        put_place(file, summary);
    }
}

void summary_print_lttng(FILE *file, const struct lttng_outcome *outcome, enum language language)
{
    fprintf(file, "  LTTng: %s\n", outcome->place);
    if (!outcome->is_complete) {
        return; /* the problem says the rest */
    }
    fputs("    ", file);
    if (outcome->is_remote) {
        put_in(file, language, WORD_LTTNG_TAKEN, (unsigned long long)outcome->taken,
               (unsigned long long)outcome->expected, (unsigned long long)outcome->discarded);
        fputs("\n    ", file);
        put_in(file, language, WORD_LTTNG_SENT);
    } else {
        put_in(file, language, WORD_LTTNG_RECORDED, (unsigned long long)outcome->recorded,
               (unsigned long long)outcome->expected);
    }
    fputc('\n', file);
}
