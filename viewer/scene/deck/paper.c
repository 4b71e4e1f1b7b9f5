#include "viewer/scene/deck/paper.h"

#include <stddef.h>
#include <string.h>

#include "viewer/scene/view/view.h"

#define SCREEN_PIXELS_PER_INCH 96.0 /* as CSS has it */
#define POINTS_PER_INCH        72.0

/* Slides as presentation programs have them, 13.33 or 10 by 7.5 inches, and a sheet on its side. */
static const struct {
    const char *name;
    struct paper paper;
} papers[] = {
    {"16:9", {1920, 1080, 144, 3, true}},
    {"4:3", {1440, 1080, 144, 3, true}},
    {"A4", {2246, 1588, 192, 2, false}},
};

struct paper paper_of_pixels(double width, double height)
{
    return (struct paper){width, height, SCREEN_PIXELS_PER_INCH, 1, false};
}

bool paper_find(const char *name, struct paper *paper)
{
    for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++) {
        if (strcmp(papers[i].name, name) == 0) {
            *paper = papers[i].paper;
            return true;
        }
    }
    return false;
}

double paper_letter_points(const struct paper *paper)
{
    return SLIDE_TEXT_LEAST_PX * paper->scale * POINTS_PER_INCH / paper->pixels_per_inch;
}
