/* trace-view: replays a trace in a window, or draws one picture of it without a display. */
#include <stdio.h>
#include <stdlib.h>

#include "tracer/model/trace_load.h"
#include "viewer/app/export.h"
#include "viewer/app/following.h"
#include "viewer/app/picture_options.h"
#include "viewer/app/player.h"
#include "viewer/app/window.h"

static const struct picture_program program = {
    .name = "trace-view",
    .output = "screenshot",
    .usage =
        "usage: trace-view FILE\n"
        "       trace-view net://HOST[/host/NAME/SESSION]\n"
        "       trace-view FILE --screenshot OUT.png\n"
        "\n"
        "Replays a recorded trace, or follows a live session of LTTng; ? lists the keys.\n"
        "\n"
        "  -o, --screenshot OUT   draw one picture (.png, .svg, .txt) and end; needs no display\n"
        "      --step N           begin at the N-th step, 0 is before the first\n"
        "      --at TIME          begin at a time: 1.5ms, 300us, 2s, or nanoseconds\n"
        "      --size WxH         of the picture or the window, in pixels\n"
        "      --theme light|dark\n"
        "      --lang en|zh       the language of sentences and buttons\n"
        "      --axis time|step   true to time, or every step as wide\n"
        "      --unfold NAME      show what is inside a process, thread or object, or all: all\n"
        "      --follow FOLDER    the recording that becomes FILE is still being written there\n"
        "      --help, --version\n",
    .can_follow = true,
};

static int fail(const char *reason)
{
    fprintf(stderr, "%s: %s\n", program.name, reason);
    return EXIT_FAILURE;
}

/* What is looked at, and how there comes more of it. */
struct sight {
    struct opened_subject *opened;
    struct following *following; /* NULL: it is all there */
    enum growth growth;
};

static bool replay(struct sight *sight, const struct view *view, struct pango_shaper *shaper,
                   char *reason, size_t reason_size)
{
    struct player player;
    if (!pango_shaper_has_chinese(shaper)) {
        fprintf(stderr, "%s: no font with Chinese characters was found; install fonts-noto-cjk\n",
                program.name);
    }
    player_init(&player, sight->opened, *view, shaper);
    bool has_run = window_run(&player, sight->following, reason, reason_size);
    sight->opened = player.opened;
    player_finish(&player);
    return has_run;
}

/* Everything after the file was read. */
static bool show(const struct picture_options *options, struct sight *sight, char *reason,
                 size_t reason_size)
{
    struct subject subject = subject_in_language(sight->opened, options->language);
    struct view view;
    if (!picture_options_view(options, &subject, &view, reason, reason_size)) {
        return false;
    }
    struct pango_shaper *shaper = pango_shaper_create();
    const char *output = options->output;
    view.growth = sight->growth;
    bool is_shown = output ? export_view(&subject, &view, shaper, output, reason, reason_size)
                           : replay(sight, &view, shaper, reason, reason_size);
    pango_shaper_destroy(shaper);
    return is_shown;
}

static struct trace_follower *find_follower(const struct picture_options *options,
                                            struct trace_error *error)
{
    return options->folder ? trace_follow_folder(options->folder, options->file_name)
                           : trace_follow_live(options->file_name, error);
}

static bool open_growing(struct sight *sight, const struct picture_options *options,
                         struct trace_error *error)
{
    struct trace_follower *follower = find_follower(options, error);
    sight->following = follower ? following_begin(follower, error) : NULL;
    if (sight->following) {
        struct following_news news = following_take(sight->following);
        sight->opened = news.opened;
        sight->growth = following_growth(&news);
    }
    return sight->following != NULL;
}

static bool open_sight(struct sight *sight, const struct picture_options *options,
                       struct trace_error *error)
{
    *sight = (struct sight){0};
    if (options->folder || trace_follow_is_live(options->file_name)) {
        return open_growing(sight, options, error);
    }
    sight->opened = subject_open(options->file_name, error);
    return sight->opened != NULL;
}

int main(int argc, char **argv)
{
    struct picture_options options = picture_options_parse(&program, argc, argv);
    struct trace_error error;
    struct sight sight;
    if (!open_sight(&sight, &options, &error)) {
        return fail(error.text);
    }
    char reason[sizeof error.text];
    bool is_shown = show(&options, &sight, reason, sizeof reason);
    following_end(sight.following);
    subject_close(sight.opened);
    return is_shown ? EXIT_SUCCESS : fail(reason);
}
