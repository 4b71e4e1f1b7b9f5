/* The few colours that stand for all colours of some pictures. Colours that must be exact are kept,
 * the others are chosen so that what is seen most is farthest from none. The same pictures give the
 * same palette. */
#ifndef THREADLANE_VIEWER_PAINT_PALETTE_H
#define THREADLANE_VIEWER_PAINT_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PALETTE_SIZE_MAX 255u /* one more number is left for "as it was" */

struct palette_entry {
    uint32_t rgb; /* 0xRRGGBB */
    uint32_t count;
    uint32_t distance; /* squared, to the nearest chosen colour */
    uint8_t nearest;   /* which one that is */
    bool is_used;
};

struct palette {
    uint32_t colours[PALETTE_SIZE_MAX]; /* 0xRRGGBB */
    uint32_t colour_count;
    struct palette_entry *entries; /* every colour seen: a hash table */
    size_t capacity, entry_count;
};

/* Begins with colours that are kept as they are; what is more than fits is left out. */
void palette_init(struct palette *palette, const uint32_t *kept, uint32_t kept_count);
/* Counts the colours of some pixels, 0xXXRRGGBB. False: out of memory. */
bool palette_count(struct palette *palette, const uint32_t *pixels, size_t pixel_count);
/* Chooses; after all has been counted. */
void palette_choose(struct palette *palette);
/* The number of the colour that stands for one that was counted. */
uint8_t palette_index(const struct palette *palette, uint32_t rgb);
void palette_finish(struct palette *palette);

#endif
