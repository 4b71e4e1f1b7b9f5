/* How much of each column of pixels short intervals take: the summing up behind lane_excerpt.c. It
 * costs columns, not intervals: where many lie in a column, blocks of them are taken at once
 * (interval_index.h), which at most smears them over as many columns as a block is wide. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_COLUMN_FILL_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_COLUMN_FILL_H

#include "tracer/model/interval_index.h"

struct columns {
    uint64_t *edges_ns; /* of columns, one more than there are */
    float *per_ns;      /* 1 / a column's width, 0 if it has none */
    uint32_t count;
    uint64_t pixel_ns; /* a usual column's; what is as long or never ended is not short */
};

/* Adds to shares, by column and then class: of each short interval its part of the column in which
 * it begins. The long ones in view, by place, have been added before. */
void column_fill_short(const struct columns *columns, const struct interval_list *list,
                       const uint32_t *longs, size_t long_count, float *shares);

/* The column at an instant, of those within or nearest. */
uint32_t column_at(const struct columns *columns, uint64_t time_ns);

#endif
