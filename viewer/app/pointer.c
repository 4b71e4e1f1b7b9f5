#include "viewer/app/pointer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "viewer/app/camera.h"
#include "viewer/app/cursor.h"
#include "viewer/app/differing.h"
#include "viewer/app/hovering.h"
#include "viewer/app/selecting.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/frame/scrubber.h"
#include "viewer/scene/layout/frame_layout.h"

#define DRAG_PX           4.0  /* a press that moves less is a click */
#define SNAP_PX           6.0  /* a thumb so near to a step stands on it */
#define WHEEL_PX          60.0 /* that a turn of the wheel scrolls */
#define STEP_ROW_PX       40.0 /* a row of the list of steps is not higher */
#define WHEEL_ZOOM_FACTOR 1.2

/* Kinds of changes for the history, next to commands. */
#define CHANGE_POINTER COMMAND_COUNT
#define CHANGE_WHEEL   (COMMAND_COUNT + 1) /* and one a wheel_effect from here on */

static const struct {
    const char *id;
    enum command command;
} buttons[] = {
    {"transport:start", COMMAND_TO_START},
    {"transport:back", COMMAND_STEP_PREVIOUS},
    {"transport:play", COMMAND_PLAY},
    {"transport:forward", COMMAND_STEP_NEXT},
    {"transport:end", COMMAND_TO_END},
    {"transport:speed", COMMAND_SPEED_CYCLE},
    {"help", COMMAND_HELP},
    {"help:close", COMMAND_HELP},
};

/* The step whose dot is near enough to x to be meant, or NONE_INDEX. */
static uint32_t find_step(const struct scrubber *scrubber, double x)
{
    uint32_t nearest = NONE_INDEX;
    double distance = SNAP_PX;
    for (uint32_t i = 0; i < scrubber->step_count; i++) {
        if (fabs(scrubber->step_x[i] - x) < distance) {
            distance = fabs(scrubber->step_x[i] - x);
            nearest = i;
        }
    }
    return nearest;
}

/* The cursor to where the pointer is on the transport's bar. */
static void scrub(struct player *player, double x)
{
    struct scene_rect bar;
    if (!player_find(player, "scrubber", &bar)) {
        return;
    }
    struct scrubber scrubber;
    scrubber_init(&scrubber, &player->subject, bar.x, bar.x + bar.width);
    uint32_t step = find_step(&scrubber, x);
    uint64_t time_ns = scrubber_time(&scrubber, x);
    scrubber_finish(&scrubber);
    if (step != NONE_INDEX) {
        cursor_go_to_step(&player->view, &player->subject, step);
    } else {
        cursor_go_to_time(&player->view, &player->subject, time_ns);
    }
}

static void go_to_step(struct player *player, uint32_t number)
{
    if (number > 0) {
        cursor_step_to(&player->view, &player->subject, number - 1);
    }
}

/* Steps on the transport's bar; the thumb may be dragged on from there. */
static void take_thumb(struct player *player, uint32_t number)
{
    go_to_step(player, number);
    player->drag = DRAG_SCRUB;
}

/* To the instant of an event that no step may tell. */
static void go_to_event(struct player *player, uint32_t event)
{
    const struct trace *trace = player->subject.trace;
    if (event < trace->event_count) {
        cursor_go_to_time(&player->view, &player->subject, trace->events[event].time_ns);
    }
}

/* What says the verdict without a number means the first finding. */
static void go_to_finding(struct player *player, uint32_t number)
{
    cursor_step_to_finding(&player->view, &player->subject, number > 0 ? number - 1 : 0);
}

static void go_to_mark(struct player *player, uint32_t number)
{
    const struct marks *marks = player->view.marks;
    if (marks && number > 0 && number <= marks->count) {
        cursor_go_to_time(&player->view, &player->subject, marks->items[number - 1].time_ns);
    }
}

static void turn_thread(struct player *player, uint32_t thread)
{
    unfolding_turn(&player->view.unfolding, target_make(TARGET_THREAD, thread));
}

