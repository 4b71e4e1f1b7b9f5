/* Small things that several cards draw: numbered badges, headings of sections, arrow heads, chips
 * with words; and the short forms of text styles. Called by the scene files only. */
#ifndef THREADLANE_VIEWER_SCENE_PIECE_PIECE_H
#define THREADLANE_VIEWER_SCENE_PIECE_PIECE_H

#include "tracer/analysis/story.h"
#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/theme.h"

static inline struct text_style text_ui(double size_px, int weight, scene_colour colour)
{
    return (struct text_style){
        .font = FONT_UI, .size_px = size_px, .weight = weight, .colour = colour};
}

static inline struct text_style text_code(double size_px, int weight, scene_colour colour)
{
    return (struct text_style){
        .font = FONT_CODE, .size_px = size_px, .weight = weight, .colour = colour};
}

/* The baseline that centres a line's small letters on a height. */
static inline double text_baseline(double centre_y, double size_px)
{
    return centre_y + 0.36 * size_px;
}

#define GROUND_PADDING 2.0 /* left and right of a word */
/* Under a word that begins at x, so that lines pass behind it; y is the word's middle. */
void piece_add_ground(struct scene *scene, double x, double y, double width, double size_px,
                      scene_colour colour);

/* Of a step's circle, dot and number. */
scene_colour tone_colour(const struct theme *theme, enum step_tone tone);
/* Of words on that colour. */
scene_colour tone_ink(const struct theme *theme, enum step_tone tone);

/* Of a number's badge: a circle, or with three digits and more a pill of the same height. */
double piece_badge_half_width(const struct scene *scene, double radius, uint32_t number);
/* A filled circle or pill around x, y with a number in it. */
void piece_add_badge(struct scene *scene, double x, double y, double radius, uint32_t number,
                     scene_colour fill, scene_colour ink);

/* "STEP BY STEP": small, bold, spaced. */
void piece_add_section_head(struct scene *scene, const struct theme *theme, double x,
                            double centre_y, const char *text, double max_width);

/* A notched head with its tip at x, y, pointing along (dx, dy), a unit vector. */
void piece_add_arrow_head(struct scene *scene, double x, double y, double dx, double dy,
                          double length, scene_colour colour);

/* A key's cap with its left side at x; returns its width. Measures only if scene is drawn to
 * nothing: pass is_drawn false. */
double piece_add_key_cap(struct scene *scene, const struct theme *theme, double x, double centre_y,
                         const char *key, bool is_drawn);

/* As many of the parts "a · b · c" as have room. If the first has none, either: on a slide "", as
 * little of its large letters would be left, else that part, for the text to be cut. */
const char *piece_parts_that_fit(struct scene *scene, const char *text, struct text_style style,
                                 double room);

/* "0.30 ms": a point or stretch of time in the unit that suits `span_ns`, so that all times of one
 * list read alike but for those that would be next to nothing. Returns buffer. */
const char *clock_text(uint64_t ns, uint64_t span_ns, char *buffer, size_t size);

#endif
