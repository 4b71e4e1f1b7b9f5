#include "viewer/scene/deck/deck.h"

#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/deck/key_steps.h"
#include "viewer/scene/deck/page_words.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/shape/character.h"
#include "viewer/scene/view/title.h"

#define STAND_NS_MIN       1500000000u /* however short the caption is */
#define STAND_NS_CHARACTER 45000000u   /* to read a letter; a Han character takes twice that */
#define STAND_NS_LAST      2000000000u /* more for the last page, which is what it was all about */

/* Pictures for a screen: a unit is a pixel, as CSS has it. */
static const struct paper paper_of_pixels = {.scale = 1, .pixels_per_inch = 96};

/* A story's steps as pages: as they were chosen. */
struct chosen {
    const uint32_t *steps;
    uint32_t count;
};

static struct chosen choose_all(struct arena *arena, const struct subject *subject)
{
    uint32_t count = subject->story->step_count + 1;
    uint32_t *steps = arena_allocate(arena, count * sizeof *steps);
    steps[0] = NONE_INDEX;
    for (uint32_t i = 1; i < count; i++) {
        steps[i] = i - 1;
    }
    return (struct chosen){steps, count};
}

static struct chosen choose_key(struct arena *arena, const struct subject *subject)
{
    uint32_t *steps = arena_allocate(arena, KEY_STEPS_MAX * sizeof *steps);
    uint32_t count = key_steps_choose(subject, steps);
    if (count == 0) {
        steps[count++] = NONE_INDEX;
    }
    return (struct chosen){steps, count};
}

static struct chosen choose(struct arena *arena, const struct subject *subject,
                            const struct view *view, const struct deck_choice *choice)
{
    switch (choice->steps) {
    case DECK_ALL:
        return choose_all(arena, subject);
    case DECK_KEY:
        return choose_key(arena, subject);
    case DECK_LIST:
        return (struct chosen){choice->list, choice->list_count};
    default:
        return (struct chosen){&view->step, 1};
    }
}

static uint64_t stand_ns_of(const char *caption)
{
    uint64_t stand_ns = 0;
    uint32_t code;
    for (size_t size; (size = character_read(caption, &code)) > 0; caption += size) {
        stand_ns += STAND_NS_CHARACTER * (character_is_wide(code) ? 2 : 1);
    }
    return stand_ns < STAND_NS_MIN ? STAND_NS_MIN : stand_ns;
}

static struct view view_at_step(const struct deck *deck, const struct view *view, uint32_t step)
{
    struct view still = *view;
    still.step = step;
    still.title = deck->title;
    still.cursor_ns = step == NONE_INDEX ? 0 : story_time(deck->subject.story, step);
    return still;
}

static void fill_page(struct deck *deck, uint32_t index, const struct view *view, uint32_t step)
{
    struct deck_page *page = &deck->pages[index];
    uint32_t before = index == 0 ? NONE_INDEX : deck->pages[index - 1].step;
    page->step = step;
    page->view = view_at_step(deck, view, step);
    page->caption = page_caption(deck->arena, &deck->subject, step, deck->language);
    page->view.caption = page->caption;
    page->notes = page_notes(deck->arena, &deck->subject, before, step, deck->language);
    page->alternative = page_alternative(deck->arena, &deck->subject, &page->view);
    page->stand_ns =
        stand_ns_of(page->caption) + (index + 1 == deck->page_count ? STAND_NS_LAST : 0);
}

struct deck *deck_create(const struct subject *subject, const struct view *view,
                         const struct deck_choice *choice)
{
    struct arena *arena = arena_create();
    struct deck *deck = arena_allocate(arena, sizeof *deck);
    *deck = (struct deck){
        .subject = *subject,
        .title =
            choice->title ? choice->title : title_of_trace(arena, subject->trace, view->language),
        .author = choice->author ? choice->author : "",
        .language = view->language,
        .paper = choice->paper.scale > 0 ? choice->paper : paper_of_pixels,
        .arena = arena,
    };
    struct chosen chosen = choose(arena, subject, view, choice);
    deck->page_count = chosen.count;
    deck->pages = arena_allocate(arena, chosen.count * sizeof *deck->pages);
    for (uint32_t i = 0; i < chosen.count; i++) {
        fill_page(deck, i, view, chosen.steps[i]);
    }
    if (choice->steps == DECK_ONE) {
        deck->pages[0].view = *view;
        deck->pages[0].view.title = choice->title;
        deck->pages[0].caption = "";
    }
    return deck;
}

void deck_destroy(struct deck *deck)
{
    if (deck != NULL) {
        arena_destroy(deck->arena);
    }
}

void deck_page_scene_build(struct scene *scene, const struct deck *deck, uint32_t page)
{
    const struct view *view = &deck->pages[page].view;
    scene_clear(scene);
    scene->width = view->width;
    scene->height = view->height;
    scene->scale = deck->paper.scale;
    scene->text_least_px = deck->paper.text_least_px;
    scene->background = view->theme->background;
    frame_scene_build(scene, &deck->subject, view);
}
