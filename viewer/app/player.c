#include "viewer/app/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/language/language.h"
#include "viewer/app/cursor.h"
#include "viewer/app/differing.h"
#include "viewer/app/export.h"
#include "viewer/app/growth.h"
#include "viewer/app/time_text.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/frame/tooltip_scene.h"
#include "viewer/scene/view/find.h"
#include "viewer/scene/view/words.h"

#define NAMES_SIZE  200
#define NUMBER_SIZE 16
#define TITLE_SIZE  300

void player_init(struct player *player, struct opened_subject *opened, struct view view,
                 struct pango_shaper *shaper)
{
    *player = (struct player){
        .opened = opened,
        .subject = subject_in_language(opened, view.language),
        .view = view,
        .playback = {.step = view.step},
        .exporting = exporting_create(),
        .shaper = shaper,
        .is_stale = true,
    };
    sizing_init(&player->sizing, 1, 0);
    player->view.counts_legend = true;
    player->view.tells_hovered = true;
    player->view.key_helps = command_key_helps;
    player->view.key_help_count = command_key_help_count;
    marking_begin(&player->markings[SIDE_LEFT], player->subject.trace->file_name);
    player->view.marks = &player->markings[SIDE_LEFT].marks;
    scene_init(&player->scene, view.width, view.height, view.theme->background,
               pango_shaper_interface(shaper));
}

