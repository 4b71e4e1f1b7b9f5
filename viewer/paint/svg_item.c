#include "viewer/paint/svg_item.h"

#include <math.h>
#include <stdlib.h>

#include "viewer/paint/xml_text.h"

/* Families as a reader's machine may have them, ours first. */
static const char *const families[] = {
    [FONT_UI] = "Inter, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', "
                "sans-serif",
    [FONT_CODE] = "'JetBrains Mono', 'Noto Sans Mono CJK SC', 'Noto Sans SC', 'PingFang SC', "
                  "'Microsoft YaHei', monospace",
};

const char *svg_font_families(enum font_role font)
{
    return families[font];
}

void svg_write_hex_colour(FILE *file, scene_colour colour)
{
    fprintf(file, "#%06x", colour >> 8);
}

void svg_write_number(FILE *file, double number)
{
    double hundredths = round(number * 100);
    if (hundredths == 0) {
        hundredths = 0; /* no minus before a zero */
    }
    fprintf(file, "%.10g", hundredths / 100);
}

static void write_attribute(const struct svg_out *out, const char *name, double number)
{
    fprintf(out->file, " %s=\"", name);
    svg_write_number(out->file, number);
    fputc('"', out->file);
}

void svg_write_paint(const struct svg_out *out, const char *name, scene_colour colour)
{
    unsigned opacity = colour & 255;
    if (opacity == 0) {
        fprintf(out->file, " %s=\"none\"", name);
        return;
    }
    fprintf(out->file, " %s=\"", name);
    out->write_colour(out->file, colour);
    fputc('"', out->file);
    if (opacity < 255) {
        fprintf(out->file, " %s-opacity=\"%.3g\"", name, opacity / 255.0);
    }
}

void svg_write_id(const struct svg_out *out, const char *id)
{
    if (id && out->has_ids) {
        fputs(" id=\"", out->file);
        xml_text_write(out->file, id);
        fputc('"', out->file);
    }
}

static void write_stroke(const struct svg_out *out, const struct scene_item *item)
{
    if (!(item->stroke & 255) || item->stroke_width <= 0) {
        return;
    }
    svg_write_paint(out, "stroke", item->stroke);
    write_attribute(out, "stroke-width", item->stroke_width);
    if (item->dash[0] > 0) {
        fputs(" stroke-dasharray=\"", out->file);
        svg_write_number(out->file, item->dash[0]);
        fputc(' ', out->file);
        svg_write_number(out->file, item->dash[1]);
        fputc('"', out->file);
    }
    if (item->round_caps) {
        fputs(" stroke-linecap=\"round\" stroke-linejoin=\"round\"", out->file);
    }
}

static void write_box(const struct svg_out *out, struct scene_rect rect, double radius)
{
    write_attribute(out, "x", rect.x);
    write_attribute(out, "y", rect.y);
    write_attribute(out, "width", fmax(rect.width, 0));
    write_attribute(out, "height", fmax(rect.height, 0));
    if (radius > 0) {
        write_attribute(out, "rx", fmin(radius, fmin(rect.width, rect.height) / 2));
    }
}

/* Collects a definition's text; its number. */
static uint32_t define(const struct svg_out *out, const char *element,
                       void (*write)(const struct svg_out *, const struct scene_item *),
                       const struct scene_item *item)
{
    char *rest = NULL;
    size_t size = 0;
    struct svg_out inner = *out;
    inner.file = open_memstream(&rest, &size);
    if (inner.file == NULL) {
        return 0;
    }
    write(&inner, item);
    bool is_complete = fclose(inner.file) == 0;
    uint32_t number = is_complete ? out->define(out->owner, element, rest) : 0;
    free(rest);
    return number;
}

/* Lines of a hatch are upright ones in a turned pattern. */
static void write_lines_pattern(const struct svg_out *out, const struct scene_item *item)
{
    double gap = item->pattern_gap;
    double angle = item->fill_kind == FILL_HATCH_FALLING  ? -45
                   : item->fill_kind == FILL_HATCH_RISING ? 45
                                                          : 90;
    fputs(" patternUnits=\"userSpaceOnUse\"", out->file);
    write_attribute(out, "width", gap);
    write_attribute(out, "height", gap);
    fprintf(out->file, " patternTransform=\"translate(%.2f %.2f) rotate(%g)\"><rect", item->rect.x,
            item->rect.y, angle);
    write_box(out,
              (struct scene_rect){(gap - item->pattern_width) / 2, 0, item->pattern_width, gap}, 0);
    svg_write_paint(out, "fill", item->pattern);
    fputs("/></pattern>", out->file);
}

