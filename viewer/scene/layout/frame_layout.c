#include "viewer/scene/layout/frame_layout.h"

#define MARGIN           28.0
#define GAP              20.0
#define CARDS_TOP        104.0 /* the heading lies above */
#define TRANSPORT_HEIGHT 98.0
#define PANEL_WIDTH      472.0 /* of a picture 1920 wide; narrower ones have a narrower panel */
#define PANEL_WIDTH_MIN  380.0
#define FULL_WIDTH       1920.0

static double panel_width(double picture_width)
{
    double width = PANEL_WIDTH * picture_width / FULL_WIDTH;
    if (width < PANEL_WIDTH_MIN) {
        return PANEL_WIDTH_MIN;
    }
    return width > PANEL_WIDTH ? PANEL_WIDTH : width;
}

struct frame_layout frame_layout_of(const struct view *view)
{
    double inner_width = view->width - 2 * MARGIN;
    double transport_top = view->height - MARGIN - TRANSPORT_HEIGHT;
    double cards_height = transport_top - GAP - CARDS_TOP;
    double panel = panel_width(view->width);
    return (struct frame_layout){
        .heading = {MARGIN, MARGIN, inner_width, CARDS_TOP - GAP - MARGIN},
        .timeline = {MARGIN, CARDS_TOP, inner_width - GAP - panel, cards_height},
        .panel = {view->width - MARGIN - panel, CARDS_TOP, panel, cards_height},
        .transport = {MARGIN, transport_top, inner_width, TRANSPORT_HEIGHT},
    };
}