void player_finish(struct player *player)
{
    exporting_destroy(player->exporting);
    marking_end(&player->markings[SIDE_LEFT]);
    marking_end(&player->markings[SIDE_RIGHT]);
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

/* ---- two runs ---- */

static void show_side(struct player *player)
{
    const struct pairing *pairing = player->pairing;
    enum comparison_side side = pairing->pair.active;
    player->opened = pairing->opened[side];
    player->subject = pairing->pair.subjects[side];
    player->view = pairing->pair.views[side];
    player->is_stale = true;
}

void player_pair(struct player *player, struct pairing *pairing)
{
    for (int side = 0; side < SIDE_COUNT; side++) {
        pairing->pair.views[side].key_helps = player->view.key_helps;
        pairing->pair.views[side].key_help_count = player->view.key_help_count;
        pairing->pair.views[side].counts_legend = player->view.counts_legend;
        pairing->pair.views[side].tells_hovered = player->view.tells_hovered;
        pairing->pair.views[side].marks = &player->markings[side].marks;
    }
    marking_begin(&player->markings[SIDE_RIGHT],
                  pairing->pair.subjects[SIDE_RIGHT].trace->file_name);
    player->pairing = pairing;
    show_side(player);
}

void player_turn_to(struct player *player, enum comparison_side side)
{
    if (player->pairing && player->pairing->pair.active != side) {
        pairing_take_view(player->pairing, &player->view);
        pairing_turn(player->pairing);
        show_side(player);
        player->playback = (struct playback){.step = player->view.step};
        player->history = (struct view_history){0};
    }
}

static bool is_right(const struct player *player)
{
    return player->pairing && player->pairing->pair.active == SIDE_RIGHT;
}

const char *player_hit(const struct player *player, double x, double y)
{
    const char *id = scene_hit(&player->scene, x, y);
    bool is_of_right = id && strncmp(id, PAIR_RIGHT_PREFIX, strlen(PAIR_RIGHT_PREFIX)) == 0;
    return is_of_right ? id + strlen(PAIR_RIGHT_PREFIX) : id;
}

bool player_find(const struct player *player, const char *id, struct scene_rect *rect)
{
    char name[64];
    snprintf(name, sizeof name, PAIR_RIGHT_PREFIX "%s", id);
    return (is_right(player) && scene_find(&player->scene, name, rect)) ||
           scene_find(&player->scene, id, rect);
}

/* The subject in the language that the view now has. */
static struct subject current_subject(struct player *player)
{
    if (!player->pairing) {
        return subject_in_language(player->opened, player->view.language);
    }
    pairing_take_view(player->pairing, &player->view);
    return player->pairing->pair.subjects[player->pairing->pair.active];
}

/* What lies under the pointer is lit up on its own side. */
static void build_pair(struct player *player)
{
    static const size_t prefix = sizeof PAIR_RIGHT_PREFIX - 1;
    struct pair pair = player->pairing->pair;
    const char *id = player->view.hover_id;
    bool is_of_right = id && strncmp(id, PAIR_RIGHT_PREFIX, prefix) == 0;
    pair.views[SIDE_LEFT].hover_id = is_of_right ? NULL : id;
    pair.views[SIDE_RIGHT].hover_id = is_of_right ? id + prefix : NULL;
    pair_scene_build(&player->scene, &pair);
}

/* ---- marks, and what is typed ---- */

static struct marking *marking_of(struct player *player)
{
    return &player->markings[is_right(player) ? SIDE_RIGHT : SIDE_LEFT];
}

static void mark(struct player *player)
{
    marking_turn_stop(marking_of(player), player->view.cursor_ns);
}

static void begin_note(struct player *player)
{
    const struct mark *here = marks_find(player->view.marks, player->view.cursor_ns);
    text_entry_begin(&player->entry, ENTRY_NOTE, here != NULL ? here->note : "");
}

static void begin_go(struct player *player)
{
    text_entry_begin(&player->entry, ENTRY_GO, "");
}

/* "7" is a step, "7ms" a time. */
static void go_to(struct player *player, const char *text)
{
    char *rest;
    unsigned long step = strtoul(text, &rest, 10);
    uint64_t time_ns;
    bool is_step = *rest == '\0' && rest != text;
    if (is_step && step <= player->subject.story->step_count) {
        cursor_step_to(&player->view, &player->subject,
                       step == 0 ? NONE_INDEX : (uint32_t)step - 1);
    } else if (!is_step && time_text_parse(text, &time_ns)) {
        cursor_go_to_time(&player->view, &player->subject, time_ns);
    } else {
        struct marking *marking = marking_of(player);
        snprintf(marking->notice, sizeof marking->notice,
                 word_text(WORD_NO_SUCH_PLACE, player->view.language), text);
    }
}

void player_type(struct player *player, const char *text)
{
    text_entry_add(&player->entry, text);
    player->view.found_row = 0;
    player->is_stale = true;
}

void player_erase(struct player *player)
{
    text_entry_erase(&player->entry);
    player->view.found_row = 0;
    player->is_stale = true;
}

/* ---- the side list ---- */

static void begin_find(struct player *player)
{
    text_entry_begin(&player->entry, ENTRY_FIND, "");
    player->view.found_row = 0;
}

void player_move_row(struct player *player, int direction)
{
    struct find_hits hits =
        find_hits_create(&player->subject, player->view.marks, player->entry.text);
    int64_t row = (int64_t)player->view.found_row + direction;
    if (row >= 0 && row < (int64_t)hits.count) {
        player->view.found_row = (uint32_t)row;
    }
    player->is_stale = true;
    free(hits.hits);
}

static void open_hit(struct player *player, struct find_hit hit)
{
    struct view *view = &player->view;
    const struct subject *subject = &player->subject;
    switch (hit.kind) {
    case FIND_FINDING:
        cursor_step_to_finding(view, subject, hit.index);
        break;
    case FIND_STEP:
        cursor_step_to(view, subject, hit.index);
        break;
    case FIND_THREAD:
        cursor_select_target(view, subject, target_make(TARGET_THREAD, hit.index));
        break;
    case FIND_OBJECT:
        cursor_select_target(view, subject, target_make(TARGET_OBJECT, hit.index));
        break;
    case FIND_MARK:
        cursor_go_to_time(view, subject, view->marks->items[hit.index].time_ns);
        break;
    case FIND_KIND_COUNT:
        break;
    }
}

void player_open_row(struct player *player, uint32_t number)
{
    struct find_hits hits =
        find_hits_create(&player->subject, player->view.marks, player->entry.text);
    struct view before = player->view;
    if (number > 0 && number <= hits.count) {
        player->view.found_row = number - 1;
        open_hit(player, hits.hits[number - 1]);
        view_history_note(&player->history, &before, &player->view, COMMAND_FIND);
    }
    player->is_stale = true;
    free(hits.hits);
}

void player_accept(struct player *player)
{
    if (player->entry.kind == ENTRY_FIND) { /* stays open for the next */
        player_open_row(player, player->view.found_row + 1);
        return;
    }
    struct text_entry entry = player->entry;
    struct view before = player->view;
    text_entry_end(&player->entry);
    player->is_stale = true;
    if (entry.kind == ENTRY_NOTE) {
        marking_set_note(marking_of(player), player->view.cursor_ns, entry.text);
    } else if (entry.kind == ENTRY_GO) {
        go_to(player, entry.text);
        view_history_note(&player->history, &before, &player->view, COMMAND_GO);
    }
}

/* ---- commands ---- */

static void quit(struct player *player)
{
    player->has_ended = true;
}

static void turn(struct player *player)
{
    player_turn_to(player, is_right(player) ? SIDE_LEFT : SIDE_RIGHT);
}

static void difference_previous(struct player *player)
{
    differing_step(player, -1);
}

static void difference_next(struct player *player)
{
    differing_step(player, 1);
}

static void export(struct player *player)
{
    struct exporting_news *news = &player->exporting_news;
    bool is_begun =
        player->pairing
            ? export_pair_beside_trace(player->exporting, &player->pairing->pair, player->shaper)
            : export_beside_trace(player->exporting, &player->subject, &player->view,
                                  player->shaper);
    news->has_failed = !is_begun;
    snprintf(
        news->notice, sizeof news->notice, "%s",
        word_text(is_begun ? WORD_PICTURE_GOES_ON : WORD_PICTURE_WAITS, player->view.language));
}

void player_take_exports(struct player *player)
{
    struct exporting_news news = exporting_take(player->exporting);
    if (news.notice[0] != '\0') {
        player->exporting_news = news;
        player->is_stale = true;
    }
}

static void undo(struct player *player)
{
    view_history_undo(&player->history, &player->view);
}

static void redo(struct player *player)
{
    view_history_redo(&player->history, &player->view);
}

/* The picture is what the window has room for. */
static void fit_picture(struct player *player)
{
    const struct sizing *sizing = &player->sizing;
    if (sizing->width_px > 0) {
        player->view.width = sizing->width_px / sizing->scale;
        player->view.height = sizing->height_px / sizing->scale;
    }
    player->is_stale = true;
}

static void larger(struct player *player)
{
    sizing_make_larger(&player->sizing);
    fit_picture(player);
}

static void smaller(struct player *player)
{
    sizing_make_smaller(&player->sizing);
    fit_picture(player);
}

static void usual_size(struct player *player)
{
    sizing_make_usual(&player->sizing);
    fit_picture(player);
}

/* What is more than a change of the view. */
static void (*const actions[COMMAND_COUNT])(struct player *player) = {
    [COMMAND_TURN] = turn,
    [COMMAND_MARK] = mark,
    [COMMAND_NOTE] = begin_note,
    [COMMAND_GO] = begin_go,
    [COMMAND_FIND] = begin_find,
    [COMMAND_UNDO] = undo,
    [COMMAND_REDO] = redo,
    [COMMAND_LARGER] = larger,
    [COMMAND_SMALLER] = smaller,
    [COMMAND_USUAL_SIZE] = usual_size,
    [COMMAND_EXPORT] = export,
    [COMMAND_QUIT] = quit,
    [COMMAND_DIFFERENCE_PREVIOUS] = difference_previous,
    [COMMAND_DIFFERENCE_NEXT] = difference_next,
};

void player_command(struct player *player, enum command command)
{
    if (command == COMMAND_NONE) {
        return;
    }
    struct view before = player->view;
    player->hover_id[0] = '\0'; /* until the pointer moves again */
    marking_of(player)->notice[0] = '\0';
    player->exporting_news = (struct exporting_news){.notice = ""};
    if (command == COMMAND_CLEAR && player->entry.kind != ENTRY_NONE) {
        text_entry_end(&player->entry);
    } else if (actions[command]) {
        actions[command](player);
    } else {
        command_apply(command, &player->view, &player->subject);
        view_history_note(&player->history, &before, &player->view, (int)command);
    }
    player->subject = current_subject(player);
    player->is_stale = true;
}

void player_resize(struct player *player, double width_px, double height_px)
{
    sizing_take_window(&player->sizing, width_px, height_px);
    fit_picture(player);
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
    scene->scale = player->sizing.scale;
    player->view.hover_id = *player->hover_id ? player->hover_id : NULL;
    player->view.hover_words = player->hover_words;
    player->view.entry = player->entry.kind;
    player->view.entry_text = player->entry.text;
    bool has_export = player->exporting_news.notice[0] != '\0';
    player->view.notice_is_good = has_export && !player->exporting_news.has_failed;
    player->view.notice = has_export ? player->exporting_news.notice
                                     : translate(player->view.language, marking_of(player)->notice);
    player->subject = current_subject(player);
    if (player->pairing) {
        build_pair(player);
    } else {
        frame_scene_build(scene, &player->subject, &player->view);
    }
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

/* The trace, or both. */
static void write_names(const struct player *player, char *buffer, size_t size)
{
    if (!player->pairing) {
        snprintf(buffer, size, "%s", base_name(player->subject.trace->file_name));
        return;
    }
    const struct subject *subjects = player->pairing->pair.subjects;
    snprintf(buffer, size, "%s | %s", base_name(subjects[SIDE_LEFT].trace->file_name),
             base_name(subjects[SIDE_RIGHT].trace->file_name));
}

const char *player_title(const struct player *player, char *buffer, size_t size)
{
    const struct view *view = &player->view;
    const char *const growths[] = {
        [GROWTH_NONE] = "",
        [GROWTH_GOES_ON] = word_text(WORD_WINDOW_GROWS, view->language),
        [GROWTH_BROKEN] = word_text(WORD_WINDOW_BROKE_OFF, view->language),
    };
    char names[NAMES_SIZE], step[NUMBER_SIZE], count[NUMBER_SIZE], title[TITLE_SIZE];
    write_names(player, names, sizeof names);
    snprintf(step, sizeof step, "%u", view->step == NONE_INDEX ? 0 : view->step + 1);
    snprintf(count, sizeof count, "%u", player->subject.story->step_count);
    snprintf(title, sizeof title, word_text(WORD_WINDOW_TITLE, view->language), names, step, count);
    snprintf(buffer, size, "%s%s%s", title,
             view->is_playing ? word_text(WORD_WINDOW_PLAYS, view->language) : "",
             growths[view->growth]);
    return buffer;
}
