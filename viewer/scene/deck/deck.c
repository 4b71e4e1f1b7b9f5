#include "viewer/scene/deck/deck.h"

#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/deck/blind_subject.h"
#include "viewer/scene/deck/crop.h"
#include "viewer/scene/deck/decision.h"
#include "viewer/scene/deck/key_steps.h"
#include "viewer/scene/deck/page_frame.h"
#include "viewer/scene/deck/page_question.h"
#include "viewer/scene/deck/page_words.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/shape/character.h"
#include "viewer/scene/view/title.h"

#define STAND_NS_MIN       1500000000u /* however short the caption is */
#define STAND_NS_CHARACTER 45000000u   /* to read a letter; a Han character takes twice that */
#define STAND_NS_LAST      2000000000u /* more for the last page, which is what it was all about */

/* A story's steps as pages: as they were chosen. */
struct chosen {
    const uint32_t *steps;
    const char *const *captions; /* NULL: the steps' own */
    uint32_t count;
};

/* What the steps are about; on a slide, as much of it as there is room for. */
static void crop_look(struct deck *deck, struct view *look, const struct deck_choice *choice,
                      struct chosen chosen)
{
    struct crop crop = crop_of_steps(deck->arena, &deck->subject, chosen.steps, chosen.count);
    if (deck->paper.is_slide && choice->filter.threads == NULL) {
        crop_thin(&crop, &deck->subject, look, &deck->paper, chosen.steps, chosen.count);
    }
    crop_widen(&crop, &deck->subject, look, &deck->paper);
    look->filter.threads = look->filter.threads ? look->filter.threads : crop.filter.threads;
    look->filter.objects = look->filter.objects ? look->filter.objects : crop.filter.objects;
    look->stretch.begin_ns = look->stretch.begin_ns > 0 ? look->stretch.begin_ns : crop.from_ns;
}

/* The view in the paper's size, of the lanes and the stretch that are to be seen. */
static struct view look_on_paper(struct deck *deck, const struct view *view,
                                 const struct deck_choice *choice, struct chosen chosen)
{
    struct view look = *view;
    bool has_foot = choice->steps != DECK_ONE || choice->is_spoiler_free;
    look.filter = choice->filter;
    look.stretch.begin_ns = choice->from_ns;
    look.stretch.end_ns = choice->to_ns > 0 ? choice->to_ns : UINT64_MAX;
    look.hides_future = choice->is_spoiler_free;
    look.caption = has_foot ? " " : NULL;
    deck->paper = choice->paper ? *choice->paper : paper_of_pixels(view->width, view->height);
    if (choice->is_cropped) {
        crop_look(deck, &look, choice, chosen);
    }
    bool is_part = look.stretch.begin_ns > 0 || choice->to_ns > 0;
    look.stretch.share = is_part ? 1 : 0; /* else zoom and pan stay the view's */
    page_frame_fit(&look, &deck->subject, &deck->paper);
    if (choice->is_cropped && look.is_slide && !choice->keeps_axis &&
        page_frame_is_crowded(&look, &deck->subject, chosen.steps, chosen.count)) {
        look.axis = AXIS_EVENT;
    }
    return look;
}

/* Whether a page of the step has the lane of its thread. */
static bool is_in_sight(const struct deck *deck, const struct view *look, uint32_t step)
{
    uint32_t thread =
        step == NONE_INDEX ? NONE_INDEX : story_bare_step(deck->subject.story, step).thread;
    return look->filter.threads == NULL || thread == NONE_INDEX || look->filter.threads[thread];
}

/* The steps that matter of threads that had no room do not; the last one always does. */
static struct chosen choose_in_sight(struct deck *deck, const struct view *look,
                                     struct chosen chosen)
{
    uint32_t *steps = arena_allocate(deck->arena, (chosen.count + 1) * sizeof *steps);
    uint32_t count = 0;
    for (uint32_t i = 0; i < chosen.count; i++) {
        if (i + 1 == chosen.count || is_in_sight(deck, look, chosen.steps[i])) {
            steps[count++] = chosen.steps[i];
        }
    }
    return (struct chosen){steps, NULL, count};
}

