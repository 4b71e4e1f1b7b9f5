#include "tests/stage.h"

#include <stdio.h>
#include <string.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "viewer/scene/layout/default_view.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/panel/panel_scene.h"

void stage_open(struct stage *stage, struct sample sample, enum language language, double width,
                double height)
{
    stage->trace = sequence_parse(sample.sequence, sample.outcome);
    stage->lanes = lanes_create(stage->trace);
    stage->analysis = analysis_create(stage->trace, language);
    stage->story = story_create(stage->trace, stage->analysis);
    stage->subject = (struct subject){stage->trace, stage->lanes, stage->analysis, stage->story};
    stage->view = view_default(&stage->subject, width, height, theme_light(), language);
    scene_init(&stage->scene, width, height, 0, monospace_shaper());
}

void stage_close(struct stage *stage)
{
    scene_finish(&stage->scene);
    story_destroy(stage->story);
    analysis_destroy(stage->analysis);
    lanes_destroy(stage->lanes);
    trace_destroy(stage->trace);
}

void stage_go_to_step(struct stage *stage, uint32_t step)
{
    stage->view.step = step;
    stage->view.cursor_ns = stage->story->steps[step].time_ns;
    scene_clear(&stage->scene);
}

bool stage_says(const struct stage *stage, const char *text)
{
    for (uint32_t i = 0; i < stage->scene.item_count; i++) {
        const struct scene_item *item = &stage->scene.items[i];
        if (item->shape == SCENE_TEXT && strstr(item->text, text) != NULL) {
            return true;
        }
    }
    return false;
}

bool stage_has(const struct stage *stage, const char *id)
{
    return scene_find(&stage->scene, id, NULL);
}

uint32_t stage_count(const struct stage *stage, const char *prefix)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < stage->scene.item_count; i++) {
        const char *id = stage->scene.items[i].id;
        count += id != NULL && strncmp(id, prefix, strlen(prefix)) == 0;
    }
    return count;
}

#define TOLERANCE 0.6 /* pixels */

static bool touch(struct scene_rect a, struct scene_rect b)
{
    return a.x + a.width > b.x + TOLERANCE && b.x + b.width > a.x + TOLERANCE &&
           a.y + a.height > b.y + TOLERANCE && b.y + b.height > a.y + TOLERANCE;
}

bool rect_lies_inside(struct scene_rect inner, struct scene_rect outer)
{
    return inner.x >= outer.x - TOLERANCE && inner.y >= outer.y - TOLERANCE &&
           inner.x + inner.width <= outer.x + outer.width + TOLERANCE &&
           inner.y + inner.height <= outer.y + outer.height + TOLERANCE;
}

void stage_check_words(const struct stage *stage, struct scene_rect card)
{
    const struct scene *scene = &stage->scene;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape != SCENE_TEXT) {
            continue;
        }
        if (!rect_lies_inside(item->rect, card)) {
            fprintf(stderr, "leaves its card: '%s'\n", item->text);
            check_true(rect_lies_inside(item->rect, card));
        }
        for (uint32_t j = i + 1; j < scene->item_count; j++) {
            const struct scene_item *other = &scene->items[j];
            if (other->shape == SCENE_TEXT && touch(item->rect, other->rect)) {
                fprintf(stderr, "touch: '%s' and '%s'\n", item->text, other->text);
                check_true(!touch(item->rect, other->rect));
            }
        }
    }
}

void stage_build(struct stage *stage)
{
    struct frame_layout layout = frame_layout_of(&stage->view);
    scene_clear(&stage->scene);
    heading_scene_build(&stage->scene, &stage->subject, &stage->view, layout.heading);
    panel_scene_build(&stage->scene, &stage->subject, &stage->view, layout.panel);
    transport_scene_build(&stage->scene, &stage->subject, &stage->view, layout.transport);
}

void stage_open_built(struct stage *stage, const char *sequence, const char *outcome)
{
    stage_open(stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, 1920, 1080);
    stage_build(stage);
}

const char *stage_long_sequence(int count)
{
    static char sequence[262144];
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        used += (size_t)snprintf(sequence + used, sizeof sequence - used,
                                 "A lock.acquire L x.c:1; A lock.release L;");
    }
    return sequence;
}
