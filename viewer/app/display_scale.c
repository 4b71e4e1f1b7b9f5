#include "viewer/app/display_scale.h"

#include <math.h>
#include <stdlib.h>

#define SCALE_MIN 1.0
#define SCALE_MAX 4.0
#define USUAL_DPI 96.0
#define QUARTERS  4.0

/* 0: it is no positive number. */
static double number_of(const char *text)
{
    char *rest;
    double number = text != NULL ? strtod(text, &rest) : 0;
    return text != NULL && rest != text && *rest == '\0' && number > 0 && isfinite(number) ? number
                                                                                           : 0;
}

static double from_environment(const struct display_words *words)
{
    double whole = number_of(words->gdk_scale), share = number_of(words->gdk_dpi_scale);
    if (whole > 0 || share > 0) {
        return (whole > 0 ? whole : 1) * (share > 0 ? share : 1);
    }
    return number_of(words->qt_scale_factor);
}

double display_scale_choose(const struct display_words *words)
{
    double scale = from_environment(words);
    if (scale == 0 && words->pixels_to_point > 1) {
        scale = words->pixels_to_point;
    }
    if (scale == 0) {
        scale = number_of(words->xft_dpi) / USUAL_DPI;
    }
    return fmin(SCALE_MAX, fmax(SCALE_MIN, round(scale * QUARTERS) / QUARTERS));
}
