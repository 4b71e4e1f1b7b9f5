#include "viewer/paint/png_painter.h"

#include <math.h>

#include "viewer/paint/cairo_painter.h"

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned size)
{
    return fwrite(bytes, 1, size, closure) == size ? CAIRO_STATUS_SUCCESS
                                                   : CAIRO_STATUS_WRITE_ERROR;
}

bool png_painter_paint(const struct painting *painting, FILE *file)
{
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(painting->scene->width * painting->scene->scale - 1e-6),
        (int)ceil(painting->scene->height * painting->scene->scale - 1e-6));
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, painting->scene->scale, painting->scene->scale);
    cairo_painter_paint(cairo, painting->scene, painting->shaper);
    bool is_painted =
        cairo_status(cairo) == CAIRO_STATUS_SUCCESS &&
        cairo_surface_write_to_png_stream(surface, write_bytes, file) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return is_painted;
}
