#include "viewer/paint/text_painter.h"

#include <math.h>

struct text_page {
    FILE *file;
    int depth;
};

static void write_number(FILE *file, double number)
{
    double tenths = round(number * 10);
    fprintf(file, "%.10g", (tenths == 0 ? 0 : tenths) / 10);
}

static void write_place(FILE *file, double x, double y)
{
    write_number(file, x);
    fputc(',', file);
    write_number(file, y);
}

static void write_box(FILE *file, struct scene_rect rect)
{
    fputc(' ', file);
    write_place(file, rect.x, rect.y);
    fputc(' ', file);
    write_number(file, rect.width);
    fputc('x', file);
    write_number(file, rect.height);
}

static void write_colour(FILE *file, const char *name, scene_colour colour)
{
    if ((colour & 255) == 255) {
        fprintf(file, " %s #%06x", name, colour >> 8);
    } else {
        fprintf(file, " %s #%08x", name, colour);
    }
}

static void write_quoted(FILE *file, const char *text)
{
    fputs(" \"", file);
    for (const char *at = text; *at; at++) {
        if (*at == '"' || *at == '\\') {
            fprintf(file, "\\%c", *at);
        } else if ((unsigned char)*at < 0x20) {
            fprintf(file, "\\x%02x", (unsigned char)*at);
        } else {
            fputc(*at, file);
        }
    }
    fputc('"', file);
}

static void write_id(FILE *file, const char *id)
{
    if (id) {
        fprintf(file, " id=%s", id);
    }
}

static void write_outline(FILE *file, const struct scene_item *item)
{
    if (!(item->stroke & 255) || item->stroke_width <= 0) {
        return;
    }
    write_colour(file, "stroke", item->stroke);
    fputc(' ', file);
    write_number(file, item->stroke_width);
    if (item->dash[0] > 0) {
        fprintf(file, " dash %g/%g", item->dash[0], item->dash[1]);
    }
    if (item->round_caps) {
        fputs(" round", file);
    }
}

static void write_fill(FILE *file, const struct scene_item *item)
{
    static const char *const names[] = {
        [FILL_SOLID] = "fill",
        [FILL_HATCH_FALLING] = "hatch-falling",
        [FILL_HATCH_RISING] = "hatch-rising",
        [FILL_DOTS] = "dots",
        [FILL_BARS] = "bars",
        [FILL_FADE_RIGHT] = "fade-right",
    };
    bool has_pattern = item->fill_kind != FILL_SOLID && item->fill_kind != FILL_FADE_RIGHT;
    if ((item->fill & 255) || has_pattern) {
        write_colour(file, names[item->fill_kind], item->fill);
    }
    if (has_pattern) {
        write_colour(file, "pattern", item->pattern);
        fprintf(file, " %g every %g", item->pattern_width, item->pattern_gap);
    }
}

static void write_rect(struct text_page *page, const struct scene_item *item)
{
    fputs("rect", page->file);
    write_box(page->file, item->rect);
    if (item->radius > 0) {
        fputs(" r", page->file);
        write_number(page->file, item->radius);
    }
    write_fill(page->file, item);
    write_outline(page->file, item);
    write_id(page->file, item->id);
}

static void write_path(struct text_page *page, const struct scene_item *item)
{
    static const char letters[] = {
        [PATH_MOVE] = 'M', [PATH_LINE] = 'L', [PATH_CURVE] = 'C', [PATH_CLOSE] = 'Z'};
    fputs("path", page->file);
    write_fill(page->file, item);
    write_outline(page->file, item);
    fputc(':', page->file);
    for (uint32_t i = 0; i < item->point_count; i++) {
        fprintf(page->file, " %c", letters[item->points[i].verb]);
        if (item->points[i].verb != PATH_CLOSE) {
            write_place(page->file, item->points[i].x, item->points[i].y);
        }
    }
    write_id(page->file, item->id);
}

static void write_run(struct text_page *page, const struct scene_item *item,
                      const struct text_run *run)
{
    fputc(' ', page->file);
    write_place(page->file, item->rect.x + run->x, item->rect.y + run->baseline);
    fprintf(page->file, " %s %g/%d", run->style.font == FONT_CODE ? "code" : "ui",
            run->style.size_px, run->style.weight);
    write_colour(page->file, "ink", run->style.colour);
    write_quoted(page->file, run->text);
}

static void write_text(struct text_page *page, const struct scene_item *item)
{
    fputs("text", page->file);
    for (uint32_t i = 0; i < item->run_count; i++) {
        write_run(page, item, &item->runs[i]);
    }
    write_id(page->file, item->id);
}

/* Of each layer, how much of the whole it takes. */
static void write_strip(struct text_page *page, const struct scene_item *item)
{
    const struct scene_strip *strip = item->strip;
    fputs("strip", page->file);
    write_box(page->file, item->rect);
    for (uint32_t layer = 0; layer < strip->layer_count; layer++) {
        double sum = 0;
        for (uint32_t i = 0; i < strip->column_count; i++) {
            sum += strip->shares[(size_t)i * strip->layer_count + layer];
        }
        if (sum > 0) {
            write_colour(page->file, "layer", strip->layers[layer].fill);
            fprintf(page->file, " %.1f%%", sum / 2.55 / strip->column_count);
        }
    }
    write_id(page->file, item->id);
}

static void begin_clip(struct text_page *page, const struct scene_item *item)
{
    fputs("clip", page->file);
    write_box(page->file, item->rect);
    page->depth++;
}

static void begin_group(struct text_page *page, const struct scene_item *item)
{
    fprintf(page->file, "group %s", item->id ? item->id : "-");
    write_box(page->file, item->rect);
    if (item->title) {
        write_quoted(page->file, item->title);
    }
    page->depth++;
}

static void (*const writers[])(struct text_page *, const struct scene_item *) = {
    [SCENE_RECT] = write_rect,   [SCENE_PATH] = write_path,       [SCENE_TEXT] = write_text,
    [SCENE_STRIP] = write_strip, [SCENE_CLIP_BEGIN] = begin_clip, [SCENE_GROUP_BEGIN] = begin_group,
};

void text_painter_write(const struct scene *scene, FILE *file)
{
    struct text_page page = {.file = file};
    fprintf(file, "scene %gx%g", scene->width, scene->height);
    write_colour(file, "background", scene->background);
    fputc('\n', file);
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_CLIP_END || item->shape == SCENE_GROUP_END) {
            page.depth--;
            continue;
        }
        fprintf(file, "%*s", 2 * (page.depth + 1), "");
        writers[item->shape](&page, item);
        fputc('\n', file);
    }
}
