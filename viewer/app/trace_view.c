/* trace-view: replays a trace in a window, or draws one picture of it without a display. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tracer/language/language.h"
#include "tracer/model/trace_load.h"
#include "viewer/app/export.h"
#include "viewer/app/following.h"
#include "viewer/app/opening.h"
#include "viewer/app/pair_export.h"
#include "viewer/app/picture_options.h"
#include "viewer/app/player.h"
#include "viewer/app/window.h"

#define PATIENCE_MS 60 /* most traces are open before a window could be */

static const char *const usage[] = {
    N_("usage: trace-view FILE\n"
       "       trace-view FILE OTHER_FILE\n"
       "       trace-view net://HOST[/host/NAME/SESSION]\n"
       "       trace-view FILE --screenshot OUT.png\n"
       "\n"),
    N_("Replays a recorded trace, or two beside each other and says where they part, or\n"
       "follows a live session of LTTng; ? lists the keys.\n"
       "\n"),
    N_("  -o, --screenshot OUT   draw one picture (.png, .svg, .txt) and end; needs no display\n"),
    N_("      --step N           begin at the N-th step, 0 is before the first\n"),
    N_("      --at TIME          begin at a time: 1.5ms, 300us, 2s, or nanoseconds\n"),
    N_("      --size WxH         of the picture or the window, in pixels\n"),
    N_("      --scale F          how large all is drawn in the window: 1.5, 2; otherwise\n"
       "                         as the desktop says (GDK_SCALE, QT_SCALE_FACTOR, Xft.dpi)\n"),
    "      --theme light|dark|paper\n",
    N_("      --lang en|zh       language of sentences and buttons; default: the locale's\n"),
    N_("      --axis time|step   true to time, or every step as wide\n"),
    N_("      --unfold NAME      show what is inside a process, thread or object, or all: all\n"),
    N_("      --follow FOLDER    the recording that becomes FILE is still being written there\n"),
    "      --help, --version\n",
    NULL,
};

static const struct picture_program program = {
    .name = "trace-view",
    .output = "screenshot",
    .usage = usage,
    .can_follow = true,
};

static int fail(const char *reason)
{
    fprintf(stderr, "%s: %s\n", program.name, reason);
    return EXIT_FAILURE;
}

static void warn_of_fonts(struct pango_shaper *shaper)
{
    if (!pango_shaper_has_chinese(shaper)) {
        fprintf(stderr,
                language_say(N_("%s: no font with Chinese characters was found; install "
                                "fonts-noto-cjk\n")),
                program.name);
    }
}

/* What is looked at, and how there comes more of it. */
struct sight {
    struct opened_subject *opened;
    struct following *following; /* NULL: it is all there */
    enum growth growth;
};

static struct trace_follower *find_follower(const struct picture_options *options,
                                            struct trace_error *error)
{
    return options->folder ? trace_follow_folder(options->folder, options->file_name)
                           : trace_follow_live(options->file_name, error);
}

