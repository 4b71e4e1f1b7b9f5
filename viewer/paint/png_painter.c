#include "viewer/paint/png_painter.h"

#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/paint/cairo_painter.h"

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned size)
{
    return fwrite(bytes, 1, size, closure) == size ? CAIRO_STATUS_SUCCESS
                                                   : CAIRO_STATUS_WRITE_ERROR;
}

struct png_drawing {
    cairo_surface_t *surface;
};

struct png_drawing *png_drawing_create(const struct painting *painting)
{
    struct png_drawing *drawing = array_of(1, sizeof *drawing);
    drawing->surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(painting->scene->width * painting->scene->scale - 1e-6),
        (int)ceil(painting->scene->height * painting->scene->scale - 1e-6));
    cairo_t *cairo = cairo_create(drawing->surface);
    cairo_scale(cairo, painting->scene->scale, painting->scene->scale);
    cairo_painter_paint(cairo, painting->scene, painting->shaper);
    if (cairo_status(cairo) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(drawing->surface);
        drawing->surface = NULL;
    }
    cairo_destroy(cairo);
    return drawing;
}

bool png_drawing_write(const struct png_drawing *drawing, FILE *file)
{
    return drawing->surface != NULL &&
           cairo_surface_write_to_png_stream(drawing->surface, write_bytes, file) ==
               CAIRO_STATUS_SUCCESS;
}

void png_drawing_destroy(struct png_drawing *drawing)
{
    if (drawing != NULL) {
        cairo_surface_destroy(drawing->surface);
        free(drawing);
    }
}

bool png_painter_paint(const struct painting *painting, FILE *file)
{
    struct png_drawing *drawing = png_drawing_create(painting);
    bool is_written = png_drawing_write(drawing, file);
    png_drawing_destroy(drawing);
    return is_written;
}
