/* The line that is being typed, and what there is to be noticed, in a box over the transport. */
#include <math.h>

#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define HEIGHT     46.0
#define INSET      20.0
#define SIZE       15.5
#define GAP        12.0
#define WIDTH_MIN  360.0
#define RISE       12.0 /* above the transport */
#define CARET_GAP  2.0
#define CARET_SIZE 20.0

static struct scene_rect box_of(const struct view *view, double words)
{
    struct scene_rect transport = frame_layout_of(view).transport;
    double width = fmin(fmax(words + 2 * INSET, WIDTH_MIN), transport.width);
    return (struct scene_rect){transport.x + (transport.width - width) / 2,
                               transport.y - RISE - HEIGHT, width, HEIGHT};
}

static void add_box(struct scene *scene, struct scene_rect box, scene_colour fill,
                    scene_colour edge)
{
    scene_add_rect(
        scene, box,
        (struct scene_style){.fill = fill, .stroke = edge, .stroke_width = 1.6, .radius = 10});
}

static void add_entry(struct scene *scene, const struct view *view, const char *prompt)
{
    const struct theme *theme = view->theme;
    struct text_style grey = text_ui(SIZE, 500, theme->ink2), ink = text_ui(SIZE, 600, theme->ink);
    double before = scene_measure_text(scene, prompt, grey) + GAP;
    double typed = scene_measure_text(scene, view->entry_text, ink);
    struct scene_rect box = box_of(view, before + typed + CARET_GAP);
    double x = box.x + INSET, room = box.width - 2 * INSET - before - CARET_GAP;
    double y = text_baseline(box.y + HEIGHT / 2, SIZE);
    scene_begin_group(scene, "entry", view->entry_text, box);
    add_box(scene, box, theme->card, theme->keyword);
    scene_add_text(scene, x, y, prompt, grey, ALIGN_LEFT, 0);
    double width =
        scene_add_text(scene, x + before, y, view->entry_text, ink, ALIGN_LEFT, fmax(room, 1));
    scene_add_rect(scene,
                   (struct scene_rect){x + before + width + CARET_GAP,
                                       box.y + (HEIGHT - CARET_SIZE) / 2, 1.6, CARET_SIZE},
                   (struct scene_style){.fill = theme->ink});
    scene_end_group(scene);
}

static void add_notice(struct scene *scene, const struct view *view)
{
    const struct theme *theme = view->theme;
    scene_colour ink = view->notice_is_good ? theme->ink : theme->forever_text;
    scene_colour edge = view->notice_is_good ? theme->keyword : theme->forever;
    struct text_style style = text_ui(SIZE, 600, ink);
    struct scene_rect box = box_of(view, scene_measure_text(scene, view->notice, style));
    scene_begin_group(scene, "notice", view->notice, box);
    add_box(scene, box, theme->card, edge);
    scene_add_text(scene, box.x + box.width / 2, text_baseline(box.y + HEIGHT / 2, SIZE),
                   view->notice, style, ALIGN_CENTRE, box.width - 2 * INSET);
    scene_end_group(scene);
}

void entry_scene_build(struct scene *scene, const struct view *view)
{
    static const enum word prompts[] = {
        [ENTRY_NOTE] = WORD_ENTRY_NOTE,
        [ENTRY_GO] = WORD_ENTRY_GO,
    };
    bool has_prompt = view->entry == ENTRY_NOTE || view->entry == ENTRY_GO;
    if (has_prompt) {
        add_entry(scene, view, word_text(prompts[view->entry], view->language));
    } else if (view->notice != NULL && *view->notice != '\0') {
        add_notice(scene, view);
    }
}
