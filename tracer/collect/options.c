#include "tracer/collect/options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/format/trace_error.h"
#include "tracer/language/command_line.h"
#include "tracer/language/language.h"

enum option_key {
    OPTION_OUTPUT = 'o',
    OPTION_HELP = 'h',
    OPTION_REPORT = 256,
    OPTION_ON_HANG,
    OPTION_STOP_AFTER,
    OPTION_TIME_SCALE,
    OPTION_VIRTUAL_TIME,
    OPTION_VIEW,
    OPTION_LTTNG,
    OPTION_LTTNG_URL,
    OPTION_LANG,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"report", required_argument, NULL, OPTION_REPORT},
    {"on-hang", required_argument, NULL, OPTION_ON_HANG},
    {"stop-after", required_argument, NULL, OPTION_STOP_AFTER},
    {"time-scale", required_argument, NULL, OPTION_TIME_SCALE},
    {"virtual-time", no_argument, NULL, OPTION_VIRTUAL_TIME},
    {"view", no_argument, NULL, OPTION_VIEW},
    {"lttng", no_argument, NULL, OPTION_LTTNG},
    {"lttng-url", required_argument, NULL, OPTION_LTTNG_URL},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

static const char *const help_parts[] = {
    N_("Usage: trace-run [OPTION]... PROGRAM [ARGUMENT]...\n"
       "Runs PROGRAM, records what its threads do to each other, and says why it hangs.\n"
       "\n"),
    N_("  -o, --output FILE        the trace: FILE.json, or FILE.ctf, the raw recording;\n"
       "                           twice for both; default PROGRAM.json in this folder\n"),
    N_("      --report FILE        write the verdict as JSON, too\n"),
    N_("      --on-hang stop|wait  if the program can no longer end (default: stop)\n"),
    N_("      --stop-after SECONDS stop the program after so long\n"),
    N_("      --time-scale F       sleeps and time-outs last 1/F of what is asked for\n"),
    N_("      --virtual-time       one thread at a time, own clock: each run is the same\n"),
    N_("      --view               open the window at once, and follow the program\n"),
    N_("      --lttng              record through LTTng, too: FILE.lttng\n"),
    N_("      --lttng-url URL      the same, sent to a relay daemon: net://HOST\n"),
    N_("      --lang en|zh         language of the verdict; default: the locale's\n"),
    N_("  -h, --help               show this\n"),
    N_("      --version            show the version\n"
       "\n"),
    N_("Exit status: the program's own (128+n after signal n); 124 when it could no\n"
       "longer end and was stopped; 125 when trace-run itself failed, or LTTng missed\n"
       "events; 126 and 127 when PROGRAM cannot be started. If trace-run is killed,\n"
       "PROGRAM is stopped, too, and the raw recording is in FILE.ctf.\n"),
    N_("Open the trace with: trace-view FILE\n"),
    NULL,
};

const char *const *options_help(void)
{
    return help_parts;
}

static bool read_positive(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*number) && *number > 0;
}

/* Which of two words it is: false for the first, true for the second. */
static bool read_choice(const char *text, const char *first, const char *second, bool *is_second)
{
    *is_second = strcmp(text, second) == 0;
    return *is_second || strcmp(text, first) == 0;
}

static const char *add_output(struct options *options, const char *path)
{
    if (options->output_count == OPTIONS_OUTPUTS) {
        return N_("no more than one .json and one .ctf");
    }
    options->outputs[options->output_count++] = path;
    return *path ? NULL : N_("a file name");
}

static const char *take_option(struct options *options, int key, const char *value)
{
    switch (key) {
    case OPTION_OUTPUT:
        return add_output(options, value);
    case OPTION_REPORT:
        options->report = value;
        return *value ? NULL : N_("a file name");
    case OPTION_ON_HANG:
        return read_choice(value, "stop", "wait", &options->waits_on_hang) ? NULL
                                                                           : N_("stop or wait");
    case OPTION_STOP_AFTER:
        return read_positive(value, &options->stop_after) ? NULL : N_("seconds above 0");
    case OPTION_TIME_SCALE:
        return read_positive(value, &options->time_scale) ? NULL : N_("a number above 0");
    case OPTION_VIRTUAL_TIME:
        options->is_virtual_time = true;
        return NULL;
    case OPTION_VIEW:
        options->is_viewed = true;
        return NULL;
    case OPTION_LTTNG:
        options->uses_lttng = true;
        return NULL;
    case OPTION_LTTNG_URL:
        options->uses_lttng = true;
        options->lttng_url = value;
        return strstr(value, "://") ? NULL : N_("a URL such as net://localhost");
    default:
        return language_find(value, &options->language) ? NULL : language_list;
    }
}

static enum options_result refuse(struct trace_error *error, const char *why)
{
    trace_error_fill(error, N_("%.400s; see trace-run --help"), why);
    return OPTIONS_WRONG;
}

static enum options_result refuse_value(struct trace_error *error, const char *value,
                                        const char *expected)
{
    trace_error_fill(error, N_("cannot use '%.300s': expected %s"), value, language_say(expected));
    return OPTIONS_WRONG;
}

enum options_result options_read(struct options *options, int argc, char **argv,
                                 struct trace_error *error)
{
    const struct command_line line = {argc, argv, "+:o:h", long_options};
    *options = (struct options){
        .time_scale = 1,
        .language = command_line_language(&line, OPTION_LANG),
    };
    language_speak(options->language);
    int key;
    while ((key = getopt_long(argc, argv, line.letters, long_options, NULL)) != -1) {
        if (key == OPTION_HELP || key == OPTION_VERSION) {
            return key == OPTION_HELP ? OPTIONS_HELP : OPTIONS_VERSION;
        }
        if (key == '?' || key == ':') {
            char why[sizeof(error->text)];
            command_line_explain(&line, key, why, sizeof(why));
            return refuse(error, why);
        }
        const char *expected = take_option(options, key, optarg);
        if (expected) {
            return refuse_value(error, optarg, expected);
        }
    }
    options->program = argv + optind;
    if (optind == argc) {
        return refuse(error, language_say(N_("no program to run")));
    }
    return OPTIONS_RUN;
}
