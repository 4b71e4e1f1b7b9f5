/* Words can be read and marks be seen in every theme: a word stands out from the ground that it is
 * really drawn on by 4.5 to 1, and what means something from what it lies on by 3 to 1, as the
 * guidelines for contents of the web (WCAG 2.1, 1.4.3 and 1.4.11) ask. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"
#include "tracer/model/trace_load.h"
#include "viewer/app/cursor.h"
#include "viewer/app/subject_open.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/piece/state_fill.h"

#define WORD_CONTRAST 4.5
#define MARK_CONTRAST 3.0
#define STEPS         4 /* looked at, evenly, of each recording */
#define DEPTH_MAX     32
#define SAMPLES       5 /* along a word */

struct colour {
    double red, green, blue;
};

/* What lies below a word at one place: a hatch has two colours, its gaps and its lines. */
struct ground {
    struct colour gap, line;
    bool is_seen; /* not cut away */
};

static struct colour plain(scene_colour colour)
{
    return (struct colour){(colour >> 24) / 255.0, (colour >> 16 & 255) / 255.0,
                           (colour >> 8 & 255) / 255.0};
}

static struct colour over(scene_colour above, double share, struct colour below)
{
    struct colour c = plain(above);
    double opacity = (above & 255) / 255.0 * share;
    return (struct colour){below.red + (c.red - below.red) * opacity,
                           below.green + (c.green - below.green) * opacity,
                           below.blue + (c.blue - below.blue) * opacity};
}

static double linear(double part)
{
    return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
    return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

static double contrast(struct colour a, struct colour b)
{
    double one = luminance(a), other = luminance(b);
    return (fmax(one, other) + 0.05) / (fmin(one, other) + 0.05);
}

static bool is_inside(struct scene_rect rect, double x, double y)
{
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

static void paint(struct ground *ground, const struct scene_item *item, double x)
{
    double share = item->fill_kind == FILL_FADE_RIGHT ? (x - item->rect.x) / item->rect.width : 1;
    bool is_hatched = item->fill_kind != FILL_SOLID && item->fill_kind != FILL_FADE_RIGHT;
    ground->gap = over(item->fill, share, ground->gap);
    ground->line = over(item->fill, share, ground->line);
    if (is_hatched) {
        ground->line = over(item->pattern, 1, ground->line);
    }
}

/* Of all rects before the word; strips and paths lie below plates wherever there are words. */
static struct ground ground_at(const struct scene *scene, uint32_t word, double x, double y)
{
    struct ground ground = {plain(scene->background), plain(scene->background), true};
    bool is_seen[DEPTH_MAX] = {true};
    size_t depth = 0;
    for (uint32_t i = 0; i < word; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_CLIP_BEGIN) {
            is_seen[depth + 1] = is_seen[depth] && is_inside(item->rect, x, y);
            depth++;
        } else if (item->shape == SCENE_CLIP_END) {
            depth--;
        } else if (item->shape == SCENE_RECT && is_seen[depth] && is_inside(item->rect, x, y)) {
            paint(&ground, item, x);
        }
    }
    ground.is_seen = is_seen[depth];
    return ground;
}

/* The least of a stretch of words, wherever it is looked at. */
static double contrast_of(const struct scene *scene, uint32_t word, const struct text_run *run)
{
    const struct scene_item *item = &scene->items[word];
    double least = 21, y = item->rect.y + run->baseline - 0.36 * run->style.size_px;
    for (int i = 0; i < SAMPLES; i++) {
        double x = item->rect.x + run->x + run->width * (i + 0.5) / SAMPLES;
        struct ground ground = ground_at(scene, word, x, y);
        if (!ground.is_seen) {
            continue;
        }
        least = fmin(least, contrast(over(run->style.colour, 1, ground.gap), ground.gap));
        least = fmin(least, contrast(over(run->style.colour, 1, ground.line), ground.line));
    }
    return least;
}

static uint32_t count_faint_words(const struct scene *scene, const char *name,
                                  const struct theme *theme)
{
    uint32_t faults = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        for (uint32_t j = 0; item->shape == SCENE_TEXT && j < item->run_count; j++) {
            double found = contrast_of(scene, i, &item->runs[j]);
            if (found < WORD_CONTRAST) {
                fprintf(stderr, "%s, %s: '%s' (#%08x) has %.2f to 1 on its ground at %.0f,%.0f\n",
                        name, theme->name, item->text, item->runs[j].style.colour, found,
                        item->rect.x, item->rect.y);
                faults++;
            }
        }
    }
    return faults;
}

