/* Pictures for files are made while the window goes on, and are there whole or not at all. */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "tests/scratch.h"

#define POEM TRACES "/condition_poem.json"

struct stand {
    char *folder, *trace;
    struct replay replay;
};

/* A recording that is alone in its folder. */
static void begin(struct stand *stand)
{
    size_t size;
    char *bytes = scratch_read(POEM, &size);
    stand->folder = scratch_new_folder();
    check_true(asprintf(&stand->trace, "%s/poem.json", stand->folder) > 0);
    scratch_write(stand->trace, bytes, size);
    free(bytes);
    stand->replay.shaper = pango_shaper_create();
    replay_open(&stand->replay, stand->trace, 1280, 720);
}

static void finish(struct stand *stand)
{
    pango_shaper_destroy(stand->replay.shaper);
    free(stand->trace);
    free(stand->folder);
}

static char *path_of(const struct stand *stand, const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", stand->folder, name);
    return path;
}

static bool is_there(const struct stand *stand, const char *name)
{
    return access(path_of(stand, name), F_OK) == 0;
}

static bool begins_and_ends(const struct stand *stand, const char *name, const char *first,
                            const char *last)
{
    size_t size;
    char *bytes = scratch_read(path_of(stand, name), &size);
    bool is_whole = size > strlen(first) && memcmp(bytes, first, strlen(first)) == 0 &&
                    memmem(bytes + size - 16, 16, last, strlen(last)) != NULL;
    free(bytes);
    return is_whole;
}

static bool are_whole(const struct stand *stand, const char *svg, const char *png)
{
    return begins_and_ends(stand, svg, "<?xml", "</svg>") &&
           begins_and_ends(stand, png, "\x89PNG", "IEND");
}

static void post(void *context)
{
    sem_post(context);
}

static void test_window_goes_on(void)
{
    struct stand stand;
    sem_t is_made;
    sem_init(&is_made, 0, 0);
    begin(&stand);
    struct player *player = &stand.replay.player;
    exporting_set_listener(player->exporting, post, &is_made);
    replay_command(player, COMMAND_TO_START);
    replay_command(player, COMMAND_STEP_NEXT);
    replay_command(player, COMMAND_EXPORT);
    check_true(replay_shows_text(player, "the picture is being written"));
    check_true(!is_there(&stand, "poem-step1.svg")); /* nothing but memory was touched */
    replay_command(player, COMMAND_STEP_NEXT);
    check_true(exporting_is_busy(player->exporting));
    sem_wait(&is_made);
    player_take_exports(player);
    player_build(player);
    check_true(replay_shows_text(player, "poem-step1.svg and .png"));
    check_true(player->view.notice_is_good);
    check_true(are_whole(&stand, "poem-step1.svg", "poem-step1.png"));
    check_true(!is_there(&stand, "poem-step2.svg"));
    check_true(!exporting_is_busy(player->exporting));
    replay_close(&stand.replay);
    sem_destroy(&is_made);
    finish(&stand);
}

/* As many as there is room for, one after the other; each shows its own moment. */
static void test_many(void)
{
    struct stand stand;
    begin(&stand);
    struct player *player = &stand.replay.player;
    replay_command(player, COMMAND_TO_START);
    for (int i = 0; i < EXPORTING_MAX; i++) {
        replay_command(player, COMMAND_STEP_NEXT);
        replay_command(player, COMMAND_EXPORT);
        check_true(replay_shows_text(player, "the picture is being written"));
    }
    replay_command(player, COMMAND_STEP_NEXT);
    replay_command(player, COMMAND_EXPORT);
    check_true(replay_shows_text(player, "this one is not"));
    check_true(!player->view.notice_is_good);
    replay_close(&stand.replay); /* the window is closed meanwhile */
    for (int i = 1; i <= EXPORTING_MAX; i++) {
        char svg[32], png[32];
        snprintf(svg, sizeof svg, "poem-step%d.svg", i);
        snprintf(png, sizeof png, "poem-step%d.png", i);
        check_true(are_whole(&stand, svg, png));
    }
    check_true(!is_there(&stand, "poem-step9.svg"));
    finish(&stand);
}

static void test_refused(void)
{
    struct stand stand;
    begin(&stand);
    struct player *player = &stand.replay.player;
    check_true(mkdir(path_of(&stand, "poem-step0.svg"), 0700) == 0); /* in its way */
    replay_command(player, COMMAND_TO_START);
    replay_command(player, COMMAND_EXPORT);
    while (exporting_is_busy(player->exporting)) {
        player_take_exports(player);
        usleep(1000);
    }
    player_build(player);
    check_true(replay_shows_text(player, "cannot write"));
    check_true(!player->view.notice_is_good);
    replay_command(player, COMMAND_STEP_NEXT);
    check_true(!replay_shows_text(player, "cannot write"));
    replay_close(&stand.replay);
    finish(&stand);
}

/* A picture in a file says what its parts are, though a window tells only what is hovered. */
static void test_titles(void)
{
    struct stand stand;
    begin(&stand);
    replay_command(&stand.replay.player, COMMAND_TO_START);
    replay_command(&stand.replay.player, COMMAND_EXPORT);
    replay_close(&stand.replay);
    size_t size;
    char *svg = scratch_read(path_of(&stand, "poem-step0.svg"), &size);
    check_true(strstr(svg, "<title>小爱 waits on cond, ") != NULL);
    check_true(strstr(svg, "<title>小爱 holds the lock of cond, ") != NULL); /* as it has no name */
    check_true(strstr(svg, "being written") == NULL);
    free(svg);
    finish(&stand);
}

static const struct test_case cases[] = {
    {"exporting@the-window-goes-on-meanwhile", test_window_goes_on},
    {"exporting@each-picture-waits-for-its-turn", test_many},
    {"exporting@what-cannot-be-written-is-said", test_refused},
    {"exporting@a-file-says-what-its-parts-are", test_titles},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
