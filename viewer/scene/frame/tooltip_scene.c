#include "viewer/scene/frame/tooltip_scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SIZE         13.0
#define PADDING           10.0
#define PADDING_UP        6.0
#define LINE_HEIGHT       18.0
#define LINE_SIZE         700
#define DROP              20.0 /* below the pointer, so that it does not hide what is pointed at */
#define WIDTH_MAX         560.0
#define TARGET_HEIGHT_MAX 120.0
#define EDGE              8.0

/* Groups as high as a card say nothing new about the spot pointed at. */
static const char *find_title(const struct scene *scene, const char *id)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id && strcmp(item->id, id) == 0) {
            return item->rect.height <= TARGET_HEIGHT_MAX ? item->title : NULL;
        }
    }
    return NULL;
}

/* Below and right of the pointer, but inside the picture. */
static struct scene_rect place_box(const struct view *view, double x, double y, double width,
                                   double height)
{
    bool is_above = y + DROP + height + EDGE > view->height;
    return (struct scene_rect){
        fmax(EDGE, fmin(x + PADDING, view->width - width - EDGE)),
        is_above ? fmax(EDGE, y - DROP / 2 - height) : y + DROP,
        width,
        height,
    };
}

/* The widest of its lines, as far as they are not wrapped. */
static double natural_width(const struct scene *scene, const char *words, struct text_style style)
{
    char line[LINE_SIZE];
    double widest = 0;
    for (const char *at = words; *at != '\0';) {
        int length = (int)strcspn(at, "\n");
        snprintf(line, sizeof line, "%.*s", length, at);
        widest = fmax(widest, scene_measure_text(scene, line, style));
        at += length + (at[length] == '\n');
    }
    return fmin(widest + 1, WIDTH_MAX);
}

/* How high the words become is known when they stand; they are moved to where they belong then. */
static void move(struct scene *scene, uint32_t first, double right, double down)
{
    for (uint32_t i = first; i < scene->item_count; i++) {
        scene->items[i].rect.x += right;
        scene->items[i].rect.y += down;
    }
}

void tooltip_scene_build(struct scene *scene, const struct view *view, double pointer_x,
                         double pointer_y)
{
    const char *title = view->hover_id ? find_title(scene, view->hover_id) : NULL;
    const char *words = title != NULL ? title : view->hover_words;
    if (view->hover_id == NULL || words == NULL || *words == '\0') {
        return;
    }
    const struct theme *theme = view->theme;
    struct text_style style = {
        .font = FONT_UI, .size_px = TEXT_SIZE, .weight = 500, .colour = theme->playhead_text};
    double width = natural_width(scene, words, style);
    uint32_t plate = scene->item_count;
    scene_add_rect(scene, (struct scene_rect){0, 0, width + 2 * PADDING, 1},
                   (struct scene_style){.fill = theme->playhead, .radius = 7});
    uint32_t first = scene->item_count;
    double height = scene_add_paragraph(scene, 0, 0, width, LINE_HEIGHT, words, style);
    struct scene_rect box =
        place_box(view, pointer_x, pointer_y, width + 2 * PADDING, height + 2 * PADDING_UP);
    scene->items[plate].rect = box;
    move(scene, first, box.x + PADDING, box.y + PADDING_UP);
}
