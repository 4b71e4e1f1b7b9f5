#include "viewer/paint/svg_painter.h"

#include <math.h>

#include "viewer/paint/xml_text.h"

/* What one writing needs everywhere. */
struct svg {
    FILE *file;
    uint32_t open_count;    /* of <g> not yet closed */
    uint32_t pattern_count; /* used as the number in ids */
};

/* Families as a reader's machine may have them, ours first. */
static const char *const families[] = {
    [FONT_UI] = "Inter, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', "
                "sans-serif",
    [FONT_CODE] = "'JetBrains Mono', 'Noto Sans Mono CJK SC', 'Noto Sans SC', 'PingFang SC', "
                  "'Microsoft YaHei', monospace",
};

/* A number of at most two decimals, as short as it can be. */
static void write_number(FILE *file, double number)
{
    double hundredths = round(number * 100);
    if (hundredths == 0) {
        hundredths = 0; /* no minus before a zero */
    }
    fprintf(file, "%.10g", hundredths / 100);
}

static void write_attribute(struct svg *svg, const char *name, double number)
{
    fprintf(svg->file, " %s=\"", name);
    write_number(svg->file, number);
    fputc('"', svg->file);
}

/* fill="#rrggbb" and, if it shines through, fill-opacity. */
static void write_colour(struct svg *svg, const char *name, scene_colour colour)
{
    unsigned opacity = colour & 255;
    if (opacity == 0) {
        fprintf(svg->file, " %s=\"none\"", name);
        return;
    }
    fprintf(svg->file, " %s=\"#%06x\"", name, colour >> 8);
    if (opacity < 255) {
        fprintf(svg->file, " %s-opacity=\"%.3g\"", name, opacity / 255.0);
    }
}

static void write_id(struct svg *svg, const char *id)
{
    if (id) {
        fputs(" id=\"", svg->file);
        xml_text_write(svg->file, id);
        fputc('"', svg->file);
    }
}

static void write_stroke(struct svg *svg, const struct scene_item *item)
{
    if (!(item->stroke & 255) || item->stroke_width <= 0) {
        return;
    }
    write_colour(svg, "stroke", item->stroke);
    write_attribute(svg, "stroke-width", item->stroke_width);
    if (item->dash[0] > 0) {
        fputs(" stroke-dasharray=\"", svg->file);
        write_number(svg->file, item->dash[0]);
        fputc(' ', svg->file);
        write_number(svg->file, item->dash[1]);
        fputc('"', svg->file);
    }
    if (item->round_caps) {
        fputs(" stroke-linecap=\"round\" stroke-linejoin=\"round\"", svg->file);
    }
}

static void write_box(struct svg *svg, struct scene_rect rect, double radius)
{
    write_attribute(svg, "x", rect.x);
    write_attribute(svg, "y", rect.y);
    write_attribute(svg, "width", fmax(rect.width, 0));
    write_attribute(svg, "height", fmax(rect.height, 0));
    if (radius > 0) {
        write_attribute(svg, "rx", fmin(radius, fmin(rect.width, rect.height) / 2));
    }
}

/* Lines of a hatch are upright ones in a turned pattern. */
static void write_lines_pattern(struct svg *svg, const struct scene_item *item)
{
    double gap = item->pattern_gap;
    double angle = item->fill_kind == FILL_HATCH_FALLING  ? -45
                   : item->fill_kind == FILL_HATCH_RISING ? 45
                                                          : 90;
    fprintf(svg->file, "<pattern id=\"pattern%u\" patternUnits=\"userSpaceOnUse\"",
            svg->pattern_count);
    write_attribute(svg, "width", gap);
    write_attribute(svg, "height", gap);
    fprintf(svg->file, " patternTransform=\"translate(%.2f %.2f) rotate(%g)\"><rect", item->rect.x,
            item->rect.y, angle);
    write_box(svg,
              (struct scene_rect){(gap - item->pattern_width) / 2, 0, item->pattern_width, gap}, 0);
    write_colour(svg, "fill", item->pattern);
    fputs("/></pattern>", svg->file);
}

