/* Farthest first: again and again the colour that is worst served, by its distance to the chosen
 * ones and how much of the pictures it fills, is chosen too. */
#include "viewer/paint/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 4096u /* a power of two */
#define RGB            0xffffffu

void palette_init(struct palette *palette, const uint32_t *kept, uint32_t kept_count)
{
    *palette = (struct palette){0};
    for (uint32_t i = 0; i < kept_count && palette->colour_count < PALETTE_SIZE_MAX; i++) {
        bool is_new = true;
        for (uint32_t j = 0; j < palette->colour_count; j++) {
            is_new = is_new && palette->colours[j] != (kept[i] & RGB);
        }
        if (is_new) {
            palette->colours[palette->colour_count++] = kept[i] & RGB;
        }
    }
}

/* The place of a colour, or where it would be put. */
static size_t place_of(const struct palette_entry *entries, size_t capacity, uint32_t rgb)
{
    size_t place = (rgb * 0x9e3779b1u >> 8) & (capacity - 1);
    while (entries[place].is_used && entries[place].rgb != rgb) {
        place = (place + 1) & (capacity - 1);
    }
    return place;
}

static bool grow(struct palette *palette)
{
    size_t capacity = palette->capacity > 0 ? 2 * palette->capacity : CAPACITY_FIRST;
    struct palette_entry *entries = calloc(capacity, sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    for (size_t i = 0; i < palette->capacity; i++) {
        if (palette->entries[i].is_used) {
            entries[place_of(entries, capacity, palette->entries[i].rgb)] = palette->entries[i];
        }
    }
    free(palette->entries);
    palette->entries = entries;
    palette->capacity = capacity;
    return true;
}

static bool count_colour(struct palette *palette, uint32_t rgb, uint32_t count)
{
    if (2 * palette->entry_count >= palette->capacity && !grow(palette)) {
        return false;
    }
    struct palette_entry *entry =
        &palette->entries[place_of(palette->entries, palette->capacity, rgb)];
    palette->entry_count += !entry->is_used;
    uint32_t sum = entry->count + count;
    *entry = (struct palette_entry){
        .rgb = rgb, .count = sum < count ? UINT32_MAX : sum, .is_used = true};
    return true;
}

bool palette_count(struct palette *palette, const uint32_t *pixels, size_t pixel_count)
{
    for (size_t i = 0, next; i < pixel_count; i = next) {
        for (next = i + 1; next < pixel_count && pixels[next] == pixels[i]; next++) {
        }
        uint32_t count = next - i < UINT32_MAX ? (uint32_t)(next - i) : UINT32_MAX;
        if (!count_colour(palette, pixels[i] & RGB, count)) {
            return false;
        }
    }
    return true;
}

/* Squared; the eye is keenest in green and least so in blue. */
static uint32_t distance_of(uint32_t a, uint32_t b)
{
    int red = (int)(a >> 16) - (int)(b >> 16);
    int green = (int)(a >> 8 & 255) - (int)(b >> 8 & 255);
    int blue = (int)(a & 255) - (int)(b & 255);
    return (uint32_t)(3 * red * red + 4 * green * green + 2 * blue * blue);
}

/* Says to every colour seen that there is a new one to stand for it. */
static void offer(struct palette *palette, uint8_t index, bool is_first)
{
    for (size_t i = 0; i < palette->capacity; i++) {
        struct palette_entry *entry = &palette->entries[i];
        uint32_t distance = distance_of(entry->rgb, palette->colours[index]);
        if (entry->is_used && (is_first || distance < entry->distance)) {
            entry->distance = distance;
            entry->nearest = index;
        }
    }
}

/* The root of the count: a line of letters counts beside a wide surface. */
static double need_of(const struct palette_entry *entry)
{
    return entry->is_used ? entry->distance * sqrt(entry->count) : 0;
}

/* The colour served worst, or NULL if all are exact. Of equals the smallest, wherever it lies in
 * the table. */
static const struct palette_entry *worst_served(const struct palette *palette)
{
    const struct palette_entry *worst = NULL;
    double need = 0;
    for (size_t i = 0; i < palette->capacity; i++) {
        const struct palette_entry *entry = &palette->entries[i];
        double own = need_of(entry);
        if (own > need || (worst != NULL && own == need && entry->rgb < worst->rgb)) {
            worst = entry;
            need = own;
        }
    }
    return worst;
}

void palette_choose(struct palette *palette)
{
    for (uint32_t i = 0; i < palette->colour_count; i++) {
        offer(palette, (uint8_t)i, i == 0);
    }
    while (palette->colour_count < PALETTE_SIZE_MAX) {
        const struct palette_entry *worst =
            palette->colour_count > 0 ? worst_served(palette) : palette->entries;
        if (worst == NULL) {
            return;
        }
        palette->colours[palette->colour_count] = worst->rgb;
        palette->colour_count++;
        offer(palette, (uint8_t)(palette->colour_count - 1), palette->colour_count == 1);
    }
}

uint8_t palette_index(const struct palette *palette, uint32_t rgb)
{
    return palette->entries[place_of(palette->entries, palette->capacity, rgb & RGB)].nearest;
}

void palette_finish(struct palette *palette)
{
    free(palette->entries);
    *palette = (struct palette){0};
}
