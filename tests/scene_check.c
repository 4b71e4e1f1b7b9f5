#include "tests/scene_check.h"

#include <stdlib.h>
#include <string.h>

#include "tests/check.h"

static struct scene_rect intersection(struct scene_rect a, struct scene_rect b)
{
    double left = a.x > b.x ? a.x : b.x, top = a.y > b.y ? a.y : b.y;
    double right = a.x + a.width < b.x + b.width ? a.x + a.width : b.x + b.width;
    double bottom = a.y + a.height < b.y + b.height ? a.y + a.height : b.y + b.height;
    return (struct scene_rect){left, top, right - left, bottom - top};
}

struct seen_text {
    const char *text;
    struct scene_rect box; /* the part that is not clipped away */
};

/* The texts that can be seen at all. */
static uint32_t collect_texts(const struct scene *scene, struct seen_text *texts)
{
    struct scene_rect clips[16] = {{0, 0, scene->width, scene->height}};
    uint32_t depth = 0, count = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_CLIP_BEGIN) {
            clips[depth + 1] = intersection(clips[depth], item->rect);
            depth++;
        } else if (item->shape == SCENE_CLIP_END) {
            depth--;
        } else if (item->shape == SCENE_TEXT) {
            struct scene_rect box = intersection(clips[depth], item->rect);
            if (box.width > 1 && box.height > 1) {
                texts[count++] = (struct seen_text){item->text, box};
            }
        }
    }
    return count;
}

void check_texts_apart(const struct scene *scene)
{
    struct seen_text *texts = malloc(scene->item_count * sizeof *texts);
    uint32_t count = collect_texts(scene, texts);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = i + 1; j < count; j++) {
            struct scene_rect shared = intersection(texts[i].box, texts[j].box);
            if (shared.width > 0.5 && shared.height > 0.5) {
                fprintf(stderr, "'%s' lies on '%s' at %.0f, %.0f (%.0f wide)\n", texts[i].text,
                        texts[j].text, shared.x, shared.y, scene->width);
                check_failures++;
            }
        }
    }
    free(texts);
}

void check_ids_differ(const struct scene *scene)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        struct scene_rect found;
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL) {
            scene_find(scene, item->id, &found);
            if (memcmp(&found, &item->rect, sizeof found) != 0) {
                fprintf(stderr, "two groups are called %s\n", item->id);
                check_failures++;
            }
        }
    }
}

uint32_t count_groups(const struct scene *scene, const char *beginning)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const char *id = scene->items[i].id;
        count += scene->items[i].shape == SCENE_GROUP_BEGIN && id != NULL &&
                 strncmp(id, beginning, strlen(beginning)) == 0;
    }
    return count;
}