static struct chosen choose_all(struct arena *arena, const struct subject *subject)
{
    uint32_t count = subject->story->step_count + 1;
    uint32_t *steps = arena_allocate(arena, count * sizeof *steps);
    steps[0] = NONE_INDEX;
    for (uint32_t i = 1; i < count; i++) {
        steps[i] = i - 1;
    }
    return (struct chosen){steps, NULL, count};
}

static struct chosen choose_key(struct arena *arena, const struct subject *subject)
{
    uint32_t *steps = arena_allocate(arena, KEY_STEPS_MAX * sizeof *steps);
    uint32_t count = key_steps_choose(subject, steps);
    if (count == 0) {
        steps[count++] = NONE_INDEX;
    }
    return (struct chosen){steps, NULL, count};
}

static struct chosen choose(struct arena *arena, const struct subject *subject,
                            const struct view *view, const struct deck_choice *choice)
{
    switch (choice->steps) {
    case DECK_ALL:
        return choose_all(arena, subject);
    case DECK_KEY:
    case DECK_QUESTIONS:
        return choose_key(arena, subject);
    case DECK_LIST:
        return (struct chosen){choice->list, choice->captions, choice->list_count};
    default:
        return (struct chosen){&view->step, NULL, 1};
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

static struct view view_of_page(const struct deck *deck, const struct view *view,
                                const struct deck_page *page, const struct subject *subject)
{
    struct view still = *view;
    still.step = page->step;
    still.title = deck->title;
    still.cursor_ns = page->step == NONE_INDEX ? 0 : story_time(subject->story, page->step);
    still.hides_future = page->is_blind;
    still.frame = page->view.frame;
    still.author = deck->author;
    still.caption = page->caption;
    return still;
}

/* Everything of a page but what its subject and its step are. */
static void fill_page(struct deck *deck, uint32_t index, const struct view *view)
{
    struct deck_page *page = &deck->pages[index];
    const struct subject *subject = deck_page_subject(deck, index);
    uint32_t before = index == 0 ? NONE_INDEX : deck->pages[index - 1].step;
    if (page->caption == NULL) {
        page->caption = page_caption(deck->arena, subject, page->step, deck->language);
    }
    page->view = view_of_page(deck, view, page, subject);
    if (page->is_blind) {
        page_frame_fill(&page->view);
    }
    page->scale = deck->paper.width / view->width;
    if (page->view.frame != FRAME_PICTURE) {
        page->scale = page_frame_cover(&page->view, &deck->paper);
        page->notes = page_cover_words(deck->arena, subject, &page->view);
        page->alternative = page->notes;
    } else {
        page->notes = page_notes(deck->arena, subject, before, page->step, deck->language);
        page->alternative = page_alternative(deck->arena, subject, &page->view);
    }
    page->stand_ns =
        stand_ns_of(page->caption) + (index + 1 == deck->page_count ? STAND_NS_LAST : 0);
}

static struct deck_page *add_page(struct deck *deck, struct deck_page page, enum frame_kind frame)
{
    struct deck_page *added = &deck->pages[deck->page_count++];
    *added = page;
    added->view.frame = frame;
    return added;
}

/* A page for each step; blind ones end before the hang, which is no event. */
static void add_steps(struct deck *deck, struct chosen chosen, bool is_blind)
{
    uint32_t first = deck->page_count;
    for (uint32_t i = 0; i < chosen.count; i++) {
        uint32_t step = is_blind ? blind_subject_step(&deck->blind, &deck->subject, chosen.steps[i])
                                 : chosen.steps[i];
        bool is_again = deck->page_count > first && deck->pages[deck->page_count - 1].step == step;
        if (!is_again) {
            struct deck_page page = {
                .step = step,
                .is_blind = is_blind,
                .caption = chosen.captions ? chosen.captions[i] : NULL,
            };
            add_page(deck, page, FRAME_PICTURE);
        }
    }
}

static void add_finding(struct deck *deck)
{
    const struct analysis *analysis = deck->subject.analysis;
    uint32_t step_count = deck->subject.story->step_count;
    if (analysis->finding_count > 0) {
        struct deck_page page = {
            .step = step_count == 0 ? NONE_INDEX : step_count - 1, /* who waits then */
            .caption = analysis->findings[0].headline,
        };
        add_page(deck, page, FRAME_FINDING);
    }
}

static void set_pages(struct deck *deck, struct chosen chosen, const struct deck_choice *choice)
{
    bool is_blind = choice->is_spoiler_free;
    deck->pages = arena_allocate(deck->arena, ((size_t)chosen.count + 2) * sizeof *deck->pages);
    if (choice->has_cover) {
        struct deck_page title = {.step = NONE_INDEX, .is_blind = is_blind, .caption = deck->title};
        add_page(deck, title, FRAME_TITLE);
    }
    add_steps(deck, chosen, is_blind);
    if (choice->has_cover && !is_blind) {
        add_finding(deck);
    }
}

/* The step before the one that decides, with a question; without spoilers that is all. Else how it
 * ended, and why. */
static void set_questions(struct deck *deck, bool is_spoiler_free)
{
    const struct subject *subject = &deck->subject;
    struct decision decision = decision_find(subject);
    uint32_t before = decision.step == 0 ? NONE_INDEX : decision.step - 1;
    uint32_t count = subject->story->step_count;
    struct deck_page question = {
        .step = blind_subject_step(&deck->blind, subject, before),
        .is_blind = true,
        .caption = page_prompt(deck->arena, subject, decision, deck->language),
    };
    struct deck_page answer = {
        .step = count == 0 ? NONE_INDEX : count - 1,
        .caption = page_answer(deck->arena, subject, decision, deck->language),
    };
    deck->pages = arena_allocate(deck->arena, 3 * sizeof *deck->pages);
    add_page(deck, question, FRAME_PICTURE);
    if (!is_spoiler_free) {
        add_page(deck, answer, FRAME_PICTURE);
        add_finding(deck);
    }
}

/* One picture is the view as it is, with all it had. */
static void set_single(struct deck *deck, const struct view *view, const struct deck_choice *choice)
{
    struct deck_page *page = &deck->pages[0];
    page->view = *view;
    page->view.title = choice->title;
    page->view.caption = NULL;
    page->caption = "";
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
        .arena = arena,
    };
    if (choice->is_spoiler_free || choice->steps == DECK_QUESTIONS) {
        blind_subject_init(&deck->blind, arena, subject);
    }
    struct chosen chosen = choose(arena, subject, view, choice);
    struct view look = look_on_paper(deck, view, choice, chosen);
    if (choice->steps == DECK_KEY) {
        chosen = choose_in_sight(deck, &look, chosen);
    }
    if (choice->steps == DECK_QUESTIONS) {
        set_questions(deck, choice->is_spoiler_free);
    } else {
        set_pages(deck, chosen, choice);
    }
    for (uint32_t i = 0; i < deck->page_count; i++) {
        fill_page(deck, i, &look);
    }
    if (choice->steps == DECK_ONE && !choice->is_spoiler_free) {
        set_single(deck, &look, choice);
    }
    if (choice->is_spoiler_free) {
        deck->subject = deck->blind; /* who asks the deck itself is not told either */
    }
    return deck;
}

void deck_destroy(struct deck *deck)
{
    if (deck != NULL) {
        blind_subject_finish(&deck->blind);
        arena_destroy(deck->arena);
    }
}

const struct subject *deck_page_subject(const struct deck *deck, uint32_t page)
{
    return deck->pages[page].is_blind ? &deck->blind : &deck->subject;
}

void deck_page_scene_build(struct scene *scene, const struct deck *deck, uint32_t page)
{
    const struct view *view = &deck->pages[page].view;
    scene_clear(scene);
    scene->width = view->width;
    scene->height = view->height;
    scene->scale = deck->pages[page].scale;
    scene->text_least_px = view->is_slide ? SLIDE_TEXT_LEAST_PX : 0;
    scene->background = view->theme->background;
    frame_scene_build(scene, deck_page_subject(deck, page), view);
}
