#include "tests/replay.h"

#include <string.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/model/trace_load.h"
#include "viewer/app/pointer.h"
#include "viewer/scene/layout/default_view.h"

static void show(struct replay *replay, double width, double height)
{
    struct subject subject = subject_in_language(replay->opened, LANGUAGE_ENGLISH);
    struct view view = view_default(&subject, width, height, theme_light(), LANGUAGE_ENGLISH);
    player_init(&replay->player, replay->opened, view, replay->shaper);
    player_build(&replay->player);
}

void replay_begin(struct replay *replay, const char *sequence, const char *outcome, double width,
                  double height)
{
    *replay = (struct replay){.shaper = pango_shaper_create()};
    replay->opened = subject_of_trace(sequence_parse(sequence, outcome));
    show(replay, width, height);
}

void replay_finish(struct replay *replay)
{
    replay_close(replay);
    pango_shaper_destroy(replay->shaper);
}

void replay_open(struct replay *replay, const char *path, double width, double height)
{
    struct trace_error error;
    replay->opened = subject_open(path, &error);
    show(replay, width, height);
}

void replay_close(struct replay *replay)
{
    player_finish(&replay->player);
    subject_close(replay->opened);
}

void replay_command(struct player *player, enum command command)
{
    player_command(player, command);
    player_build(player);
}

struct scene_rect replay_place(const struct player *player, const char *id)
{
    struct scene_rect rect = {0};
    check_true(scene_find(&player->scene, id, &rect));
    return rect;
}

void replay_click(struct player *player, const char *id)
{
    struct scene_rect rect = replay_place(player, id);
    pointer_press(player, rect.x + rect.width / 2, rect.y + rect.height / 2, POINTER_SELECT);
    pointer_release(player);
    player_build(player);
}

bool replay_shows(const struct player *player, const char *id)
{
    return scene_find(&player->scene, id, NULL);
}

bool replay_shows_text(const struct player *player, const char *part)
{
    for (uint32_t i = 0; i < player->scene.item_count; i++) {
        const char *text = player->scene.items[i].text;
        if (text != NULL && strstr(text, part) != NULL) {
            return true;
        }
    }
    return false;
}

const char *replay_title(const struct player *player, const char *id)
{
    for (uint32_t i = 0; i < player->scene.item_count; i++) {
        const struct scene_item *item = &player->scene.items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL && strcmp(item->id, id) == 0) {
            return item->title != NULL ? item->title : "";
        }
    }
    return "";
}
