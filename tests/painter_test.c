/* One small scene with every kind of item, through each painter. */
#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#include "tests/check.h"
#include "viewer/paint/cairo_painter.h"
#include "viewer/paint/hatch.h"
#include "viewer/paint/png_painter.h"
#include "viewer/paint/svg_painter.h"
#include "viewer/paint/text_painter.h"
#include "viewer/paint/xml_text.h"
#include "viewer/scene/piece/piece.h"

#define WIDTH  200
#define HEIGHT 120

#define RED   0xff0000ffu
#define BLUE  0x0000ffffu
#define INK   0x1b1f27ffu
#define WHITE 0xffffffffu

static const struct text_style label = {
    .font = FONT_UI, .size_px = 10, .weight = 650, .colour = INK};

static void add_hatch(struct scene *scene, enum scene_fill fill, double x)
{
    struct scene_rect rect = {x, 40, 30, 20};
    struct scene_item *item = scene_add_fill(scene, rect, fill, 0xff000040u, 4);
    item->pattern = BLUE;
    item->pattern_gap = 6;
    item->pattern_width = 2;
}

static void build_scene(struct scene *scene, const struct text_shaper *shaper)
{
    scene_init(scene, WIDTH, HEIGHT, WHITE, shaper);
    scene_begin_group(scene, "lane", "says \"<&>\"\x01", (struct scene_rect){10, 10, 100, 20});
    scene_add_rect(scene, (struct scene_rect){10, 10, 50, 20},
                   (struct scene_style){.fill = RED, .radius = 4});
    scene_add_text(scene, 12, 24, "a<b 小爱\xff", label, ALIGN_LEFT, 0);
    scene_end_group(scene);
    scene_begin_clip(scene, (struct scene_rect){0, 40, WIDTH, 20});
    add_hatch(scene, FILL_HATCH_FALLING, 10);
    add_hatch(scene, FILL_HATCH_RISING, 50);
    add_hatch(scene, FILL_DOTS, 90);
    add_hatch(scene, FILL_BARS, 130);
    scene_add_fill(scene, (struct scene_rect){165, 40, 30, 20}, FILL_FADE_RIGHT, BLUE, 0);
    scene_end_clip(scene);
    struct path_point curve[] = {
        {PATH_MOVE, 10, 80}, {PATH_CURVE, 10, 90}, {PATH_CURVE, 50, 70}, {PATH_CURVE, 50, 80}};
    struct scene_style line = {.stroke = INK, .stroke_width = 2, .dash = {2, 5}};
    scene_add_path(scene, curve, ARRAY_COUNT(curve), line)->round_caps = true;
}

/* What a painter wrote; the caller frees it. */
static char *paint_text(bool (*paint)(const struct painting *, FILE *),
                        const struct painting *painting, size_t *size)
{
    char *text = NULL;
    FILE *file = open_memstream(&text, size);
    check_true(paint(painting, file));
    fclose(file);
    return text;
}

static bool write_as_text(const struct painting *painting, FILE *file)
{
    text_painter_write(painting->scene, file);
    return true;
}

static void test_text(void)
{
    struct scene scene;
    build_scene(&scene, monospace_shaper());
    struct painting painting = {.scene = &scene};
    size_t size;
    char *text = paint_text(write_as_text, &painting, &size);
    check_text_equal(text,
                     "scene 200x120 background #ffffff\n"
                     "  group lane 10,10 100x20 \"says \\\"<&>\\\"\\x01\"\n"
                     "    rect 10,10 50x20 r4 fill #ff0000\n"
                     "    text 12,24 ui 10/650 ink #1b1f27 \"a<b 小爱\xff\"\n"
                     "  clip 0,40 200x20\n"
                     "    rect 10,40 30x20 r4 hatch-falling #ff000040 pattern #0000ff 2 every 6\n"
                     "    rect 50,40 30x20 r4 hatch-rising #ff000040 pattern #0000ff 2 every 6\n"
                     "    rect 90,40 30x20 r4 dots #ff000040 pattern #0000ff 2 every 6\n"
                     "    rect 130,40 30x20 r4 bars #ff000040 pattern #0000ff 2 every 6\n"
                     "    rect 165,40 30x20 fade-right #0000ff\n"
                     "  path stroke #1b1f27 2 dash 2/5 round: M10,80 C10,90 C50,70 C50,80\n");
    free(text);
    scene_finish(&scene);
}

