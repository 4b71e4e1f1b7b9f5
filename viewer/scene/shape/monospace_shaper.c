#include "viewer/scene/shape/text_shaper.h"

#include "viewer/scene/shape/character.h"

#define NARROW_WIDTH 0.6 /* of the size */
#define ASCENT       0.8
#define DESCENT      0.2

static struct text_metrics measure(const struct text_shaper *shaper, const char *text,
                                   struct text_style style)
{
    (void)shaper;
    double width = 0;
    uint32_t code;
    for (size_t size; (size = character_read(text, &code)) > 0; text += size) {
        width += style.size_px * (character_is_wide(code) ? 1.0 : NARROW_WIDTH) + style.tracking_px;
    }
    return (struct text_metrics){width, style.size_px * ASCENT, style.size_px * DESCENT};
}

const struct text_shaper *monospace_shaper(void)
{
    static const struct text_shaper shaper = {measure};
    return &shaper;
}
