#include "viewer/scene/layout/frame_layout.h"

#define MARGIN           28.0
#define GAP              20.0
#define CARDS_TOP        104.0 /* the heading lies above */
#define TRANSPORT_HEIGHT 98.0
#define PANEL_WIDTH      472.0 /* of a picture 1920 wide; narrower ones have a narrower panel */
#define PANEL_WIDTH_MIN  380.0
#define FULL_WIDTH       1920.0
#define SLIDE_MARGIN     8.0
#define SLIDE_GAP        5.0
#define SLIDE_HEADING    24.0
#define SLIDE_FOOT       44.0
#define LOW_WIDTH        1100.0 /* pictures still narrower take some of … */
#define PANEL_GIVES      0.27   /* … their lack of width from the panel */

static double panel_width(double picture_width)
{
    double width = PANEL_WIDTH * picture_width / FULL_WIDTH;
    double least = PANEL_WIDTH_MIN - PANEL_GIVES * (LOW_WIDTH - picture_width);
    least = least > PANEL_WIDTH_MIN ? PANEL_WIDTH_MIN : least;
    if (width < least) {
        return least;
    }
    return width > PANEL_WIDTH ? PANEL_WIDTH : width;
}

/* Title, timeline and caption, as close to the edges as a projector shows. */
static struct frame_layout layout_of_slide(const struct view *view)
{
    double width = view->width - 2 * SLIDE_MARGIN;
    double top = SLIDE_MARGIN + SLIDE_HEADING + SLIDE_GAP;
    double foot_height = view->caption != NULL && *view->caption ? SLIDE_FOOT : 0;
    double foot_top = view->height - SLIDE_MARGIN - foot_height;
    double bottom = foot_height > 0 ? foot_top - SLIDE_GAP : foot_top;
    return (struct frame_layout){
        .heading = {SLIDE_MARGIN, SLIDE_MARGIN, width, SLIDE_HEADING},
        .timeline = {SLIDE_MARGIN, top, width, bottom - top},
        .panel = {view->width, top, 0, bottom - top},
        .transport = {SLIDE_MARGIN, foot_top, width, foot_height},
    };
}

/* Two timelines side by side; what differs lies below both. */
#define PAIR_SHARE      0.2 /* of the picture's height, for what differs */
#define PAIR_HEIGHT_MIN 150.0
#define PAIR_HEIGHT_MAX 270.0

static struct scene_rect half_of(struct scene_rect whole, enum view_half half)
{
    double width = (whole.width - GAP) / 2;
    return (struct scene_rect){half == HALF_LEFT ? whole.x : whole.x + width + GAP, whole.y, width,
                               whole.height};
}

static struct frame_layout pair_layout_of(const struct view *view)
{
    double inner_width = view->width - 2 * MARGIN;
    double transport_top = view->height - MARGIN - TRANSPORT_HEIGHT;
    double height = PAIR_SHARE * view->height;
    height = height < PAIR_HEIGHT_MIN ? PAIR_HEIGHT_MIN : height;
    height = height > PAIR_HEIGHT_MAX ? PAIR_HEIGHT_MAX : height;
    double top = transport_top - GAP - height;
    struct scene_rect heading = {MARGIN, MARGIN, inner_width, CARDS_TOP - GAP - MARGIN};
    struct scene_rect timelines = {MARGIN, CARDS_TOP, inner_width, top - GAP - CARDS_TOP};
    return (struct frame_layout){
        .heading = half_of(heading, view->half),
        .timeline = half_of(timelines, view->half),
        .panel = {MARGIN, top, inner_width, height},
        .transport = {MARGIN, transport_top, inner_width, TRANSPORT_HEIGHT},
    };
}

struct frame_layout frame_layout_of(const struct view *view)
{
    if (view->is_slide) {
        return layout_of_slide(view);
    }
    if (view->half != HALF_NONE) {
        return pair_layout_of(view);
    }
    double inner_width = view->width - 2 * MARGIN;
    double transport_top = view->height - MARGIN - TRANSPORT_HEIGHT;
    double cards_height = transport_top - GAP - CARDS_TOP;
    double panel = view->hides_future ? -GAP : panel_width(view->width);
    return (struct frame_layout){
        .heading = {MARGIN, MARGIN, inner_width, CARDS_TOP - GAP - MARGIN},
        .timeline = {MARGIN, CARDS_TOP, inner_width - GAP - panel, cards_height},
        .panel = {view->width - MARGIN - panel, CARDS_TOP, panel, cards_height},
        .transport = {MARGIN, transport_top, inner_width, TRANSPORT_HEIGHT},
    };
}
