/* Decks: a trace as pages to be shown one after the other, as plain data. The builder chooses the
 * steps that get a page and finds words for each; exporters (app/exporter.h) turn pages into
 * slides, files, frames of a film. A deck of one page is a single picture.
 *
 * Everything in a deck is its own and freed at once; the subject and the view's names are borrowed.
 * One thread. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_DECK_H
#define THREADLANE_VIEWER_SCENE_DECK_DECK_H

#include "viewer/scene/deck/paper.h"
#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

struct deck_page {
    struct view view;        /* what is drawn; view.frame tells title pages from pictures */
    bool is_blind;           /* of deck->blind: it must not tell how the story ends */
    double scale;            /* pixels to a unit of the view's size */
    uint32_t step;           /* of its subject's story, or NONE_INDEX: before the first */
    const char *caption;     /* a sentence or two to stand below the picture; "" for none */
    const char *notes;       /* for the speaker: paragraphs, each a line; "" for none */
    const char *alternative; /* the picture in words, for who cannot see it */
    uint64_t stand_ns;       /* how long it stands in a film or a replay */
};

struct deck {
    struct subject subject; /* of a deck without spoilers, the blind one */
    struct subject blind;   /* the same without what was found, if any page wants it */
    const char *title;
    const char *author; /* lines; "" for none */
    enum language language;
    struct paper paper;
    struct deck_page *pages; /* by step; at least one */
    uint32_t page_count;
    struct arena *arena;
};

/* Which steps get a page. */
enum deck_steps {
    DECK_ONE,       /* one page, the view as it is, without a caption */
    DECK_ALL,       /* one a step, and one before the first */
    DECK_KEY,       /* the steps that matter (deck/key_steps.h) */
    DECK_LIST,      /* those that are listed */
    DECK_QUESTIONS, /* before the step that decides, with a question; the end; what was found */
};

struct deck_choice {
    enum deck_steps steps;
    const uint32_t *list;        /* DECK_LIST: steps of the story, or NONE_INDEX; borrowed */
    const char *const *captions; /* as `list`; NULL, or one that is NULL: the step's own */
    uint32_t list_count;
    const struct paper *paper;  /* borrowed; NULL: as many pixels as the view says */
    struct lane_filter filter;  /* by thread and object of the trace; borrowed */
    bool has_cover;             /* a title page, and what was found as the last page */
    bool is_spoiler_free;       /* no verdict, nothing after the present step */
    bool keeps_axis;            /* as the view has it; else slides get the one that suits them */
    bool is_cropped;            /* only the lanes and the stretch that the pages are about */
    uint64_t from_ns, to_ns;    /* the stretch that is shown; to_ns 0: to the end */
    const char *title, *author; /* NULL: the trace's own title, no author */
};

/* Of what a page shows. */
const struct subject *deck_page_subject(const struct deck *deck, uint32_t page);
/* A deck of pages that look as the view does. Never fails: a trace without steps has one page. */
struct deck *deck_create(const struct subject *subject, const struct view *view,
                         const struct deck_choice *choice);
void deck_destroy(struct deck *deck); /* accepts NULL */

/* Draws a page: the scene becomes that page's picture, in size and background, too. What the scene
 * held before is gone; its shaper stays. */
void deck_page_scene_build(struct scene *scene, const struct deck *deck, uint32_t page);

#endif
