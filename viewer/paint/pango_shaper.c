#include "viewer/paint/pango_shaper.h"

#include <assert.h>
#include <pango/pangocairo.h>
#include <stddef.h>

/* A day of replaying shows many different times on the playhead; past this the cache starts anew.
 */
#define LAYOUTS_MAX 20000

struct pango_shaper {
    struct text_shaper interface;
    PangoContext *context;
    GHashTable *lines; /* by struct line's own key, owns them */
};

struct line {
    char *text; /* as asked for, not made valid: it is the key */
    struct text_style style;
    PangoLayout *layout;
    struct text_metrics metrics;
};

static const char *const families[] = {
    [FONT_UI] = "Inter, Noto Sans CJK SC",
    [FONT_CODE] = "JetBrains Mono, Noto Sans Mono CJK SC",
};

static guint hash_line(gconstpointer key)
{
    const struct line *line = key;
    guint hash = g_str_hash(line->text);
    hash = hash * 31 + line->style.font;
    hash = hash * 31 + (guint)(line->style.size_px * 8);
    return hash * 31 + (guint)line->style.weight;
}

static gboolean lines_are_equal(gconstpointer left, gconstpointer right)
{
    const struct line *a = left;
    const struct line *b = right;
    return a->style.font == b->style.font && a->style.size_px == b->style.size_px &&
           a->style.weight == b->style.weight && a->style.tracking_px == b->style.tracking_px &&
           g_str_equal(a->text, b->text);
}

static void destroy_line(gpointer pointer)
{
    struct line *line = pointer;
    g_object_unref(line->layout);
    g_free(line->text);
    g_free(line);
}

static PangoFontDescription *describe_font(struct text_style style)
{
    PangoFontDescription *description = pango_font_description_new();
    pango_font_description_set_family_static(description, families[style.font]);
    pango_font_description_set_absolute_size(description, style.size_px * PANGO_SCALE);
    pango_font_description_set_weight(description, (PangoWeight)style.weight);
    return description;
}

static void set_tracking(PangoLayout *layout, double tracking_px)
{
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes,
                           pango_attr_letter_spacing_new((int)(tracking_px * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

static PangoLayout *lay_out(struct pango_shaper *shaper, const char *text, struct text_style style)
{
    PangoLayout *layout = pango_layout_new(shaper->context);
    PangoFontDescription *description = describe_font(style);
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_auto_dir(layout, FALSE); /* a name must not turn the sentence it begins */
    if (style.tracking_px != 0) {
        set_tracking(layout, style.tracking_px);
    }
    char *valid = g_utf8_make_valid(text, -1);
    pango_layout_set_text(layout, valid, -1);
    g_free(valid);
    return layout;
}

static struct text_metrics measure_layout(PangoLayout *layout)
{
    PangoRectangle logical;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), NULL, &logical);
    return (struct text_metrics){
        .width = (double)logical.width / PANGO_SCALE,
        .ascent = (double)-logical.y / PANGO_SCALE,
        .descent = (double)(logical.y + logical.height) / PANGO_SCALE,
    };
}

static const struct line *find_line(struct pango_shaper *shaper, const char *text,
                                    struct text_style style)
{
    struct line wanted = {.text = (char *)text, .style = style};
    struct line *line = g_hash_table_lookup(shaper->lines, &wanted);
    if (line) {
        return line;
    }
    if (g_hash_table_size(shaper->lines) >= LAYOUTS_MAX) {
        g_hash_table_remove_all(shaper->lines);
    }
    line = g_new0(struct line, 1);
    line->text = g_strdup(text);
    line->style = style;
    line->layout = lay_out(shaper, text, style);
    line->metrics = measure_layout(line->layout);
    g_hash_table_add(shaper->lines, line);
    return line;
}

static struct text_metrics measure(const struct text_shaper *interface, const char *text,
                                   struct text_style style)
{
    struct pango_shaper *shaper = (struct pango_shaper *)interface; /* it is the first member */
    return find_line(shaper, text, style)->metrics;
}

static_assert(offsetof(struct pango_shaper, interface) == 0, "measure casts");

/* No hinting and whole glyph positions: words keep their width at every zoom and in every export.
 */
static PangoContext *create_context(void)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 96);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    return context;
}

struct pango_shaper *pango_shaper_create(void)
{
    struct pango_shaper *shaper = g_new0(struct pango_shaper, 1);
    shaper->interface.measure = measure;
    shaper->context = create_context();
    shaper->lines = g_hash_table_new_full(hash_line, lines_are_equal, destroy_line, NULL);
    return shaper;
}

void pango_shaper_destroy(struct pango_shaper *shaper)
{
    if (!shaper) {
        return;
    }
    g_hash_table_destroy(shaper->lines);
    g_object_unref(shaper->context);
    g_free(shaper);
}

const struct text_shaper *pango_shaper_interface(struct pango_shaper *shaper)
{
    return &shaper->interface;
}

void pango_shaper_draw(struct pango_shaper *shaper, cairo_t *cairo, double x, double y,
                       const char *text, struct text_style style)
{
    const struct line *line = find_line(shaper, text, style);
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(line->layout, 0));
}

bool pango_shaper_has_chinese(struct pango_shaper *shaper)
{
    struct text_style style = {.font = FONT_UI, .size_px = 16, .weight = 400};
    const struct line *line = find_line(shaper, "爱猫线程", style);
    return pango_layout_get_unknown_glyphs_count(line->layout) == 0;
}
