#include "viewer/app/player.h"

#include <stdio.h>
#include <string.h>

#include "viewer/app/export.h"
#include "viewer/app/growth.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/frame/tooltip_scene.h"

void player_init(struct player *player, struct opened_subject *opened, struct view view,
                 struct pango_shaper *shaper)
{
    *player = (struct player){
        .opened = opened,
        .subject = subject_in_language(opened, view.language),
        .view = view,
        .playback = {.step = view.step},
        .shaper = shaper,
        .is_stale = true,
    };
    player->view.key_helps = command_key_helps;
    player->view.key_help_count = command_key_help_count;
    scene_init(&player->scene, view.width, view.height, view.theme->background,
               pango_shaper_interface(shaper));
}

void player_finish(struct player *player)
{
    scene_finish(&player->scene);
}

struct opened_subject *player_grow(struct player *player, struct opened_subject *opened)
{
    struct opened_subject *before = player->opened;
    struct subject grown = subject_in_language(opened, player->view.language);
    growth_keep_view(&player->view, &player->subject, &grown);
    player->opened = opened;
    player->subject = grown;
    player->is_stale = true;
    return before;
}

void player_command(struct player *player, enum command command)
{
    if (command == COMMAND_QUIT) {
        player->has_ended = true;
    } else if (command == COMMAND_EXPORT) {
        export_beside_trace(&player->subject, &player->view, player->shaper);
    } else if (command != COMMAND_NONE) {
        command_apply(command, &player->view, &player->subject);
        player->subject = subject_in_language(player->opened, player->view.language);
        player->is_stale = true;
    }
}

void player_resize(struct player *player, double width, double height)
{
    player->view.width = width;
    player->view.height = height;
    player->is_stale = true;
}

void player_advance(struct player *player, uint64_t elapsed_ns)
{
    if (player->view.is_playing) {
        playback_advance(&player->playback, &player->view, &player->subject, elapsed_ns);
        player->is_stale = true;
    }
}

void player_build(struct player *player)
{
    struct scene *scene = &player->scene;
    scene_clear(scene);
    scene->width = player->view.width;
    scene->height = player->view.height;
    scene->background = player->view.theme->background;
    player->view.hover_id = *player->hover_id ? player->hover_id : NULL;
    frame_scene_build(scene, &player->subject, &player->view);
    if (player->drag == DRAG_NONE) {
        tooltip_scene_build(scene, &player->view, player->pointer_x, player->pointer_y);
    }
    player->is_stale = false;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *player_title(const struct player *player, char *buffer, size_t size)
{
    const struct view *view = &player->view;
    static const char *const growths[] = {
        [GROWTH_NONE] = "",
        [GROWTH_GOES_ON] = ", growing",
        [GROWTH_BROKEN] = ", broken off",
    };
    snprintf(buffer, size, "%s: step %u of %u%s%s", base_name(player->subject.trace->file_name),
             view->step == NONE_INDEX ? 0 : view->step + 1, player->subject.story->step_count,
             view->is_playing ? ", playing" : "", growths[view->growth]);
    return buffer;
}
