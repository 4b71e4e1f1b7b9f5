/* What a person looks at: the trace with all that was derived from it, and how it is shown just
 * now. Plain data. The window changes it through commands (app/command.h), scenes only read it. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_VIEW_H
#define THREADLANE_VIEWER_SCENE_VIEW_VIEW_H

#include "tracer/analysis/finding.h"
#include "tracer/analysis/story.h"
#include "tracer/model/lane.h"
#include "tracer/model/trace.h"
#include "viewer/scene/view/key_help.h"
#include "viewer/scene/view/link.h"
#include "viewer/scene/view/marks.h"
#include "viewer/scene/view/selection.h"
#include "viewer/scene/view/theme.h"
#include "viewer/scene/view/unfolding.h"

/* Everything a picture is made from; all borrowed. */
struct subject {
    const struct trace *trace;
    const struct lanes *lanes;
    const struct analysis *analysis;
    const struct story *story;
    const struct link_list *links; /* NULL: found anew for each picture */
    const uint32_t *thread_order;  /* all threads, in which order they stand; NULL: by number */
};

enum axis_kind {
    AXIS_TIME,  /* true to time; long stretches where nothing happens are cut, marked // */
    AXIS_EVENT, /* each step of the story has the same room */
};

/* Whether there will be more of the trace. */
enum growth {
    GROWTH_NONE,
    GROWTH_GOES_ON,
    GROWTH_BROKEN, /* there should have been more */
};

/* Which lanes a page has, by thread and by object; NULL: all. Parts go with what they are part of.
 */
struct lane_filter {
    const bool *threads, *objects;
};

#define SLIDE_TEXT_LEAST_PX 12.0 /* no text of a slide is smaller */

/* A stretch of time that fills the plot, however wide that is. */
struct time_stretch {
    uint64_t begin_ns,
        end_ns;   /* an end at the trace's or later keeps the room of what never ends */
    double share; /* of the plot, from its left; 0: none is asked for */
};

/* What the whole picture is. */
enum frame_kind {
    FRAME_PICTURE,
    FRAME_TITLE,   /* a page with the title, who made it, and what each hatch means */
    FRAME_FINDING, /* a page with what was found and a way out */
};

/* What a person types just now. */
enum entry_kind {
    ENTRY_NONE,
    ENTRY_NOTE, /* of a mark at the cursor */
    ENTRY_GO,   /* a step or a time */
    ENTRY_FIND, /* part of what the side list shows */
};

/* Which half of a picture of two runs (frame/pair_scene.h) a view is. */
enum view_half { HALF_NONE, HALF_LEFT, HALF_RIGHT };

#define PINS_MAX 2

struct view {
    enum frame_kind frame;
    double width, height; /* of the whole picture, CSS pixels */
    const struct theme *theme;
    enum language language;
    enum axis_kind axis;

    uint32_t step;      /* the cursor: index into story steps; NONE_INDEX before the first */
    uint64_t cursor_ns; /* where the playhead stands; between steps while playing */

    double zoom;           /* 1 shows all; x positions are stretched by it */
    double pan_px;         /* how far the stretched axis is shifted to the left */
    double scroll_px;      /* how far the lanes are shifted up */
    double lane_shrink;    /* lanes are so much smaller than the largest, 0 to 1; 0: as they fit */
    double list_scroll_px; /* the list of steps, from where it follows the cursor; 0: follow */

    bool has_range; /* a stretch of time is selected: */
    uint64_t range_begin_ns, range_end_ns;
    bool is_ranging; /* one end of it follows the cursor, the other one stands: */
    uint64_t range_anchor_ns;

    struct selection selection;
    bool follows_step; /* what has nothing to do with the present step stands back */
    struct unfolding unfolding;
    const char *hover_id;    /* id of the group under the pointer, or NULL */
    const char *hover_words; /* for a group without a title; borrowed, NULL or "" for none */
    bool tells_hovered; /* only of that one is said what it is: a window shows no other title */

    /* Of pages, not of the window. All borrowed, and NULL there. */
    const char *title;   /* instead of the trace's own */
    const char *author;  /* lines, for the title page */
    const char *caption; /* stands at the foot, where the transport is else; "" for an empty foot */
    struct lane_filter filter;
    struct time_stretch stretch; /* instead of zoom and pan */
    bool hides_future;           /* nothing tells what comes after the cursor, nor how it ends */
    bool is_slide;               /* for the back row of a hall: large lanes, no panel */

    enum view_half half;
    uint32_t pin_count; /* events that the picture is about, in their order: */
    uint32_t pins[PINS_MAX];

    enum growth growth;
    bool is_playing;
    double speed;  /* see app/playback.h */
    bool is_timed; /* playing is true to time, not to steps */
    bool shows_help;
    bool shows_arrows;
    bool counts_legend; /* the legend says how many of each are seen */

    const struct marks *marks; /* that a person has set; borrowed, NULL for none */
    enum entry_kind entry;
    const char *entry_text; /* what has been typed so far; borrowed, valid unless ENTRY_NONE */
    uint32_t found_row;     /* of the side list: the one that Enter opens */
    const char *notice;     /* what a person has to know; borrowed, NULL or "" for nothing */
    bool notice_is_good;    /* nothing has gone wrong */

    const struct key_help *key_helps; /* what the help lists; borrowed, NULL for none */
    uint32_t key_help_count;
};

#endif
