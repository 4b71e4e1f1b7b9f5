/* No arrow and no playhead strikes a word through: of the recordings given, at every size, step and
 * theme that is looked at, a line that meets the box of a word passes below it, and solid ground
 * lies between the two. */
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

#define PIECES      24  /* of a curve */
#define STEPS       6   /* looked at, evenly, of each recording */
#define SOLID_ALPHA 200 /* hides what lies below, near enough */
#define INSET_SHARE 0.3 /* of a box's height: letters are less high than their box */
#define INSET_PX    1.5 /* and less wide */
#define DEPTH_MAX   32

static const struct {
    double width, height;
} sizes[] = {{800, 600}, {1280, 720}, {1920, 1080}};

struct place {
    double left, top, right, bottom;
};

struct word {
    uint32_t item;
    struct place inked;
};

struct line {
    uint32_t item;
    double x1, y1, x2, y2;
    const char *of; /* the group it belongs to */
};

struct found {
    struct word *words;
    struct line *lines;
    size_t word_count, line_count, line_capacity;
};

static struct place cut(struct place place, struct scene_rect rect)
{
    return (struct place){fmax(place.left, rect.x), fmax(place.top, rect.y),
                          fmin(place.right, rect.x + rect.width),
                          fmin(place.bottom, rect.y + rect.height)};
}

/* Shortens a line to what lies inside; false if nothing does. */
static bool cut_line(struct line *line, struct place place)
{
    double dx = line->x2 - line->x1, dy = line->y2 - line->y1, from = 0, to = 1;
    double slopes[] = {-dx, dx, -dy, dy};
    double rooms[] = {line->x1 - place.left, place.right - line->x1, line->y1 - place.top,
                      place.bottom - line->y1};
    for (int i = 0; i < 4; i++) {
        if (slopes[i] == 0) {
            if (rooms[i] < 0) {
                return false;
            }
        } else if (slopes[i] < 0) {
            from = fmax(from, rooms[i] / slopes[i]);
        } else {
            to = fmin(to, rooms[i] / slopes[i]);
        }
    }
    if (from >= to) {
        return false;
    }
    *line = (struct line){line->item,         line->x1 + from * dx, line->y1 + from * dy,
                          line->x1 + to * dx, line->y1 + to * dy,   line->of};
    return true;
}

static void add_line(struct found *found, struct line line, struct place seen)
{
    if (!cut_line(&line, seen)) {
        return;
    }
    if (found->line_count == found->line_capacity) {
        found->line_capacity = 2 * found->line_capacity + 64;
        found->lines = realloc(found->lines, found->line_capacity * sizeof *found->lines);
    }
    found->lines[found->line_count++] = line;
}

static double on_curve(double a, double b, double c, double d, double t)
{
    double s = 1 - t;
    return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

static void add_path(struct found *found, const struct scene *scene, uint32_t index, const char *of,
                     struct place seen)
{
    const struct scene_item *item = &scene->items[index];
    struct path_point at = {0};
    for (uint32_t i = 0; i < item->point_count; i++) {
        const struct path_point *p = &item->points[i];
        if (p->verb == PATH_LINE) {
            add_line(found, (struct line){index, at.x, at.y, p->x, p->y, of}, seen);
        } else if (p->verb == PATH_CURVE) {
            double x = at.x, y = at.y;
            for (int k = 1; k <= PIECES; k++) {
                double t = (double)k / PIECES;
                double next_x = on_curve(at.x, p[0].x, p[1].x, p[2].x, t);
                double next_y = on_curve(at.y, p[0].y, p[1].y, p[2].y, t);
                add_line(found, (struct line){index, x, y, next_x, next_y, of}, seen);
                x = next_x;
                y = next_y;
            }
            i += 2;
            p = &item->points[i];
        }
        at = *p;
    }
}

static bool strikes(const char *id)
{
    static const char *const ids[] = {
        "arrow:", "lit-arrow:", "enter:", "playhead", "lost-notify", "timeline"};
    for (size_t i = 0; id != NULL && i < ARRAY_COUNT(ids); i++) {
        if (strncmp(id, ids[i], strlen(ids[i])) == 0) {
            return true;
        }
    }
    return false;
}

static struct place inked(const struct scene_item *item, struct place seen)
{
    double inset = item->rect.height * INSET_SHARE;
    struct scene_rect rect = {item->rect.x + INSET_PX, item->rect.y + inset,
                              item->rect.width - 2 * INSET_PX, item->rect.height - 2 * inset};
    return cut(seen, rect);
}

static struct found find(const struct scene *scene)
{
    struct found found = {.words = malloc((scene->item_count + 1) * sizeof *found.words)};
    struct place clips[DEPTH_MAX] = {{0, 0, scene->width, scene->height}};
    const char *groups[DEPTH_MAX] = {NULL};
    size_t clip = 0, group = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_CLIP_BEGIN) {
            clips[clip + 1] = cut(clips[clip], item->rect);
            clip++;
        } else if (item->shape == SCENE_CLIP_END) {
            clip--;
        } else if (item->shape == SCENE_GROUP_BEGIN) {
            groups[++group] = item->id;
        } else if (item->shape == SCENE_GROUP_END) {
            group--;
        } else if (item->shape == SCENE_TEXT) {
            struct place place = inked(item, clips[clip]);
            if (place.right > place.left && place.bottom > place.top) {
                found.words[found.word_count++] = (struct word){i, place};
            }
        } else if (item->shape == SCENE_PATH && item->stroke_width > 0 && strikes(groups[group])) {
            add_path(&found, scene, i, groups[group], clips[clip]);
        }
    }
    return found;
}