static void write_dots_pattern(struct svg *svg, const struct scene_item *item)
{
    double gap = item->pattern_gap;
    fprintf(svg->file, "<pattern id=\"pattern%u\" patternUnits=\"userSpaceOnUse\"",
            svg->pattern_count);
    write_box(svg, (struct scene_rect){round(item->rect.x), round(item->rect.y), gap, gap}, 0);
    fputs("><circle", svg->file);
    write_attribute(svg, "cx", gap / 2);
    write_attribute(svg, "cy", gap / 2);
    write_attribute(svg, "r", item->pattern_width / 2);
    write_colour(svg, "fill", item->pattern);
    fputs("/></pattern>", svg->file);
}

static void write_fade(struct svg *svg, const struct scene_item *item)
{
    fprintf(svg->file,
            "<linearGradient id=\"pattern%u\"><stop offset=\"0\" stop-color=\"#%06x\" "
            "stop-opacity=\"0\"/><stop offset=\"1\" stop-color=\"#%06x\" stop-opacity=\"%.3g\"/>"
            "</linearGradient>",
            svg->pattern_count, item->fill >> 8, item->fill >> 8, (item->fill & 255) / 255.0);
}

/* A box filled with the latest pattern. */
static void write_patterned_box(struct svg *svg, const struct scene_item *item)
{
    fputs("<rect", svg->file);
    write_box(svg, item->rect, item->radius);
    fprintf(svg->file, " fill=\"url(#pattern%u)\"/>\n", svg->pattern_count);
}

static void write_pattern(struct svg *svg, const struct scene_item *item)
{
    if (item->fill_kind != FILL_FADE_RIGHT && (!(item->pattern & 255) || item->pattern_gap < 1)) {
        return;
    }
    svg->pattern_count++;
    if (item->fill_kind == FILL_FADE_RIGHT) {
        write_fade(svg, item);
    } else if (item->fill_kind == FILL_DOTS) {
        write_dots_pattern(svg, item);
    } else {
        write_lines_pattern(svg, item);
    }
    write_patterned_box(svg, item);
}

/* One <rect>; with a pattern up to three: what lies behind, the pattern, the outline. */
static void write_rect(struct svg *svg, const struct scene_item *item)
{
    bool is_plain = item->fill_kind == FILL_SOLID;
    bool has_stroke = (item->stroke & 255) && item->stroke_width > 0;
    scene_colour behind = item->fill_kind == FILL_FADE_RIGHT ? 0 : item->fill;
    if ((behind & 255) || (is_plain && has_stroke)) {
        fputs("<rect", svg->file);
        write_id(svg, item->id);
        write_box(svg, item->rect, item->radius);
        write_colour(svg, "fill", behind);
        if (is_plain) {
            write_stroke(svg, item);
        }
        fputs("/>\n", svg->file);
    }
    if (is_plain) {
        return;
    }
    write_pattern(svg, item);
    if (has_stroke) {
        fputs("<rect", svg->file);
        write_box(svg, item->rect, item->radius);
        write_colour(svg, "fill", 0);
        write_stroke(svg, item);
        fputs("/>\n", svg->file);
    }
}

static void write_point(struct svg *svg, char letter, const struct path_point *point)
{
    fputc(letter, svg->file);
    write_number(svg->file, point->x);
    fputc(' ', svg->file);
    write_number(svg->file, point->y);
}

static void write_points(struct svg *svg, const struct path_point *points, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        switch (points[i].verb) {
        case PATH_MOVE:
            write_point(svg, 'M', &points[i]);
            break;
        case PATH_LINE:
            write_point(svg, 'L', &points[i]);
            break;
        case PATH_CURVE:
            if (i + 2 < count) {
                write_point(svg, 'C', &points[i]);
                write_point(svg, ' ', &points[i + 1]);
                write_point(svg, ' ', &points[i + 2]);
                i += 2;
            }
            break;
        case PATH_CLOSE:
            fputc('Z', svg->file);
            break;
        }
    }
}

static void write_path(struct svg *svg, const struct scene_item *item)
{
    fputs("<path", svg->file);
    write_id(svg, item->id);
    fputs(" d=\"", svg->file);
    write_points(svg, item->points, item->point_count);
    fputc('"', svg->file);
    write_colour(svg, "fill", item->fill);
    write_stroke(svg, item);
    fputs("/>\n", svg->file);
}

