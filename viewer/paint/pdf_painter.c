#include "viewer/paint/pdf_painter.h"

#include <cairo-pdf.h>

#include "viewer/paint/cairo_painter.h"

#define POINTS_PER_INCH 72.0
#define FIXED_DATE      "2000-01-01T00:00:00Z" /* Cairo would put the present time */

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned size)
{
    return fwrite(bytes, 1, size, closure) == size ? CAIRO_STATUS_SUCCESS
                                                   : CAIRO_STATUS_WRITE_ERROR;
}

static void set_metadata(cairo_surface_t *surface, const struct deck *deck)
{
    const struct {
        cairo_pdf_metadata_t what;
        const char *value;
    } metadata[] = {
        {CAIRO_PDF_METADATA_TITLE, deck->title},    {CAIRO_PDF_METADATA_AUTHOR, deck->author},
        {CAIRO_PDF_METADATA_CREATOR, "Threadlane"}, {CAIRO_PDF_METADATA_CREATE_DATE, FIXED_DATE},
        {CAIRO_PDF_METADATA_MOD_DATE, FIXED_DATE},
    };
    for (size_t i = 0; i < sizeof metadata / sizeof metadata[0]; i++) {
        if (*metadata[i].value) {
            cairo_pdf_surface_set_metadata(surface, metadata[i].what, metadata[i].value);
        }
    }
}

static void paint_page(cairo_surface_t *surface, const struct deck *deck, uint32_t page,
                       struct scene *scene, struct pango_shaper *shaper)
{
    deck_page_scene_build(scene, deck, page);
    double points = POINTS_PER_INCH * scene->scale / deck->paper.pixels_per_inch;
    cairo_pdf_surface_set_size(surface, scene->width * points, scene->height * points);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, points, points);
    cairo_painter_paint(cairo, scene, shaper);
    cairo_show_page(cairo);
    cairo_destroy(cairo);
    const char *caption = deck->pages[page].caption;
    if (*caption) {
        char link[32];
        snprintf(link, sizeof link, "page=%u", page + 1);
        cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, caption, link, 0);
    }
}

bool pdf_painter_write(const struct deck *deck, struct pango_shaper *shaper, FILE *file)
{
    struct scene scene;
    scene_init(&scene, 0, 0, 0, pango_shaper_interface(shaper));
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_bytes, file, 1, 1);
    set_metadata(surface, deck);
    for (uint32_t i = 0; i < deck->page_count; i++) {
        paint_page(surface, deck, i, &scene, shaper);
    }
    cairo_surface_finish(surface);
    bool is_written = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    scene_finish(&scene);
    return is_written;
}