static uint32_t look_at(const struct subject *subject, const char *name, uint32_t step,
                        const struct theme *theme, struct pango_shaper *shaper)
{
    struct scene scene;
    struct view view = view_default(subject, 1280, 720, theme, LANGUAGE_ENGLISH);
    cursor_go_to_step(&view, subject, step);
    scene_init(&scene, view.width, view.height, theme->background, pango_shaper_interface(shaper));
    frame_scene_build(&scene, subject, &view);
    uint32_t faults = count_faint_words(&scene, name, theme);
    scene_finish(&scene);
    return faults;
}

static const struct theme *theme_at(size_t index)
{
    const struct theme *const themes[] = {theme_light(), theme_dark(), theme_paper()};
    return index < ARRAY_COUNT(themes) ? themes[index] : NULL;
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
    struct subject subject = subject_in_language(opened, LANGUAGE_ENGLISH);
    uint32_t last = subject.story->step_count - 1;
    for (size_t i = 0; theme_at(i) != NULL; i++) {
        for (uint32_t k = 1; k <= STEPS; k++) {
            faults += look_at(&subject, name, (uint32_t)((uint64_t)last * k / STEPS), theme_at(i),
                              shaper);
        }
    }
    subject_close(opened);
    return faults;
}

/* The clearest of a shape's ground, pattern and outline: one of them has to be seen. */
static double contrast_of_shape(const struct scene *scene, struct colour ground)
{
    double most = 1;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        const scene_colour colours[] = {item->fill, item->pattern, item->stroke};
        for (size_t k = 0; k < ARRAY_COUNT(colours); k++) {
            most = fmax(most, contrast(over(colours[k], 1, ground), ground));
        }
    }
    return most;
}

static uint32_t check_mark(const struct theme *theme, const char *mark, int index, double found)
{
    if (found >= MARK_CONTRAST) {
        return 0;
    }
    fprintf(stderr, "%s: %s %d has %.2f to 1 on the card\n", theme->name, mark, index, found);
    return 1;
}

static uint32_t count_faint_states(const struct theme *theme, struct colour card)
{
    const struct scene_rect box = {10, 10, 100, 36};
    uint32_t faults = 0;
    for (enum lane_state state = 0; state < LANE_STATE_COUNT; state++) {
        struct scene scene;
        scene_init(&scene, 120, 60, theme->card, monospace_shaper());
        state_fill_build(&scene, theme, state, box, 4);
        faults += check_mark(theme, "state", (int)state, contrast_of_shape(&scene, card));
        scene_finish(&scene);
    }
    return faults;
}

/* What threads do, steps of every tone (arrows have the same colours), holds and problems. */
static uint32_t count_faint_marks(const struct theme *theme)
{
    const scene_colour solid[] = {theme->hold, theme->forever, theme->playhead, theme->keyword};
    struct colour card = plain(theme->card);
    uint32_t faults = count_faint_states(theme, card);
    for (enum step_tone tone = TONE_PLAIN; tone <= TONE_HANG; tone++) {
        double found = contrast(plain(tone_colour(theme, tone)), card);
        faults += check_mark(theme, "tone", (int)tone, found);
    }
    for (size_t i = 0; i < ARRAY_COUNT(solid); i++) {
        faults += check_mark(theme, "mark", (int)i, contrast(plain(solid[i]), card));
    }
    return faults;
}

int main(int argc, char **argv)
{
    struct pango_shaper *shaper = pango_shaper_create();
    uint32_t failed = 0;
    for (size_t i = 0; theme_at(i) != NULL; i++) {
        uint32_t faults = count_faint_marks(theme_at(i));
        printf("%s contrast of marks, %s\n", faults > 0 ? "FAIL" : "ok  ", theme_at(i)->name);
        failed += faults > 0;
    }
    for (int i = 1; i < argc; i++) {
        uint32_t faults = look_at_file(argv[i], shaper);
        const char *slash = strrchr(argv[i], '/');
        printf("%s contrast@%s\n", faults > 0 ? "FAIL" : "ok  ", slash ? slash + 1 : argv[i]);
        failed += faults > 0;
    }
    pango_shaper_destroy(shaper);
    return failed > 0;
}
