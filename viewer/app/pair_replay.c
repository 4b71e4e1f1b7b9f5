#include "viewer/app/pair_replay.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "tracer/model/arena.h"
#include "viewer/app/cursor.h"
#include "viewer/app/exporter.h"
#include "viewer/paint/gif_writer.h"
#include "viewer/paint/html_painter.h"
#include "viewer/paint/pair_film.h"
#include "viewer/paint/video_writer.h"
#include "viewer/paint/whole_file.h"
#include "viewer/scene/deck/page_words.h"
#include "viewer/scene/view/title.h"

/* All that the writers need. */
struct replay {
    struct pairing *pairing;
    struct deck *deck; /* of the left run; its words are about both */
    struct pair_steps steps;
    struct pango_shaper *shaper;
};

/* ---- the pages ---- */

static const struct pair *pair_at(void *owner, uint32_t page)
{
    struct replay *replay = owner;
    struct pairing *pairing = replay->pairing;
    struct view view = pairing->pair.views[SIDE_LEFT];
    cursor_go_to_step(&view, &pairing->pair.subjects[SIDE_LEFT], replay->deck->pages[page].step);
    pairing_take_view(pairing, &view);
    return &pairing->pair;
}

/* What both do, or what each of them does. */
static const char *both(struct arena *arena, const char *left, const char *right)
{
    return strcmp(left, right) == 0 ? left : arena_print_text(arena, "%s | %s", left, right);
}

static void tell_both(struct replay *replay)
{
    struct arena *arena = replay->deck->arena;
    for (uint32_t i = 0; i < replay->deck->page_count; i++) {
        const struct pair *pair = pair_at(replay, i);
        const struct subject *right = &pair->subjects[SIDE_RIGHT];
        const struct view *view = &pair->views[SIDE_RIGHT];
        struct deck_page *page = &replay->deck->pages[i];
        const char *caption = page_caption(arena, right, view->step, view->language);
        page->caption = both(arena, page->caption, caption);
        page->alternative = both(arena, page->alternative, page_alternative(arena, right, view));
    }
}

static const char *titles_of(const struct pairing *pairing, struct arena *arena)
{
    enum language language = pairing->pair.views[SIDE_LEFT].language;
    const struct subject *subjects = pairing->pair.subjects;
    return arena_print_text(arena, "%s | %s",
                            title_of_trace(arena, subjects[SIDE_LEFT].trace, language),
                            title_of_trace(arena, subjects[SIDE_RIGHT].trace, language));
}

/* Of a story that is too long for such a file the steps that matter are shown. */
static void begin(struct replay *replay, struct pairing *pairing, struct pango_shaper *shaper,
                  struct arena *arena, uint32_t steps_max)
{
    assert(pairing->pair.active == SIDE_LEFT);
    const struct subject *left = &pairing->pair.subjects[SIDE_LEFT];
    struct deck_choice choice = {
        .steps = left->story->step_count > steps_max ? DECK_KEY : DECK_ALL,
        .title = titles_of(pairing, arena),
    };
    *replay = (struct replay){
        .pairing = pairing,
        .deck = deck_create(left, &pairing->pair.views[SIDE_LEFT], &choice),
        .steps = {replay, pair_at},
        .shaper = shaper,
    };
    tell_both(replay);
}

/* ---- writing ---- */

static bool write_page(const void *what, FILE *file)
{
    const struct replay *replay = what;
    return html_painter_write_pair(replay->deck, &replay->steps, replay->shaper, file);
}

static bool write_gif(const void *what, FILE *file)
{
    return gif_write(what, file);
}

static bool export_page(const struct replay *replay, const char *file_name, char *reason,
                        size_t reason_size)
{
    return whole_file_write(file_name, write_page, replay, reason, reason_size);
}

static bool export_gif(const struct replay *replay, const char *file_name, char *reason,
                       size_t reason_size)
{
    struct pair_film *film = pair_film_create(replay->deck, &replay->steps, replay->shaper);
    bool is_written =
        whole_file_write(file_name, write_gif, pair_film_of(film), reason, reason_size);
    pair_film_destroy(film);
    return is_written;
}

static bool export_video(const struct replay *replay, const char *file_name, char *reason,
                         size_t reason_size)
{
    struct pair_film *film = pair_film_create(replay->deck, &replay->steps, replay->shaper);
    bool is_written = video_write(pair_film_of(film), file_name, reason, reason_size);
    pair_film_destroy(film);
    return is_written;
}

static const struct {
    const char *ending;
    bool (*write)(const struct replay *replay, const char *file_name, char *reason,
                  size_t reason_size);
} writers[] = {
    {".html", export_page},
    {".gif", export_gif},
    {".mp4", export_video},
    {".webm", export_video},
};

/* A number of the list, or how many there are: none. */
static size_t writer_of(const char *file_name)
{
    const char *ending = strrchr(file_name, '.');
    size_t count = sizeof writers / sizeof writers[0], at = 0;
    while (at < count && (ending == NULL || strcasecmp(ending, writers[at].ending) != 0)) {
        at++;
    }
    return at;
}

bool pair_replay_takes(const char *file_name)
{
    return writer_of(file_name) < sizeof writers / sizeof writers[0];
}

bool pair_replay_export(struct pairing *pairing, struct pango_shaper *shaper, const char *file_name,
                        char *reason, size_t reason_size)
{
    struct arena *arena = arena_create();
    struct replay replay;
    begin(&replay, pairing, shaper, arena, exporter_find(file_name)->steps_max);
    bool is_written = writers[writer_of(file_name)].write(&replay, file_name, reason, reason_size);
    deck_destroy(replay.deck);
    arena_destroy(arena);
    return is_written;
}