static void write_dots_pattern(const struct svg_out *out, const struct scene_item *item)
{
    double gap = item->pattern_gap;
    fputs(" patternUnits=\"userSpaceOnUse\"", out->file);
    write_box(out, (struct scene_rect){round(item->rect.x), round(item->rect.y), gap, gap}, 0);
    fputs("><circle", out->file);
    write_attribute(out, "cx", gap / 2);
    write_attribute(out, "cy", gap / 2);
    write_attribute(out, "r", item->pattern_width / 2);
    svg_write_paint(out, "fill", item->pattern);
    fputs("/></pattern>", out->file);
}

static void write_stop(const struct svg_out *out, double offset, scene_colour colour,
                       double opacity)
{
    fprintf(out->file, "<stop offset=\"%g\" stop-color=\"", offset);
    out->write_colour(out->file, colour);
    fprintf(out->file, "\" stop-opacity=\"%.3g\"/>", opacity);
}

static void write_fade(const struct svg_out *out, const struct scene_item *item)
{
    fputc('>', out->file);
    write_stop(out, 0, item->fill, 0);
    write_stop(out, 1, item->fill, (item->fill & 255) / 255.0);
    fputs("</linearGradient>", out->file);
}

static void write_clip(const struct svg_out *out, const struct scene_item *item)
{
    fputs("><rect", out->file);
    write_box(out, item->rect, item->radius);
    fputs("/></clipPath>", out->file);
}

uint32_t svg_define_clip(const struct svg_out *out, const struct scene_item *item)
{
    return define(out, "clipPath", write_clip, item);
}

static uint32_t define_pattern(const struct svg_out *out, const struct scene_item *item)
{
    switch (item->fill_kind) {
    case FILL_FADE_RIGHT:
        return define(out, "linearGradient", write_fade, item);
    case FILL_DOTS:
        return define(out, "pattern", write_dots_pattern, item);
    default:
        return define(out, "pattern", write_lines_pattern, item);
    }
}

static void write_pattern(const struct svg_out *out, const struct scene_item *item)
{
    if (item->fill_kind != FILL_FADE_RIGHT && (!(item->pattern & 255) || item->pattern_gap < 1)) {
        return;
    }
    uint32_t number = define_pattern(out, item);
    fputs("<rect", out->file);
    write_box(out, item->rect, item->radius);
    fprintf(out->file, " fill=\"url(#%sd%u)\"/>\n", out->prefix, number);
}

/* One <rect>; with a pattern up to three: what lies behind, the pattern, the outline. */
static void write_rect(const struct svg_out *out, const struct scene_item *item)
{
    bool is_plain = item->fill_kind == FILL_SOLID;
    bool has_stroke = (item->stroke & 255) && item->stroke_width > 0;
    scene_colour behind = item->fill_kind == FILL_FADE_RIGHT ? 0 : item->fill;
    if ((behind & 255) || (is_plain && has_stroke)) {
        fputs("<rect", out->file);
        svg_write_id(out, item->id);
        write_box(out, item->rect, item->radius);
        svg_write_paint(out, "fill", behind);
        if (is_plain) {
            write_stroke(out, item);
        }
        fputs("/>\n", out->file);
    }
    if (is_plain) {
        return;
    }
    write_pattern(out, item);
    if (has_stroke) {
        fputs("<rect", out->file);
        write_box(out, item->rect, item->radius);
        svg_write_paint(out, "fill", 0);
        write_stroke(out, item);
        fputs("/>\n", out->file);
    }
}

static void write_point(const struct svg_out *out, char letter, const struct path_point *point)
{
    fputc(letter, out->file);
    svg_write_number(out->file, point->x);
    fputc(' ', out->file);
    svg_write_number(out->file, point->y);
}