static void check_contains(const char *text, const char *part)
{
    if (!strstr(text, part)) {
        check_text_equal(text, part);
    }
}

static void test_svg_words(void)
{
    struct scene scene;
    build_scene(&scene, monospace_shaper());
    struct painting painting = {.scene = &scene};
    size_t size;
    char *svg = paint_text(svg_painter_write, &painting, &size);
    check_contains(svg, "<g id=\"lane\"><title>says &quot;&lt;&amp;&gt;&quot;</title>");
    check_contains(svg, "textLength=\"50\" fill=\"#1b1f27\">a&lt;b 小爱\uFFFD</text>");
    check_contains(svg, "<path d=\"M10 80C10 90 50 70 50 80\" fill=\"none\" stroke=\"#1b1f27\" "
                        "stroke-width=\"2\" stroke-dasharray=\"2 5\"");
    check_true(strstr(svg, "href") == NULL);
    free(svg);
    scene_finish(&scene);
}

static void test_svg_direction(void)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    xml_text_write(file, "\u202eעברית\u202c waits \u2066on\u2069 A");
    fclose(file);
    check_text_equal(text, "עברית waits on A");
    free(text);
}

static void test_svg_closes_groups(void)
{
    struct scene scene;
    scene_init(&scene, WIDTH, HEIGHT, WHITE, monospace_shaper());
    scene_begin_group(&scene, "open", NULL, (struct scene_rect){0});
    struct painting painting = {.scene = &scene};
    size_t size;
    char *svg = paint_text(svg_painter_write, &painting, &size);
    check_contains(svg, "<g id=\"open\">\n</g>\n</svg>\n");
    free(svg);
    scene_finish(&scene);
}

static void test_png_is_repeatable(void)
{
    char *pictures[2];
    size_t sizes[2];
    for (int i = 0; i < 2; i++) {
        struct pango_shaper *shaper = pango_shaper_create();
        struct scene scene;
        build_scene(&scene, pango_shaper_interface(shaper));
        struct painting painting = {.scene = &scene, .shaper = shaper};
        pictures[i] = paint_text(png_painter_paint, &painting, &sizes[i]);
        scene_finish(&scene);
        pango_shaper_destroy(shaper);
    }
    check_true(memcmp(pictures[0], "\x89PNG", 4) == 0);
    check_true(sizes[0] == sizes[1] && memcmp(pictures[0], pictures[1], sizes[0]) == 0);
    free(pictures[0]);
    free(pictures[1]);
}

static void test_pixels(void)
{
    static uint32_t pixels[HEIGHT][WIDTH];
    struct pango_shaper *shaper = pango_shaper_create();
    struct scene scene;
    build_scene(&scene, pango_shaper_interface(shaper));
    struct pixel_memory memory = {pixels, WIDTH, HEIGHT, sizeof pixels[0]};
    check_true(cairo_painter_paint_pixels(memory, &scene, shaper));
    check_int_equal(pixels[5][5] & 0xffffff, 0xffffff);    /* background */
    check_int_equal(pixels[12][40] & 0xffffff, 0xff0000);  /* the rect */
    check_int_equal(pixels[10][10] & 0xffff00, 0xffff00);  /* its corner is round */
    check_true((pixels[43][93] & 0xff00) < 0x5000);        /* the middle of the first dot */
    check_int_equal(pixels[43][140] & 0xffffff, 0x0000ff); /* on the first bar */
    check_true((pixels[46][140] & 0xff) < 0xff);           /* between bars: the tint */
    check_true((pixels[50][167] >> 8 & 0xff) > 0xd0);      /* the fade begins in white */
    check_true((pixels[50][193] >> 8 & 0xff) < 0x20);      /* and ends in blue */
    scene_finish(&scene);
    pango_shaper_destroy(shaper);
}