static void write_run(struct svg *svg, const struct scene_item *item, const struct text_run *run)
{
    fputs("<text", svg->file);
    write_attribute(svg, "x", item->rect.x + run->x);
    write_attribute(svg, "y", item->rect.y + run->baseline);
    fprintf(svg->file, " class=\"%s\"", run->style.font == FONT_CODE ? "code" : "ui");
    write_attribute(svg, "font-size", run->style.size_px);
    fprintf(svg->file, " font-weight=\"%d\"", run->style.weight);
    if (run->width > 0) {
        write_attribute(svg, "textLength", run->width);
    }
    if (run->style.tracking_px != 0) {
        write_attribute(svg, "letter-spacing", run->style.tracking_px);
    }
    write_colour(svg, "fill", run->style.colour);
    fputc('>', svg->file);
    xml_text_write(svg->file, run->text);
    fputs("</text>\n", svg->file);
}

static void write_text(struct svg *svg, const struct scene_item *item)
{
    for (uint32_t i = 0; i < item->run_count; i++) {
        write_run(svg, item, &item->runs[i]);
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
static void write_strip_layer(struct svg *svg, const struct scene_item *item, uint32_t layer)
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
        fputs("<rect", svg->file);
        write_box(svg, box, 0);
        write_colour(svg, "fill", look->fill_kind == FILL_SOLID ? look->fill : look->pattern);
        fputs("/>\n", svg->file);
    }
}

static void write_strip(struct svg *svg, const struct scene_item *item)
{
    for (uint32_t layer = 0; layer < item->strip->layer_count; layer++) {
        write_strip_layer(svg, item, layer);
    }
}

static void begin_clip(struct svg *svg, const struct scene_item *item)
{
    svg->open_count++;
    svg->pattern_count++;
    fprintf(svg->file, "<clipPath id=\"pattern%u\"><rect", svg->pattern_count);
    write_box(svg, item->rect, item->radius);
    fprintf(svg->file, "/></clipPath><g clip-path=\"url(#pattern%u)\">\n", svg->pattern_count);
}

static void write_title(struct svg *svg, const char *title)
{
    fputs("<title>", svg->file);
    xml_text_write(svg->file, title);
    fputs("</title>", svg->file);
}

static void begin_group(struct svg *svg, const struct scene_item *item)
{
    svg->open_count++;
    fputs("<g", svg->file);
    write_id(svg, item->id);
    fputc('>', svg->file);
    if (item->title) {
        write_title(svg, item->title);
    }
    fputc('\n', svg->file);
}

static void end_group(struct svg *svg, const struct scene_item *item)
{
    (void)item;
    if (svg->open_count > 0) {
        svg->open_count--;
        fputs("</g>\n", svg->file);
    }
}

static void (*const writers[])(struct svg *, const struct scene_item *) = {
    [SCENE_RECT] = write_rect,         [SCENE_PATH] = write_path,
    [SCENE_TEXT] = write_text,         [SCENE_STRIP] = write_strip,
    [SCENE_CLIP_BEGIN] = begin_clip,   [SCENE_CLIP_END] = end_group,
    [SCENE_GROUP_BEGIN] = begin_group, [SCENE_GROUP_END] = end_group,
};

static void write_head(struct svg *svg, const struct painting *painting)
{
    const struct scene *scene = painting->scene;
    fprintf(svg->file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" "
            "viewBox=\"0 0 %g %g\" lang=\"%s\" xml:space=\"preserve\">\n",
            scene->width * scene->scale, scene->height * scene->scale, scene->width, scene->height,
            painting->view && painting->view->language == LANGUAGE_CHINESE ? "zh-CN" : "en");
    fprintf(svg->file,
            "<style>text{white-space:pre}.ui{font-family:%s}.code{font-family:%s}</style>\n",
            families[FONT_UI], families[FONT_CODE]);
    fputs("<rect width=\"100%\" height=\"100%\"", svg->file);
    write_colour(svg, "fill", scene->background);
    fputs("/>\n", svg->file);
}

bool svg_painter_write(const struct painting *painting, FILE *file)
{
    struct svg svg = {.file = file};
    write_head(&svg, painting);
    for (uint32_t i = 0; i < painting->scene->item_count; i++) {
        const struct scene_item *item = &painting->scene->items[i];
        writers[item->shape](&svg, item);
    }
    while (svg.open_count > 0) {
        end_group(&svg, NULL);
    }
    fputs("</svg>\n", file);
    return !ferror(file);
}