static void write_points(const struct svg_out *out, const struct path_point *points, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        switch (points[i].verb) {
        case PATH_MOVE:
            write_point(out, 'M', &points[i]);
            break;
        case PATH_LINE:
            write_point(out, 'L', &points[i]);
            break;
        case PATH_CURVE:
            if (i + 2 < count) {
                write_point(out, 'C', &points[i]);
                write_point(out, ' ', &points[i + 1]);
                write_point(out, ' ', &points[i + 2]);
                i += 2;
            }
            break;
        case PATH_CLOSE:
            fputc('Z', out->file);
            break;
        }
    }
}

static void write_path(const struct svg_out *out, const struct scene_item *item)
{
    fputs("<path", out->file);
    svg_write_id(out, item->id);
    fputs(" d=\"", out->file);
    write_points(out, item->points, item->point_count);
    fputc('"', out->file);
    svg_write_paint(out, "fill", item->fill);
    write_stroke(out, item);
    fputs("/>\n", out->file);
}

static void write_run(const struct svg_out *out, const struct scene_item *item,
                      const struct text_run *run)
{
    fputs("<text", out->file);
    write_attribute(out, "x", item->rect.x + run->x);
    write_attribute(out, "y", item->rect.y + run->baseline);
    fprintf(out->file, " class=\"%s\"", run->style.font == FONT_CODE ? "code" : "ui");
    write_attribute(out, "font-size", run->style.size_px);
    fprintf(out->file, " font-weight=\"%d\"", run->style.weight);
    if (run->width > 0) {
        write_attribute(out, "textLength", run->width);
    }
    if (run->style.tracking_px != 0) {
        write_attribute(out, "letter-spacing", run->style.tracking_px);
    }
    svg_write_paint(out, "fill", run->style.colour);
    fputc('>', out->file);
    xml_text_write(out->file, run->text);
    fputs("</text>\n", out->file);
}

static void write_text(const struct svg_out *out, const struct scene_item *item)
{
    for (uint32_t i = 0; i < item->run_count; i++) {
        write_run(out, item, &item->runs[i]);
    }
}

/* The height of a column below a layer, and the layer's own, in parts of 255. */
struct strip_part {
    uint32_t below, height;
};

static struct strip_part strip_part_of(const struct scene_strip *strip, uint32_t column,
                                       uint32_t layer)
{
    const uint8_t *shares = strip->shares + (size_t)column * strip->layer_count;
    struct strip_part part = {0, shares[layer]};
    for (uint32_t i = 0; i < layer; i++) {
        part.below += shares[i];
    }
    part.below = part.below < 255 ? part.below : 255;
    part.height = part.height < 255 - part.below ? part.height : 255 - part.below;
    return part;
}

/* Neighbouring columns that look the same are one rect. */
static void write_strip_layer(const struct svg_out *out, const struct scene_item *item,
                              uint32_t layer)
{
    const struct scene_strip *strip = item->strip;
    const struct strip_layer *look = &strip->layers[layer];
    for (uint32_t i = 0, next; i < strip->column_count; i = next) {
        struct strip_part part = strip_part_of(strip, i, layer);
        for (next = i + 1; next < strip->column_count; next++) {
            struct strip_part other = strip_part_of(strip, next, layer);
            if (other.below != part.below || other.height != part.height) {
                break;
            }
        }
        if (part.height == 0) {
            continue;
        }
        double unit = item->rect.height / 255;
        struct scene_rect box = {item->rect.x + i,
                                 item->rect.y + (255 - part.below - part.height) * unit, next - i,
                                 part.height * unit};
        fputs("<rect", out->file);
        write_box(out, box, 0);
        svg_write_paint(out, "fill", look->fill_kind == FILL_SOLID ? look->fill : look->pattern);
        fputs("/>\n", out->file);
    }
}

static void write_strip(const struct svg_out *out, const struct scene_item *item)
{
    for (uint32_t layer = 0; layer < item->strip->layer_count; layer++) {
        write_strip_layer(out, item, layer);
    }
}

void svg_write_item(const struct svg_out *out, const struct scene_item *item)
{
    static void (*const writers[])(const struct svg_out *, const struct scene_item *) = {
        [SCENE_RECT] = write_rect,
        [SCENE_PATH] = write_path,
        [SCENE_TEXT] = write_text,
        [SCENE_STRIP] = write_strip,
    };
    if (item->shape <= SCENE_STRIP) {
        writers[item->shape](out, item);
    }
}