static void turn_object(struct player *player, uint32_t object)
{
    unfolding_turn(&player->view.unfolding, target_make(TARGET_OBJECT, object));
}

static void turn_process(struct player *player, uint32_t process)
{
    unfolding_turn(&player->view.unfolding, target_make(TARGET_PROCESS, process));
}

/* Ids that carry a number. */
static const struct {
    const char *prefix;
    void (*click)(struct player *player, uint32_t number);
} numbered[] = {
    {"finding:", go_to_finding},
    {"verdict", go_to_finding},
    {"lost-notify", go_to_finding},
    {"scrub:", take_thumb},
    {"difference:", differing_go_to},
    {"step:", go_to_step},
    {"mark:", go_to_step},
    {"bookmark:", go_to_mark},
    {"found:", player_open_row},
    {"arrow:", go_to_event},
    {"gil-ask:", go_to_event},
    {"lost-update:", go_to_event},
    {"fold-thread:", turn_thread},
    {"fold-object:", turn_object},
    {"fold-process:", turn_process},
};

static void click_numbered(struct player *player, const char *id)
{
    for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++) {
        size_t size = strlen(numbered[i].prefix);
        if (strncmp(id, numbered[i].prefix, size) == 0) {
            numbered[i].click(player, (uint32_t)strtoul(id + size, NULL, 10));
            return;
        }
    }
    selecting_by_id(&player->view, &player->subject, id);
}

static void click(struct player *player, const char *id, double x)
{
    for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
        if (strcmp(buttons[i].id, id) == 0) {
            player_command(player, buttons[i].command);
            return;
        }
    }
    if (strcmp(id, "scrubber") == 0) {
        player->drag = DRAG_SCRUB;
        scrub(player, x);
    } else {
        click_numbered(player, id);
    }
}

