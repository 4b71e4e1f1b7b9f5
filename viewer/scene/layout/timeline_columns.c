#include "viewer/scene/layout/timeline_layout.h"

#include <math.h>

#define LABEL_INSET       24.0
#define NAME_INSET        68.0
#define PLOT_INSET        208.0 /* of a card of FULL_WIDTH; narrower ones have a narrower column */
#define PLOT_INSET_MIN    190.0 /* "Waiting room" fits */
#define FULL_WIDTH        1372.0
#define PLOT_RIGHT_INSET  16.0
#define PLOT_WIDTH_MIN    40.0 /* in a picture that is too narrow, beyond the card's side */
#define RULER_INSET       62.0
#define LEGEND_HEIGHT     62.0
#define LOW_PAIR          250.0 /* the card of one of two runs: lanes need its room more */
#define GRID_GAP          10.0  /* above the legend */
#define VERDICT_HEIGHT    44.0
#define VERDICT_GAP       35.0  /* between the band and the legend */
#define LOW_CARD          600.0 /* lower ones have less around the band */
#define LOW_VERDICT       34.0
#define LOW_VERDICT_GAP   8.0
#define VERDICT_LANES_GAP 8.0
#define SLIDE_INSET_SHARE 0.2
#define SLIDE_INSET_MIN   112.0
#define SLIDE_NAME_INSET  39.0
#define SLIDE_RULER_INSET 31.0
#define SLIDE_BOTTOM_GAP  4.0

static double plot_inset(double card_width)
{
    double inset = PLOT_INSET * card_width / FULL_WIDTH;
    if (inset < PLOT_INSET_MIN) {
        return PLOT_INSET_MIN;
    }
    return inset > PLOT_INSET ? PLOT_INSET : inset;
}

static bool has_hang(const struct subject *subject)
{
    const struct analysis *analysis = subject->analysis;
    return analysis != NULL && analysis->finding_count > 0 &&
           analysis->findings[0].hang != HANG_NONE;
}

/* Large names and bars: what each hatch means, and the verdict, stand on pages of their own. */
static struct timeline_columns columns_of_slide(struct scene_rect card)
{
    double inset = card.width * SLIDE_INSET_SHARE;
    struct timeline_columns columns = {
        .label_left = card.x + 4,
        .name_left = card.x + SLIDE_NAME_INSET,
        .plot_left = card.x + (inset < SLIDE_INSET_MIN ? SLIDE_INSET_MIN : inset),
        .plot_right = card.x + card.width - PLOT_RIGHT_INSET,
        .ruler_y = card.y + SLIDE_RULER_INSET,
        .lanes_top = card.y + SLIDE_RULER_INSET,
        .lanes_bottom = card.y + card.height - SLIDE_BOTTOM_GAP,
        .grid_bottom = card.y + card.height - SLIDE_BOTTOM_GAP,
        .legend = {card.x, card.y + card.height, card.width, 0},
    };
    columns.name_right = columns.plot_left - 6;
    return columns;
}

struct timeline_columns timeline_columns_of(const struct subject *subject, const struct view *view,
                                            struct scene_rect card)
{
    if (view->is_slide) {
        return columns_of_slide(card);
    }
    bool has_legend = view->half == HALF_NONE || card.height >= LOW_PAIR;
    double legend_height = has_legend ? LEGEND_HEIGHT : 0;
    double legend_top = card.y + card.height - legend_height;
    struct timeline_columns columns = {
        .label_left = card.x + LABEL_INSET,
        .name_left = card.x + NAME_INSET,
        .plot_left = card.x + plot_inset(card.width),
        .plot_right = card.x + card.width - PLOT_RIGHT_INSET,
        .ruler_y = card.y + RULER_INSET,
        .lanes_top = card.y + RULER_INSET,
        .lanes_bottom = legend_top - GRID_GAP,
        .grid_bottom = legend_top - GRID_GAP,
        .legend = {card.x, legend_top, card.width, legend_height},
    };
    columns.plot_right = fmax(columns.plot_right, columns.plot_left + PLOT_WIDTH_MIN);
    columns.name_right = columns.plot_left - 8;
    if (has_hang(subject) && view->half == HALF_NONE) { /* of two runs the box says it */
        bool is_low = card.height < LOW_CARD;
        double height = is_low ? LOW_VERDICT : VERDICT_HEIGHT;
        double top = legend_top - (is_low ? LOW_VERDICT_GAP : VERDICT_GAP) - height;
        columns.verdict = (struct scene_rect){columns.plot_left, top,
                                              columns.plot_right - columns.plot_left, height};
        columns.lanes_bottom = top - VERDICT_LANES_GAP;
    }
    return columns;
}