/* Whether something solid was painted over the line there, and before the word if it is above. */
static bool has_ground(const struct scene *scene, const struct line *line, const struct word *word)
{
    uint32_t end = word->item > line->item ? word->item : scene->item_count;
    for (uint32_t i = line->item + 1; i < end; i++) {
        const struct scene_item *ground = &scene->items[i];
        bool is_solid = ground->shape == SCENE_RECT && ground->fill_kind == FILL_SOLID &&
                        (ground->fill & 255) >= SOLID_ALPHA;
        if (is_solid && ground->rect.x <= fmin(line->x1, line->x2) &&
            ground->rect.y <= fmin(line->y1, line->y2) &&
            ground->rect.x + ground->rect.width >= fmax(line->x1, line->x2) &&
            ground->rect.y + ground->rect.height >= fmax(line->y1, line->y2)) {
            return true;
        }
    }
    return false;
}

static uint32_t count_faults(const struct scene *scene, const char *name, uint32_t step)
{
    struct found found = find(scene);
    uint32_t faults = 0;
    for (size_t i = 0; i < found.word_count; i++) {
        for (size_t j = 0; j < found.line_count; j++) {
            struct line line = found.lines[j];
            if (cut_line(&line, found.words[i].inked) &&
                !has_ground(scene, &line, &found.words[i])) {
                fprintf(stderr, "%s %gx%g step %u: '%s' is struck through by %s at %.0f,%.0f\n",
                        name, scene->width, scene->height, step + 1,
                        scene->items[found.words[i].item].text, line.of, line.x1, line.y1);
                faults++;
                break;
            }
        }
    }
    free(found.words);
    free(found.lines);
    return faults;
}

static uint32_t look_at(const struct subject *subject, const char *name, size_t size, uint32_t step,
                        const struct theme *theme, struct pango_shaper *shaper)
{
    struct scene scene;
    struct view view =
        view_default(subject, sizes[size].width, sizes[size].height, theme, LANGUAGE_ENGLISH);
    cursor_go_to_step(&view, subject, step);
    scene_init(&scene, view.width, view.height, 0, pango_shaper_interface(shaper));
    frame_scene_build(&scene, subject, &view);
    uint32_t faults = count_faults(&scene, name, step);
    scene_finish(&scene);
    return faults;
}

/* The steps that matter, as slides and sheets show them. */
static uint32_t look_at_deck(const struct subject *subject, const char *name, const char *size,
                             struct pango_shaper *shaper)
{
    struct paper paper;
    paper_find(size, &paper);
    struct view view =
        view_default(subject, paper.width, paper.height, theme_paper(), LANGUAGE_ENGLISH);
    struct deck_choice choice = {.steps = DECK_KEY, .paper = &paper, .is_cropped = true};
    struct deck *deck = deck_create(subject, &view, &choice);
    uint32_t faults = 0;
    for (uint32_t i = 0; i < deck->page_count; i++) {
        struct scene scene;
        scene_init(&scene, 0, 0, 0, pango_shaper_interface(shaper));
        deck_page_scene_build(&scene, deck, i);
        faults += count_faults(&scene, name, i);
        scene_finish(&scene);
    }
    deck_destroy(deck);
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
    struct subject subject = subject_in_language(opened, LANGUAGE_ENGLISH);
    uint32_t last = subject.story->step_count - 1;
    for (size_t size = 0; size < ARRAY_COUNT(sizes); size++) {
        for (uint32_t i = 1; i <= STEPS; i++) {
            const struct theme *theme = i % 2 == 0 ? theme_light() : theme_dark();
            faults += look_at(&subject, name, size, (uint32_t)((uint64_t)last * i / STEPS), theme,
                              shaper);
        }
    }
    faults += look_at_deck(&subject, name, "16:9", shaper);
    faults += look_at_deck(&subject, name, "A4", shaper);
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
        printf("%s struck-words@%s\n", faults > 0 ? "FAIL" : "ok  ", slash ? slash + 1 : argv[i]);
        failed += faults > 0;
    }
    pango_shaper_destroy(shaper);
    return failed > 0;
}
