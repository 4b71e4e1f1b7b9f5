#include <string.h>

#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/view/severity.h"

#define PADDING_X    22.0
#define PADDING_Y    14.0
#define OTHERS_MAX   3u /* findings listed below the box */
#define OTHER_SIZE   13.5
#define OTHER_HEIGHT 22.0
#define OTHERS_GAP   8.0

/* What the box says. */
struct callout {
    const char *headline; /* without a final stop */
    const char *sentence;
    enum severity severity;
};

static struct callout callout_of(const struct panel *panel)
{
    const struct analysis *analysis = panel->subject->analysis;
    enum language language = panel->view->language;
    struct selection_words selection;
    if (selection_words_of(panel, &selection)) {
        return (struct callout){selection.headline, selection.sentence, SEVERITY_CALM};
    }
    if (analysis != NULL && analysis->finding_count > 0) {
        const struct finding *finding = &analysis->findings[0];
        return (struct callout){finding->headline, finding->sentence, severity_of_finding(finding)};
    }
    bool has_ended = panel->subject->trace->outcome == OUTCOME_ENDED;
    if (panel->view->growth == GROWTH_GOES_ON) {
        return (struct callout){word_text(WORD_RECORDING_GOES_ON, language),
                                word_text(WORD_RECORDING_GOES_ON_MORE, language), SEVERITY_CALM};
    }
    return (struct callout){
        word_text(has_ended ? WORD_NOTHING_WRONG : WORD_RECORDING_STOPS, language),
        word_text(has_ended ? WORD_NOTHING_WRONG_MORE : WORD_RECORDING_STOPS_MORE, language),
        SEVERITY_CALM,
    };
}

/* A headline as a sentence of its own, with the space that parts it from the next. */
static const char *lead_text(const struct panel *panel, const char *headline)
{
    static const char *const stops[] = {".", "。", "!", "?", "！", "？"};
    size_t size = strlen(headline);
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        size_t stop = strlen(stops[i]);
        if (size >= stop && strcmp(headline + size - stop, stops[i]) == 0) {
            return scene_print_text(panel->scene, "%s ", headline);
        }
    }
    return scene_print_text(panel->scene, word_text(WORD_LEAD, panel->view->language), headline);
}

/* Sizes to try, from the panel's own downwards. */
struct callout_font {
    double size, line_height;
};

static double add_words(const struct panel *panel, double y, const char *lead, const char *sentence,
                        struct callout_font font)
{
    return scene_add_lead_paragraph(panel->scene, panel->box_x + PADDING_X, y + PADDING_Y,
                                    panel->box_width - 2 * PADDING_X, font.line_height, lead,
                                    sentence, text_ui(font.size, 400, panel->theme->ink)) +
           PADDING_Y - y;
}

/* The height of the box; what was added to measure it is taken away again. */
static double measure_words(const struct panel *panel, const char *lead, const char *sentence,
                            struct callout_font font)
{
    uint32_t item_count = panel->scene->item_count;
    double height = add_words(panel, 0, lead, sentence, font);
    panel->scene->item_count = item_count;
    return height;
}

static const struct callout_font smaller[] = {{14, 21}, {13, 19}, {12, 17}};

static struct callout_font choose_font(const struct panel *panel, const char *lead,
                                       const char *sentence, double max_height)
{
    struct callout_font font = {panel->body_size, panel->line_height};
    for (size_t i = 0; i < sizeof smaller / sizeof smaller[0]; i++) {
        if (measure_words(panel, lead, sentence, font) <= max_height) {
            break;
        }
        font = smaller[i].size < font.size ? smaller[i] : font;
    }
    return font;
}

/* Takes words from the end until the rest fits. The tooltip keeps them all. */
static const char *cut_sentence(const struct panel *panel, const char *lead, const char *sentence,
                                struct callout_font font, double max_height)
{
    char *cut = (char *)scene_print_text(panel->scene, "%s…", sentence);
    size_t size = strlen(sentence);
    memcpy(cut, sentence, size + 1);
    while (size > 0 && measure_words(panel, lead, cut, font) > max_height) {
        do {
            size--;
        } while (size > 0 && ((unsigned char)sentence[size] & 0xc0) == 0x80);
        memcpy(cut + size, "…", sizeof "…");
    }
    return cut;
}

/* Its headline, unless that is the first one's and would say nothing new. */
static const char *other_text(const struct analysis *analysis, const struct finding *finding)
{
    bool is_known = strcmp(finding->headline, analysis->findings[0].headline) == 0;
    return is_known ? finding->sentence : finding->headline;
}

static double add_others(const struct panel *panel, double y)
{
    const struct analysis *analysis = panel->subject->analysis;
    uint32_t count = analysis == NULL ? 0 : analysis->finding_count;
    struct scene *scene = panel->scene;
    y += count > 1 ? OTHERS_GAP : 0;
    for (uint32_t i = 1; i < count && i <= OTHERS_MAX; i++, y += OTHER_HEIGHT) {
        const struct finding *finding = &analysis->findings[i];
        bool is_rest = i == OTHERS_MAX && count > OTHERS_MAX + 1;
        struct scene_rect row = {panel->box_x, y, panel->box_width, OTHER_HEIGHT};
        const char *text =
            is_rest ? scene_print_text(scene, word_text(WORD_FINDINGS_MORE, panel->view->language),
                                       scene_print_text(scene, "%u", count - i))
                    : scene_print_text(scene, word_text(WORD_ALSO_FOUND, panel->view->language),
                                       other_text(analysis, finding));
        double centre = y + OTHER_HEIGHT / 2;
        scene_begin_group(scene, scene_print_text(scene, "finding:%u", i + 1), finding->sentence,
                          row);
        scene_add_circle(
            scene, panel->text_x + 4, centre, 3.5,
            (struct scene_style){
                .fill = severity_colours_of(panel->theme, severity_of_finding(finding)).edge});
        scene_add_text(scene, panel->text_x + 16, text_baseline(centre, OTHER_SIZE), text,
                       text_ui(OTHER_SIZE, 500, panel->theme->ink2), ALIGN_LEFT,
                       panel->text_width - 16);
        scene_end_group(scene);
    }
    return y;
}

double callout_least_height(const struct panel *panel)
{
    struct callout callout = callout_of(panel);
    uint32_t item_count = panel->scene->item_count;
    double box = measure_words(panel, lead_text(panel, callout.headline), callout.sentence,
                               smaller[sizeof smaller / sizeof smaller[0] - 1]);
    double height = add_others(panel, box);
    panel->scene->item_count = item_count;
    return height;
}

double callout_scene_add(const struct panel *panel, double y, double max_height)
{
    struct callout callout = callout_of(panel);
    const char *lead = lead_text(panel, callout.headline);
    struct callout_font font = choose_font(panel, lead, callout.sentence, max_height);
    const char *sentence = cut_sentence(panel, lead, callout.sentence, font, max_height);
    double height = measure_words(panel, lead, sentence, font);
    const char *title = scene_print_text(panel->scene, "%s%s", lead, callout.sentence);
    scene_begin_group(panel->scene, "finding:1", title,
                      (struct scene_rect){panel->box_x, y, panel->box_width, height});
    struct severity_colours colours = severity_colours_of(panel->theme, callout.severity);
    callout_box_build(panel->scene, (struct scene_rect){panel->box_x, y, panel->box_width, height},
                      colours.edge, colours.tint);
    add_words(panel, y, lead, sentence, font);
    scene_end_group(panel->scene);
    return add_others(panel, y + height);
}
