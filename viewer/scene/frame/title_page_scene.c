/* The first page: what it is about, who made it, and what each hatch means, as pages of slides have
 * no room for that. */
#include <string.h>

#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_scene.h"
#include "viewer/scene/view/title.h"

/* All in shares of the page's height. */
#define INSET         0.07
#define TITLE_CENTRE  0.27
#define TITLE_SIZE    0.095
#define SECOND_GAP    0.10
#define SECOND_SIZE   0.058
#define AUTHOR_GAP    0.115
#define AUTHOR_SIZE   0.045
#define AUTHOR_PITCH  0.068
#define AUTHORS_MAX   4
#define LEGEND_HEIGHT 0.26
#define LEGEND_BOTTOM 0.06

/* Each line of the author, as many as there is room for. */
static void add_authors(struct scene *scene, const struct view *view, double x, double y,
                        double room)
{
    double size = AUTHOR_SIZE * view->height;
    const char *line = view->author != NULL ? view->author : "";
    for (int i = 0; i < AUTHORS_MAX && *line != 0; i++) {
        size_t length = strcspn(line, "\n");
        const char *text = scene_print_text(scene, "%.*s", (int)length, line);
        scene_add_text(scene, x, text_baseline(y, size), text,
                       text_ui(size, 500, view->theme->ink2), ALIGN_LEFT, room);
        y += AUTHOR_PITCH * view->height;
        line += length + (line[length] == '\n');
    }
}

void title_page_scene_build(struct scene *scene, const struct subject *subject,
                            const struct view *view)
{
    double height = view->height, x = INSET * height, room = view->width - 2 * x;
    const char *own = title_of_trace(scene->arena, subject->trace, view->language);
    const char *title = view->title != NULL ? view->title : own;
    const char *second =
        strcmp(title, own) == 0 ? trace_info_value(subject->trace, "title.en") : "";
    double y = TITLE_CENTRE * height, size = TITLE_SIZE * height;
    scene_begin_group(scene, "title-page", title, (struct scene_rect){0, 0, view->width, height});
    scene_add_text(scene, x, text_baseline(y, size), title, text_ui(size, 700, view->theme->ink),
                   ALIGN_LEFT, room);
    if (*second != 0) {
        y += SECOND_GAP * height;
        size = SECOND_SIZE * height;
        scene_add_text(scene, x, text_baseline(y, size), second,
                       text_ui(size, 300, view->theme->ink2), ALIGN_LEFT, room);
    }
    add_authors(scene, view, x, y + AUTHOR_GAP * height, room);
    struct scene_rect card = {x, (1 - LEGEND_BOTTOM - LEGEND_HEIGHT) * height, room,
                              LEGEND_HEIGHT * height};
    card_scene_build(scene, view->theme, card);
    legend_scene_build(scene, subject, view, card, NULL);
    scene_end_group(scene);
}
