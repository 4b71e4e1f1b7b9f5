/* How wide is this text, and with which font is each part of it drawn? Scenes ask through this
 * interface, so that they can be laid out without knowing the library: paint/pango_shaper for
 * people, scene/monospace_shaper for tests, whose text scenes then do not depend on fonts. */
#ifndef THREADLANE_VIEWER_SCENE_SHAPE_TEXT_SHAPER_H
#define THREADLANE_VIEWER_SCENE_SHAPE_TEXT_SHAPER_H

#include <stdbool.h>
#include <stdint.h>

enum font_role { FONT_UI, FONT_CODE };

struct text_style {
    enum font_role font;
    double size_px;
    int weight; /* 300 light, 400, 500, 600, 650, 700 bold */
    uint32_t colour;
    double tracking_px; /* extra space after each character */
};

/* A stretch of text of one line and one style. */
struct text_run {
    double x;        /* from the item's left */
    double baseline; /* from the item's top */
    double width;
    const char *text; /* NUL-ended, owned by the scene */
    struct text_style style;
};

struct text_metrics {
    double width;
    double ascent;
    double descent;
};

struct text_shaper {
    /* Measures a line of text. Never fails: unreadable bytes count as U+FFFD. */
    struct text_metrics (*measure)(const struct text_shaper *shaper, const char *text,
                                   struct text_style style);
};

/* Every character as wide as 0.6 of its size, Han and other wide ones 1.0. Static. */
const struct text_shaper *monospace_shaper(void);

#endif