/* A line's end in a name is painted as a box, and what lies below the words stays as it was. */
static void test_line_ends_in_words(void)
{
    static uint32_t pixels[HEIGHT][WIDTH];
    struct pango_shaper *shaper = pango_shaper_create();
    struct scene scene;
    scene_init(&scene, WIDTH, HEIGHT, 0xffffffff, pango_shaper_interface(shaper));
    scene_add_rect(&scene, (struct scene_rect){10, 10, 80, 20},
                   (struct scene_style){.fill = 0xff0000ff, .radius = 5});
    scene_add_text(&scene, 12, 24, "a\nb", text_ui(13, 500, 0x0000ffff), ALIGN_LEFT, 0);
    struct pixel_memory memory = {pixels, WIDTH, HEIGHT, sizeof pixels[0]};
    check_true(cairo_painter_paint_pixels(memory, &scene, shaper));
    check_int_equal(pixels[20][80] & 0xffffff, 0xff0000);
    scene_finish(&scene);
    pango_shaper_destroy(shaper);
}

static void test_hatch_covers_box(void)
{
    struct scene_item item = {
        .rect = {100, 10, 60, 20}, .fill_kind = FILL_HATCH_FALLING, .pattern_gap = 5};
    struct hatch all = hatch_begin(&item, item.rect);
    struct hatch part = hatch_begin(&item, (struct scene_rect){140, 0, 100, 100});
    struct hatch_stroke stroke;
    unsigned all_count = 0, part_count = 0;
    double gap = 5 * M_SQRT2;
    while (hatch_next(&all, &stroke)) {
        all_count++;
        check_true(stroke.x1 >= 100 - 20 - gap && stroke.x1 < 160);
        check_true(stroke.y1 == 10 && stroke.y2 == 30 && stroke.x2 == stroke.x1 + 20);
    }
    while (hatch_next(&part, &stroke)) {
        part_count++;
        double phase = fmod(stroke.x1 - 100, gap); /* the strokes stay where they were */
        check_true(fabs(phase) < 1e-6 || fabs(fabs(phase) - gap) < 1e-6);
    }
    check_true(all_count >= 80 / gap && part_count < all_count && part_count >= 40 / gap);
}

static void test_shaper(void)
{
    struct pango_shaper *shaper = pango_shaper_create();
    const struct text_shaper *interface = pango_shaper_interface(shaper);
    struct text_metrics one = interface->measure(interface, "小", label);
    struct text_metrics two = interface->measure(interface, "小爱", label);
    struct text_style large = label;
    large.size_px = 20;
    check_true(two.width > one.width && one.width > 0 && one.ascent > 0 && one.descent > 0);
    check_true(fabs(interface->measure(interface, "小爱", large).width - 2 * two.width) < 0.1);
    struct text_style spaced = label;
    spaced.tracking_px = 3;
    double extra = interface->measure(interface, "小爱", spaced).width - two.width;
    check_true(extra > 2.9 && extra < 6.1); /* between the two, perhaps also after them */
    check_true(interface->measure(interface, "\xff\xfe", label).width > 0);
    pango_shaper_destroy(shaper);
}

static const struct test_case cases[] = {
    {"painter@text-has-a-line-for-each-item", test_text},
    {"painter@svg-escapes-words-and-keeps-their-width", test_svg_words},
    {"painter@svg-names-do-not-turn-sentences-around", test_svg_direction},
    {"painter@svg-closes-what-a-scene-left-open", test_svg_closes_groups},
    {"painter@png-is-the-same-each-time", test_png_is_repeatable},
    {"painter@pixels-show-fills-and-patterns", test_pixels},
    {"painter@a-line-end-in-a-name-leaves-the-rest", test_line_ends_in_words},
    {"hatch@strokes-cover-the-visible-box-in-phase", test_hatch_covers_box},
    {"pango_shaper@measures-size-tracking-and-bad-bytes", test_shaper},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
