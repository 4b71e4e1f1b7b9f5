/* The foot of a page: what it says, and which step of how many it is. A caption that is too long
 * for its two lines is cut. */
#include <string.h>

#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define LINES        2
#define LINE_OF_SIZE 1.3 /* height of a line, of the text's size */
#define INSET        1.4 /* of the text's size, from the card's sides */
#define GAP          1.6 /* of the same, between caption and number */
#define TEXT_SIZE    20.0
#define SLIDE_SIZE   15.0
#define COUNT_SHARE  0.8 /* of the caption's size */
#define BADGE_SHARE  0.8 /* radius, of the same */

/* The foot while it is drawn. */
struct foot {
    struct scene *scene;
    const struct theme *theme;
    struct scene_rect card;
    double size;
};

/* The first `size` bytes or a little less, whole characters, and an ellipsis. */
static const char *cut_text(struct scene *scene, const char *text, size_t size)
{
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) {
        size--;
    }
    return scene_print_text(scene, "%.*s…", (int)size, text);
}

static double add_lines(const struct foot *foot, struct scene_rect box, const char *text)
{
    return scene_add_paragraph(foot->scene, box.x, box.y, box.width, foot->size * LINE_OF_SIZE,
                               text, text_ui(foot->size, 600, foot->theme->ink)) -
           box.y;
}

/* How high the text would stand. */
static double height_of(const struct foot *foot, struct scene_rect box, const char *text)
{
    uint32_t before = foot->scene->item_count;
    double height = add_lines(foot, box, text);
    foot->scene->item_count = before;
    return height;
}

/* The text, or as much of it as has room, found by halving. */
static const char *fitting_text(const struct foot *foot, struct scene_rect box, const char *text)
{
    double limit = LINES * foot->size * LINE_OF_SIZE + 1;
    if (height_of(foot, box, text) <= limit) {
        return text;
    }
    size_t fits = 0, too_much = strlen(text);
    const char *best = "…";
    while (fits + 1 < too_much) {
        size_t middle = fits + (too_much - fits) / 2;
        const char *cut = cut_text(foot->scene, text, middle);
        if (height_of(foot, box, cut) <= limit) {
            fits = middle;
            best = cut;
        } else {
            too_much = middle;
        }
    }
    return best;
}

static void add_caption(const struct foot *foot, struct scene_rect box, const char *caption)
{
    const char *text = fitting_text(foot, box, caption);
    box.y += (box.height - height_of(foot, box, text)) / 2;
    add_lines(foot, box, text);
}

/* "3 / 10" at the right; returns the x of its left side. */
static double add_count(const struct foot *foot, const struct subject *subject,
                        const struct view *view)
{
    double size = foot->size * COUNT_SHARE, right = foot->card.x + foot->card.width - INSET * size;
    uint32_t step = view->step == NONE_INDEX ? 0 : view->step + 1;
    const char *text = scene_print_text(foot->scene, "%u / %u", step, subject->story->step_count);
    double centre = foot->card.y + foot->card.height / 2;
    return right - scene_add_text(foot->scene, right, text_baseline(centre, size), text,
                                  text_ui(size, 500, foot->theme->ink2), ALIGN_RIGHT, 0);
}

/* The step's number as it stands in the picture; returns the x of what follows. */
static double add_badge(const struct foot *foot, const struct subject *subject,
                        const struct view *view)
{
    double left = foot->card.x + INSET * foot->size, radius = foot->size * BADGE_SHARE;
    if (view->step == NONE_INDEX) {
        return left;
    }
    uint32_t number = view->step + 1;
    double half = piece_badge_half_width(foot->scene, radius, number);
    struct story_step step = story_bare_step(subject->story, view->step);
    piece_add_badge(foot->scene, left + half, foot->card.y + foot->card.height / 2, radius, number,
                    tone_colour(foot->theme, step.tone), tone_ink(foot->theme, step.tone));
    return left + 2 * half + foot->size * 0.8;
}

void caption_scene_build(struct scene *scene, const struct subject *subject,
                         const struct view *view, struct scene_rect card)
{
    struct foot foot = {scene, view->theme, card, view->is_slide ? SLIDE_SIZE : TEXT_SIZE};
    scene_begin_group(scene, "caption", view->caption, card);
    card_scene_build(scene, view->theme, card);
    double left = add_badge(&foot, subject, view);
    double right = add_count(&foot, subject, view) - GAP * foot.size;
    struct scene_rect box = {left, card.y, right - left, card.height};
    scene_begin_clip(scene, card);
    add_caption(&foot, box, view->caption);
    scene_end_clip(scene);
    scene_end_group(scene);
}
