/* trace-view: replays a trace in a window, or draws one picture of it without a display. */
#include <stdio.h>
#include <stdlib.h>

#include "tracer/model/trace_load.h"
#include "viewer/app/export.h"
#include "viewer/app/picture_options.h"
#include "viewer/app/player.h"
#include "viewer/app/window.h"

static const struct picture_program program = {
    .name = "trace-view",
    .output = "screenshot",
    .usage =
        "usage: trace-view FILE\n"
        "       trace-view FILE --screenshot OUT.png\n"
        "\n"
        "Replays a recorded trace; ? lists the keys.\n"
        "\n"
        "  -o, --screenshot OUT   draw one picture (.png, .svg, .txt) and end; needs no display\n"
        "      --step N           begin at the N-th step, 0 is before the first\n"
        "      --at TIME          begin at a time: 1.5ms, 300us, 2s, or nanoseconds\n"
        "      --size WxH         of the picture or the window, in pixels\n"
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

static bool replay(struct opened_subject *opened, const struct view *view,
                   struct pango_shaper *shaper, char *reason, size_t reason_size)
{
    struct player player;
    if (!pango_shaper_has_chinese(shaper)) {
        fprintf(stderr, "%s: no font with Chinese characters was found; install fonts-noto-cjk\n",
                program.name);
    }
    player_init(&player, opened, *view, shaper);
    bool has_run = window_run(&player, reason, reason_size);
    player_finish(&player);
    return has_run;
}

/* Everything after the file was read. */
static bool show(const struct picture_options *options, struct opened_subject *opened, char *reason,
                 size_t reason_size)
{
    struct subject subject = subject_in_language(opened, options->language);
    struct view view;
    if (!picture_options_view(options, &subject, &view, reason, reason_size)) {
        return false;
    }
    struct pango_shaper *shaper = pango_shaper_create();
    const char *output = options->output;
    bool is_shown = output ? export_view(&subject, &view, shaper, output, reason, reason_size)
                           : replay(opened, &view, shaper, reason, reason_size);
    pango_shaper_destroy(shaper);
    return is_shown;
}

int main(int argc, char **argv)
{
    struct picture_options options = picture_options_parse(&program, argc, argv);
    struct trace_error error;
    struct opened_subject *opened = subject_open(options.file_name, &error);
    if (!opened) {
        return fail(error.text);
    }
    char reason[sizeof error.text];
    bool is_shown = show(&options, opened, reason, sizeof reason);
    subject_close(opened);
    return is_shown ? EXIT_SUCCESS : fail(reason);
}
