/* trace-export: a trace as a picture or in words, from the same scene that the window shows; or as
 * a trace again, in the other format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"
#include "tracer/model/trace_save_ctf.h"
#include "viewer/app/export.h"
#include "viewer/app/picture_options.h"

static const struct picture_program program = {
    .name = "trace-export",
    .output = "output",
    .usage =
        "usage: trace-export FILE -o OUT.svg|OUT.png|OUT.txt|OUT.json|OUT.ctf\n"
        "\n"
        "Draws a recorded trace; the ending of OUT says how. Words go to .txt. Or\n"
        "writes the whole trace again, to .json or .ctf, and loses nothing.\n"
        "\n"
        "  -o, --output OUT\n"
        "      --step N           the picture at the N-th step, 0 is before the first\n"
        "      --at TIME          the picture at a time: 1.5ms, 300us, 2s, or nanoseconds\n"
        "      --size WxH         in pixels, 1920x1080 unless given\n"
        "      --theme light|dark\n"
        "      --lang en|zh       the language of sentences and buttons\n"
        "      --axis time|step   true to time, or every step as wide\n"
        "      --unfold NAME      show what is inside a process, thread or object, or all: all\n"
        "      --help, --version\n",
};

static int fail(const char *reason)
{
    fprintf(stderr, "%s: %s\n", program.name, reason);
    return EXIT_FAILURE;
}

/* ---- pictures ---- */

static bool draw(const struct picture_options *options, struct opened_subject *opened, char *reason,
                 size_t reason_size)
{
    struct subject subject = subject_in_language(opened, options->language);
    struct view view;
    if (!picture_options_view(options, &subject, &view, reason, reason_size)) {
        return false;
    }
    struct pango_shaper *shaper = pango_shaper_create();
    bool is_drawn = export_view(&subject, &view, shaper, options->output, reason, reason_size);
    pango_shaper_destroy(shaper);
    return is_drawn;
}

/* ---- traces ---- */

typedef bool save_function(const struct trace *trace, const char *path, struct trace_error *error);

static save_function *find_saving(const char *output)
{
    const char *ending = strrchr(output, '.');
    if (ending && strcmp(ending, ".json") == 0) {
        return trace_save;
    }
    return ending && strcmp(ending, ".ctf") == 0 ? trace_save_ctf : NULL;
}

static int convert(const struct picture_options *options, save_function *save)
{
    struct trace_error error;
    struct trace *trace = trace_load(options->file_name, &error);
    bool is_saved = trace && save(trace, options->output, &error);
    trace_destroy(trace);
    return is_saved ? EXIT_SUCCESS : fail(error.text);
}

int main(int argc, char **argv)
{
    struct picture_options options = picture_options_parse(&program, argc, argv);
    if (!options.output) {
        fprintf(stderr, "%s: -o OUT is missing; try '%s --help'\n", program.name, program.name);
        return 2;
    }
    save_function *save = find_saving(options.output);
    if (save) {
        return convert(&options, save);
    }
    struct trace_error error;
    struct opened_subject *opened = subject_open(options.file_name, &error);
    if (!opened) {
        return fail(error.text);
    }
    char reason[sizeof error.text];
    bool is_drawn = draw(&options, opened, reason, sizeof reason);
    subject_close(opened);
    return is_drawn ? EXIT_SUCCESS : fail(reason);
}