static bool is_growing(const struct picture_options *options)
{
    return options->folder != NULL || trace_follow_is_live(options->file_name);
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

static void close_sight(struct sight *sight)
{
    following_end(sight->following);
    subject_close(sight->opened);
}

static bool choose_view(const struct picture_options *options, const struct sight *sight,
                        struct view *view, char *reason, size_t reason_size)
{
    struct subject subject = subject_in_language(sight->opened, options->language);
    if (!picture_options_view(options, &subject, view, reason, reason_size)) {
        return false;
    }
    view->growth = sight->growth;
    return true;
}

/* One picture without a window. */
static bool draw(const struct picture_options *options, struct sight *sight, char *reason,
                 size_t reason_size)
{
    struct trace_error error;
    bool is_open = is_growing(options)
                       ? open_growing(sight, options, &error)
                       : (sight->opened = subject_open(options->file_name, &error)) != NULL;
    if (!is_open) {
        snprintf(reason, reason_size, "%s", error.text);
        return false;
    }
    struct view view;
    if (!choose_view(options, sight, &view, reason, reason_size)) {
        return false;
    }
    struct subject subject = subject_in_language(sight->opened, options->language);
    struct pango_shaper *shaper = pango_shaper_create();
    bool is_drawn = export_view(&subject, &view, shaper, options->output, reason, reason_size);
    pango_shaper_destroy(shaper);
    return is_drawn;
}

static bool replay(const struct picture_options *options, struct window *window,
                   struct sight *sight, struct pango_shaper *shaper, char *reason,
                   size_t reason_size)
{
    struct view view;
    if (!choose_view(options, sight, &view, reason, reason_size)) {
        return false;
    }
    struct player player;
    warn_of_fonts(shaper);
    player_init(&player, sight->opened, view, shaper);
    window_run(window, &player, sight->following);
    sight->opened = player.opened;
    player_finish(&player);
    return true;
}

static struct window *open_window(const struct picture_options *options, char *reason,
                                  size_t reason_size)
{
    struct window_wish wish = {.is_in_pixels = options->has_size, .scale = options->scale};
    picture_options_size(options, &wish.width, &wish.height);
    return window_open(&wish, reason, reason_size);
}

/* Opens a file, in a window as soon as it turns out to be long: that says how it goes on, and lets
 * the person leave. NULL: it was not opened, or there is no window; the reason says why. */
static struct window *open_file(const struct picture_options *options, struct sight *sight,
                                struct pango_shaper *shaper, char *reason, size_t reason_size)
{
    struct opening *opening = opening_begin(options->file_name);
    opening_wait(opening, PATIENCE_MS);
    struct window *window = NULL;
    bool is_long = !opening_is_done(opening);
    if (is_long && (window = open_window(options, reason, reason_size)) != NULL &&
        !window_show_opening(window, opening, options->theme, options->language, shaper)) {
        _exit(EXIT_SUCCESS); /* nobody waits for what the other thread is at */
    }
    struct trace_error error;
    sight->opened = opening_finish(opening, &error);
    if (!sight->opened) {
        snprintf(reason, reason_size, "%s", error.text);
        return NULL;
    }
    return is_long ? window : open_window(options, reason, reason_size);
}

static struct window *open_growing_file(const struct picture_options *options, struct sight *sight,
                                        char *reason, size_t reason_size)
{
    struct trace_error error;
    if (!open_growing(sight, options, &error)) {
        snprintf(reason, reason_size, "%s", error.text);
        return NULL;
    }
    return open_window(options, reason, reason_size);
}

static bool show(const struct picture_options *options, struct sight *sight, char *reason,
                 size_t reason_size)
{
    struct pango_shaper *shaper = pango_shaper_create();
    struct window *window = is_growing(options)
                                ? open_growing_file(options, sight, reason, reason_size)
                                : open_file(options, sight, shaper, reason, reason_size);
    bool is_shown = window != NULL && replay(options, window, sight, shaper, reason, reason_size);
    pango_shaper_destroy(shaper);
    return is_shown;
}

/* ---- two traces ---- */

static bool show_pair(struct pairing *pairing, const struct picture_options *options,
                      struct pango_shaper *shaper, char *reason, size_t reason_size)
{
    struct window *window = open_window(options, reason, reason_size);
    if (window == NULL) {
        return false;
    }
    struct player player;
    warn_of_fonts(shaper);
    player_init(&player, pairing->opened[SIDE_LEFT], pairing->pair.views[SIDE_LEFT], shaper);
    player_pair(&player, pairing);
    window_run(window, &player, NULL);
    player_finish(&player);
    return true;
}

static int look_at_pair(const struct picture_options *options)
{
    char reason[sizeof(struct trace_error)];
    struct pairing pairing;
    if (!pair_open(&pairing, options, reason, sizeof reason)) {
        return fail(reason);
    }
    struct pango_shaper *shaper = pango_shaper_create();
    bool is_shown = options->output != NULL
                        ? pair_export(&pairing.pair, shaper, options->output, reason, sizeof reason)
                        : show_pair(&pairing, options, shaper, reason, sizeof reason);
    pango_shaper_destroy(shaper);
    pair_close(&pairing);
    return is_shown ? EXIT_SUCCESS : fail(reason);
}

int main(int argc, char **argv)
{
    struct picture_options options = picture_options_parse(&program, argc, argv);
    if (options.other_name != NULL) {
        return look_at_pair(&options);
    }
    char reason[sizeof(struct trace_error)];
    struct sight sight = {0};
    bool is_shown = options.output != NULL ? draw(&options, &sight, reason, sizeof reason)
                                           : show(&options, &sight, reason, sizeof reason);
    close_sight(&sight);
    return is_shown ? EXIT_SUCCESS : fail(reason);
}
