/* The red band below the lanes: the number of the last step, and who cannot go on. */
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/view/words.h"

#define RADIUS       10.0
#define BADGE_RADIUS 10.5
#define BADGE_INSET  13.5
#define TEXT_GAP     11.5
#define PADDING      24.0
#define TEXT_SIZE    15.0
#define VEIL_OPACITY 0.62
#define NAMES_MAX    4

static uint32_t count_dead(const struct timeline *timeline)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < timeline->subject->trace->thread_count; i++) {
        count += timeline_is_dead(timeline, i);
    }
    return count;
}

/* "main, 小爱 and 天猫"; with many of them "7 threads". */
static const char *dead_names(struct timeline *timeline, uint32_t count)
{
    enum language language = timeline->view->language;
    if (count > NAMES_MAX) {
        return scene_print_text(timeline->scene,
                                word_count_text(WORD_THREAD_COUNT, count, language),
                                scene_print_text(timeline->scene, "%u", count));
    }
    const char *names = "";
    for (uint32_t i = 1, named = 0; i < timeline->subject->trace->thread_count; i++) {
        if (!timeline_is_dead(timeline, i)) {
            continue;
        }
        enum word word = ++named == count ? WORD_AND : WORD_COMMA;
        const char *name = timeline_thread_name(timeline, i);
        names = named == 1
                    ? name
                    : scene_print_text(timeline->scene, word_text(word, language), names, name);
    }
    return names;
}

/* What it has come to; why, the finding tells. Without room for all of it, who waits. */
static const char *verdict_text(struct timeline *timeline, struct text_style style, double room)
{
    enum language language = timeline->view->language;
    uint32_t count = count_dead(timeline);
    if (count == 0) {
        return timeline->subject->analysis->findings[0].headline;
    }
    const char *who =
        scene_print_text(timeline->scene, word_count_text(WORD_WAIT_FOREVER, count, language),
                         dead_names(timeline, count));
    const char *all =
        scene_print_text(timeline->scene, word_text(WORD_WAIT_FOREVER_ALL, language), who);
    bool fits = scene_measure_text(timeline->scene, all, style) <= room;
    return timeline->subject->analysis->is_hung && fits ? all : who;
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
    struct text_style style = text_ui(TEXT_SIZE, 700, theme->forever_text);
    double room = band.width - text_inset - PADDING;
    scene_add_text(timeline->scene, band.x + text_inset, text_baseline(middle, TEXT_SIZE),
                   verdict_text(timeline, style, room), style, ALIGN_LEFT, room);
    if (!timeline_is_at_end(timeline)) {
        scene_add_rect(timeline->scene, band,
                       (struct scene_style){.fill = colour_fade(theme->card, VEIL_OPACITY)});
    }
    scene_end_group(timeline->scene);
}