static bool is_over(struct scene_rect rect, double x, double y)
{
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

static bool is_on_ruler(const struct player *player, double x, double y)
{
    struct scene_rect ruler;
    return player_find(player, "ruler", &ruler) && is_over(ruler, x, y);
}

static uint64_t time_at(const struct player *player, double x)
{
    return camera_time_at(&player->view, &player->subject, x);
}

/* From where it was pressed to where it is now. */
static void select_range(struct player *player, double x)
{
    uint64_t from = time_at(player, player->pressed_x), to = time_at(player, x);
    player->view.has_range = true;
    player->view.range_begin_ns = from < to ? from : to;
    player->view.range_end_ns = from < to ? to : from;
}

static void drag_on_ruler(struct player *player, double x)
{
    if (player->view.has_range || fabs(x - player->pressed_x) >= DRAG_PX) {
        select_range(player, x);
    }
}

/* A press on the ruler begins a range; whether it is one shows when the pointer moves. The
 * playhead's sign is taken along. */
static void press_ruler(struct player *player, double x, const char *id)
{
    player->pressed_x = x;
    player->view.has_range = player->view.is_ranging = false;
    player->drag = strcmp(id, "playhead") == 0 ? DRAG_CURSOR : DRAG_RULER;
}

/* Of two runs, that over which the pointer is becomes the active one. */
static void turn_to(struct player *player, double x, double y)
{
    for (int side = 0; player->pairing && side < SIDE_COUNT; side++) {
        struct frame_layout layout = frame_layout_of(&player->pairing->pair.views[side]);
        if (is_over(layout.timeline, x, y) || is_over(layout.heading, x, y)) {
            player_turn_to(player, side);
        }
    }
}

void pointer_press(struct player *player, double x, double y, enum pointer_button button)
{
    turn_to(player, x, y);
    player->is_stale = true;
    player->pressed_view = player->view;
    player->pointer_x = x;
    player->pointer_y = y;
    if (button == POINTER_PAN) {
        player->drag = DRAG_PAN;
        return;
    }
    const char *id = player_hit(player, x, y);
    bool is_flag = id && strncmp(id, "bookmark:", strlen("bookmark:")) == 0;
    if (id && !is_flag && is_on_ruler(player, x, y) && !player->view.shows_help) {
        press_ruler(player, x, id);
    } else if (id) {
        click(player, id, x);
    } else if (player->view.shows_help) {
        player_command(player, COMMAND_HELP);
    }
}

/* The side that a group of the picture belongs to, and the id that it has there. */
static const char *side_of(const struct player *player, const char *id, enum comparison_side *side)
{
    static const size_t prefix = sizeof PAIR_RIGHT_PREFIX - 1;
    bool is_right = strncmp(id, PAIR_RIGHT_PREFIX, prefix) == 0;
    *side = is_right ? SIDE_RIGHT : SIDE_LEFT;
    return player->pairing && is_right ? id + prefix : id;
}

static void say_hovered(const struct player *player, const char *id, double x, char *words,
                        size_t size)
{
    enum comparison_side side;
    id = side_of(player, id, &side);
    const struct pairing *pairing = player->pairing;
    bool is_active = pairing == NULL || pairing->pair.active == side;
    const struct view *view = is_active ? &player->view : &pairing->pair.views[side];
    const struct subject *subject = is_active ? &player->subject : &pairing->pair.subjects[side];
    hovering_words(subject, view->language, id, camera_time_at(view, subject, x), words, size);
}

/* Keeps the id, because the scene that owns it is made anew. */
static void hover(struct player *player, const char *id, double x)
{
    char new_id[sizeof player->hover_id], words[sizeof player->hover_words] = "";
    snprintf(new_id, sizeof new_id, "%s", id ? id : "");
    say_hovered(player, new_id, x, words, sizeof words);
    player->is_stale |=
        strcmp(new_id, player->hover_id) != 0 || strcmp(words, player->hover_words) != 0;
    memcpy(player->hover_id, new_id, sizeof new_id);
    memcpy(player->hover_words, words, sizeof words);
}

void pointer_move(struct player *player, double x, double y)
{
    if (player->drag == DRAG_SCRUB) {
        scrub(player, x);
        player->is_stale = true;
    } else if (player->drag == DRAG_CURSOR) {
        cursor_go_to_time(&player->view, &player->subject, time_at(player, x));
        player->is_stale = true;
    } else if (player->drag == DRAG_RULER) {
        drag_on_ruler(player, x);
        player->is_stale = true;
    } else if (player->drag == DRAG_PAN) {
        camera_pan(&player->view, &player->subject, player->pointer_x - x);
        camera_scroll(&player->view, &player->subject, player->pointer_y - y);
        player->is_stale = true;
    } else {
        hover(player, scene_hit(&player->scene, x, y), x);
    }
    player->pointer_x = x;
    player->pointer_y = y;
}

void pointer_release(struct player *player)
{
    if (player->drag == DRAG_RULER && !player->view.has_range) {
        cursor_go_to_time(&player->view, &player->subject, time_at(player, player->pressed_x));
    }
    player->is_stale |= player->drag != DRAG_NONE;
    player->drag = DRAG_NONE;
    player->history.latest = 0; /* each click and drag is one change */
    view_history_note(&player->history, &player->pressed_view, &player->view, CHANGE_POINTER);
}

void pointer_leave(struct player *player)
{
    hover(player, NULL, 0);
}

void pointer_wheel(struct player *player, double x, double y, double turns,
                   enum wheel_effect effect)
{
    struct view *view = &player->view;
    turn_to(player, x, y);
    struct view before = *view;
    player->is_stale = true;
    if (effect == WHEEL_ZOOM) {
        camera_zoom_at(view, &player->subject, x, pow(WHEEL_ZOOM_FACTOR, turns));
    } else if (effect == WHEEL_PAN) {
        camera_pan(view, &player->subject, -turns * WHEEL_PX);
    } else if (is_over(frame_layout_of(view).panel, x, y)) {
        double most = player->subject.story->step_count * STEP_ROW_PX;
        view->list_scroll_px = fmax(-most, fmin(most, view->list_scroll_px - turns * WHEEL_PX));
    } else {
        camera_scroll(view, &player->subject, -turns * WHEEL_PX);
    }
    view_history_note(&player->history, &before, view, CHANGE_WHEEL + (int)effect);
}
