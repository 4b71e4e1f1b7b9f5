/* The red band below the lanes: the number of the last step, and why nothing can go on. */
#include <string.h>

#include "viewer/scene/piece.h"
#include "viewer/scene/timeline.h"

#define RADIUS       10.0
#define BADGE_RADIUS 10.5
#define BADGE_INSET  13.5
#define TEXT_GAP     11.5
#define PADDING      24.0
#define TEXT_SIZE    15.0
#define VEIL_OPACITY 0.62

/* The last sentence of several says what it comes to; the first told how. */
static const char *last_sentence(const char *text)
{
    static const char *const stops[] = {". ", "。"};
    const char *last = text;
    for (uint32_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        const char *stop = text;
        while ((stop = strstr(stop, stops[i])) != NULL) {
            stop += strlen(stops[i]);
            last = *stop != 0 && stop > last ? stop : last;
        }
    }
    return last;
}

void verdict_band_scene_build(struct timeline *timeline)
{
    struct scene_rect band = timeline->columns.verdict;
    if (band.height <= 0) {
        return;
    }
    const struct theme *theme = timeline->theme;
    const char *sentence = timeline->subject->analysis->findings[0].sentence;
    double middle = band.y + band.height / 2;
    scene_begin_group(timeline->scene, "verdict-band", sentence, band);
    scene_add_rect(timeline->scene, band,
                   (struct scene_style){.fill = theme->forever_tint, .radius = RADIUS});
    uint32_t number = timeline->subject->story->step_count;
    double badge = piece_badge_half_width(timeline->scene, BADGE_RADIUS, number);
    double text_inset = BADGE_INSET + 2 * badge + TEXT_GAP;
    piece_add_badge(timeline->scene, band.x + BADGE_INSET + badge, middle, BADGE_RADIUS, number,
                    theme->forever, theme->forever_on);
    scene_add_text(timeline->scene, band.x + text_inset, text_baseline(middle, TEXT_SIZE),
                   last_sentence(sentence), text_ui(TEXT_SIZE, 700, theme->forever_text),
                   ALIGN_LEFT, band.width - text_inset - PADDING);
    if (!timeline_is_at_end(timeline)) {
        scene_add_rect(timeline->scene, band,
                       (struct scene_style){.fill = colour_fade(theme->card, VEIL_OPACITY)});
    }
    scene_end_group(timeline->scene);
}
