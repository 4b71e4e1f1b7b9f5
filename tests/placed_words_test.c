/* No two words of a picture lie on each other, and none is cut, whatever the picture's size: of the
 * recordings given, before their first step, in the middle and at the last one, true to time and by
 * step, and on all pages of a lecture, which can be read from afar. */
#include <math.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tracer/model/trace_load.h"
#include "viewer/app/cursor.h"
#include "viewer/app/subject_open.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"

#define SLIDE_POINTS  18  /* the least that can be read from the back row */
#define SLACK_PX      2.5 /* boxes are higher and wider than what is inked */
#define DEPTH_MAX     16
#define LETTERS_SHARE 0.75 /* of the height of a box */
#define WHERE_SIZE    500

static const struct {
    double width, height;
} sizes[] = {{800, 600},   {1024, 768},  {1200, 750},  {1280, 720},
             {1600, 1000}, {1920, 1080}, {2560, 1440}, {3840, 2160}};

static struct scene_rect cut(struct scene_rect a, struct scene_rect b)
{
    double left = fmax(a.x, b.x), top = fmax(a.y, b.y);
    double right = fmin(a.x + a.width, b.x + b.width);
    double bottom = fmin(a.y + a.height, b.y + b.height);
    return (struct scene_rect){left, top, fmax(0, right - left), fmax(0, bottom - top)};
}

static bool touch(struct scene_rect a, struct scene_rect b)
{
    struct scene_rect both = cut(a, b);
    return both.width > SLACK_PX && both.height > 2 * SLACK_PX;
}

/* Whether something solid was painted over a place after an item. */
static bool is_covered(const struct scene *scene, uint32_t item, struct scene_rect place)
{
    for (uint32_t i = item + 1; i < scene->item_count; i++) {
        const struct scene_item *over = &scene->items[i];
        bool is_solid =
            over->shape == SCENE_RECT && over->fill_kind == FILL_SOLID && (over->fill & 255) >= 200;
        struct scene_rect both = cut(over->rect, place);
        if (is_solid && both.width * both.height >= 0.5 * place.width * place.height) {
            return true;
        }
    }
    return false;
}

struct placed {
    uint32_t item;
    struct scene_rect rect; /* as far as it is seen */
};

static size_t list_words(const struct scene *scene, struct placed *placed)
{
    struct scene_rect clips[DEPTH_MAX] = {{0, 0, scene->width, scene->height}};
    size_t depth = 0, count = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_CLIP_BEGIN && depth + 1 < DEPTH_MAX) {
            clips[depth + 1] = cut(clips[depth], item->rect);
            depth++;
        } else if (item->shape == SCENE_CLIP_END) {
            depth--;
        } else if (item->shape == SCENE_TEXT && item->text[0] != '\0') {
            struct scene_rect seen = cut(clips[depth], item->rect);
            if (seen.width > 1 && seen.height > 1) {
                placed[count++] = (struct placed){i, seen};
            }
        }
    }
    return count;
}

static uint32_t count_faults(const struct scene *scene, const char *name)
{
    struct placed *placed = malloc((scene->item_count + 1) * sizeof *placed);
    size_t count = list_words(scene, placed);
    uint32_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            struct scene_rect both = cut(placed[i].rect, placed[j].rect);
            if (touch(placed[i].rect, placed[j].rect) && !is_covered(scene, placed[i].item, both)) {
                fprintf(stderr, "%s %gx%g: '%s' and '%s' at %.0f,%.0f\n", name, scene->width,
                        scene->height, scene->items[placed[i].item].text,
                        scene->items[placed[j].item].text, both.x, both.y);
                faults++;
            }
        }
    }
    free(placed);
    return faults;
}

/* Whether only a part of a word is behind something solid, painted later. */
static bool is_half_behind(const struct scene *scene, const struct placed *word)
{
    const struct scene_item *text = &scene->items[word->item];
    for (uint32_t i = word->item + 1; i < scene->item_count; i++) {
        const struct scene_item *over = &scene->items[i];
        bool is_solid =
            over->shape == SCENE_RECT && over->fill_kind == FILL_SOLID && (over->fill & 255) >= 200;
        struct scene_rect both = cut(over->rect, text->rect);
        if (is_solid && both.height > 0.5 * text->rect.height && both.width > 2 * SLACK_PX &&
            both.width < text->rect.width - SLACK_PX) {
            return true;
        }
    }
    return false;
}

/* Words of which a part cannot be read: a clip or something solid cuts them. */
static uint32_t count_cut_words(const struct scene *scene, const char *name)
{
    struct placed *placed = malloc((scene->item_count + 1) * sizeof *placed);
    size_t count = list_words(scene, placed);
    uint32_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        const struct scene_item *text = &scene->items[placed[i].item];
        bool is_clipped = placed[i].rect.width < text->rect.width - SLACK_PX ||
                          placed[i].rect.height < LETTERS_SHARE * text->rect.height;
        if (is_clipped || is_half_behind(scene, &placed[i])) {
            fprintf(stderr, "%s %gx%g: '%s' is cut at %.0f,%.0f\n", name, scene->width,
                    scene->height, text->text, text->rect.x, text->rect.y);
            faults++;
        }
    }
    free(placed);
    return faults;
}

static bool is_group(const struct scene_item *item, const char *beginning)
{
    return item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
           strncmp(item->id, beginning, strlen(beginning)) == 0;
}

