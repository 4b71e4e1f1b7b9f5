/* The parts of the page that html_painter writes, each in its own file, in the order of the page.
 */
#ifndef THREADLANE_VIEWER_PAINT_HTML_PAGE_H
#define THREADLANE_VIEWER_PAINT_HTML_PAGE_H

#include <stdio.h>

#include "viewer/paint/shared_drawing.h"
#include "viewer/scene/deck/deck.h"
#include "viewer/scene/frame/pair_scene.h"
#include "viewer/scene/view/words.h"

/* One of the page's two drawings: lanes, and who waits for whom. All steps are in it. */
struct html_drawing {
    struct shared_drawing *shared;
    double width, height;
};

/* In the figure, 0 to 1: the playhead, and the lane of who acts. */
struct html_spot {
    double left, top;
};

/* What all parts share. */
struct html_page {
    FILE *file;
    const struct deck *deck;       /* its pages are all pictures */
    const struct subject *subject; /* of its last page */
    bool is_blind;                 /* it must not tell how the story ends */
    const struct pair_steps *pair; /* of two runs, where the pages' pictures come from; else NULL */
    const struct comparison *comparison; /* of these */
    struct html_drawing figure, aside;
    struct html_spot *spots; /* by page: where it happens */
};

/* Builds both drawings, of two runs the first alone; words are measured by the shaper. */
void html_drawings_create(struct html_page *page, const struct text_shaper *shaper);
void html_drawings_destroy(struct html_page *page);
/* The whole drawing, for scripts to choose from. `name` is what it is, for who cannot see it. */
void html_write_drawing(const struct html_page *page, const struct html_drawing *drawing,
                        const char *name);
/* The drawing as one page of the deck has it, for readers without scripts. */
void html_write_still(const struct html_page *page, const struct html_drawing *drawing,
                      uint32_t index, const char *class_name);

/* What went wrong, the steps, the second drawing, a way out. */
void html_write_panel(const struct html_page *page);
/* Buttons, bar and keys. */
void html_write_transport(const struct html_page *page);

/* Text that is escaped for elements and quoted attributes. */
void html_write_text(const struct html_page *page, const char *text);
void html_write_word(const struct html_page *page, enum word word);
/* "alarm", "caution", "calm": a class of the style sheet. */
const char *html_severity_class(int severity);

#endif
