#include "viewer/scene/frame/tooltip_scene.h"

#include <math.h>
#include <string.h>

#define TEXT_SIZE         13.0
#define PADDING           10.0
#define HEIGHT            30.0
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
static struct scene_rect place_box(const struct view *view, double x, double y, double width)
{
    bool is_above = y + DROP + HEIGHT + EDGE > view->height;
    return (struct scene_rect){
        fmax(EDGE, fmin(x + PADDING, view->width - width - EDGE)),
        is_above ? y - DROP / 2 - HEIGHT : y + DROP,
        width,
        HEIGHT,
    };
}

void tooltip_scene_build(struct scene *scene, const struct view *view, double pointer_x,
                         double pointer_y)
{
    const char *title = view->hover_id ? find_title(scene, view->hover_id) : NULL;
    if (!title || !*title) {
        return;
    }
    const struct theme *theme = view->theme;
    struct text_style style = {
        .font = FONT_UI, .size_px = TEXT_SIZE, .weight = 500, .colour = theme->playhead_text};
    double text_width = fmin(scene->shaper->measure(scene->shaper, title, style).width, WIDTH_MAX);
    struct scene_rect box = place_box(view, pointer_x, pointer_y, text_width + 2 * PADDING);
    scene_add_rect(scene, box, (struct scene_style){.fill = theme->playhead, .radius = 7});
    scene_add_text(scene, box.x + PADDING, box.y + HEIGHT / 2 + TEXT_SIZE * 0.36, title, style,
                   ALIGN_LEFT, WIDTH_MAX);
}