/* Whether a veil of what stands back begins or ends within the letters of a word. */
static bool is_half_veiled(const struct scene *scene, const struct scene_rect *word)
{
    double inset = word->height * (1 - LETTERS_SHARE) / 2;
    double top = word->y + inset, bottom = word->y + word->height - inset;
    bool is_veil = false;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        is_veil = is_group(item, "stands-back") ||
                  (is_veil && item->shape != SCENE_GROUP_BEGIN && item->shape != SCENE_GROUP_END);
        double veil_top = item->rect.y, veil_bottom = veil_top + item->rect.height;
        if (is_veil && item->shape == SCENE_RECT && veil_top < bottom && veil_bottom > top &&
            (veil_top > top || veil_bottom < bottom)) {
            return true;
        }
    }
    return false;
}

/* Names of objects that stand back only in part. */
static uint32_t count_half_veiled(const struct scene *scene, const char *name)
{
    uint32_t faults = 0;
    bool is_label = false;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        is_label = is_group(item, "object:") || (is_label && item->shape != SCENE_GROUP_END);
        if (is_label && item->shape == SCENE_TEXT && is_half_veiled(scene, &item->rect)) {
            fprintf(stderr, "%s %gx%g: '%s' stands back in part\n", name, scene->width,
                    scene->height, item->text);
            faults++;
        }
    }
    return faults;
}

static uint32_t look_at(const struct subject *subject, const char *name, size_t size, uint32_t step,
                        enum axis_kind axis, enum language language, struct pango_shaper *shaper)
{
    struct scene scene;
    struct view view =
        view_default(subject, sizes[size].width, sizes[size].height, theme_light(), language);
    view.axis = axis;
    cursor_go_to_step(&view, subject, step);
    view.follows_step = step + 1 < subject->story->step_count; /* as if somebody had stepped */
    scene_init(&scene, view.width, view.height, 0, pango_shaper_interface(shaper));
    frame_scene_build(&scene, subject, &view);
    char where[WHERE_SIZE];
    snprintf(where, sizeof where, "%s step %d by %s in %s", name, (int)step + 1,
             axis == AXIS_TIME ? "time" : "step", language == LANGUAGE_ENGLISH ? "en" : "zh");
    uint32_t faults = count_faults(&scene, where) + count_cut_words(&scene, where) +
                      count_half_veiled(&scene, where);
    scene_finish(&scene);
    return faults;
}

/* Before the first step, in the middle, and at the end on either axis. */
static uint32_t look_at_steps(const struct subject *subject, const char *name, size_t size,
                              enum language language, struct pango_shaper *shaper)
{
    uint32_t last = subject->story->step_count - 1;
    return look_at(subject, name, size, NONE_INDEX, AXIS_TIME, language, shaper) +
           look_at(subject, name, size, last / 2, AXIS_EVENT, language, shaper) +
           look_at(subject, name, size, last, AXIS_TIME, language, shaper) +
           look_at(subject, name, size, last, AXIS_EVENT, language, shaper);
}

/* Of slides and sheets: title, the steps that matter, what was found; and the question. */
static uint32_t look_at_deck(const struct subject *subject, const char *name, const char *size,
                             enum deck_steps steps, enum language language,
                             struct pango_shaper *shaper)
{
    struct paper paper;
    paper_find(size, &paper);
    struct view view = view_default(subject, paper.width, paper.height, theme_light(), language);
    struct deck_choice choice = {
        .steps = steps, .paper = &paper, .is_cropped = true, .has_cover = steps == DECK_KEY};
    struct deck *deck = deck_create(subject, &view, &choice);
    uint32_t faults = 0;
    for (uint32_t i = 0; i < deck->page_count; i++) {
        struct scene scene;
        scene_init(&scene, 0, 0, 0, pango_shaper_interface(shaper));
        deck_page_scene_build(&scene, deck, i);
        faults += count_faults(&scene, name) + count_cut_words(&scene, name);
        double points = SLIDE_TEXT_LEAST_PX * scene.scale * 72 / paper.pixels_per_inch;
        if (paper.is_slide && points < SLIDE_POINTS) {
            fprintf(stderr, "%s %s: letters of %.1f points\n", name, size, points);
            faults++;
        }
        scene_finish(&scene);
    }
    deck_destroy(deck);
    return faults;
}

static uint32_t look_at_decks(const struct subject *subject, const char *name,
                              enum language language, struct pango_shaper *shaper)
{
    static const char *const papers[] = {"16:9", "4:3", "A4"};
    uint32_t faults = 0;
    for (size_t i = 0; i < ARRAY_COUNT(papers); i++) {
        faults += look_at_deck(subject, name, papers[i], DECK_KEY, language, shaper);
        faults += look_at_deck(subject, name, papers[i], DECK_QUESTIONS, language, shaper);
    }
    return faults;
}

static uint32_t look_at_file(const char *name, struct pango_shaper *shaper)
{
    struct trace_error error;
    struct opened_subject *opened = subject_open(name, &error);
    uint32_t faults = 0;
    if (opened == NULL) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    for (int language = 0; language < 2; language++) {
        struct subject subject = subject_in_language(opened, language);
        for (size_t size = 0; size < ARRAY_COUNT(sizes); size++) {
            faults += look_at_steps(&subject, name, size, language, shaper);
        }
        faults += look_at_decks(&subject, name, language, shaper);
    }
    subject_close(opened);
    return faults;
}

int main(int argc, char **argv)
{
    struct pango_shaper *shaper = pango_shaper_create();
    uint32_t failed = 0;
    for (int i = 1; i < argc; i++) {
        uint32_t faults = look_at_file(argv[i], shaper);
        const char *slash = strrchr(argv[i], '/');
        printf("%s placed-words@%s\n", faults > 0 ? "FAIL" : "ok  ", slash ? slash + 1 : argv[i]);
        failed += faults > 0;
    }
    pango_shaper_destroy(shaper);
    return failed > 0;
}
