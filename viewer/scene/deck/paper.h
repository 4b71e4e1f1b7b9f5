/* What pages are made for: slides of a projector, sheets of paper, or so many pixels. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_PAPER_H
#define THREADLANE_VIEWER_SCENE_DECK_PAPER_H

#include <stdbool.h>

struct paper {
    double width, height;   /* pixels */
    double pixels_per_inch; /* so that what has a real size gets it */
    double scale;           /* pixels to a unit of the view's size */
    bool is_slide;          /* letters are to be read from the back row */
};

/* Pixels of a screen, a unit each. */
struct paper paper_of_pixels(double width, double height);
/* "16:9", "4:3" or "A4"; false if the name is none of these. */
bool paper_find(const char *name, struct paper *paper);
/* Points of the smallest letters that the view's unit makes: 18 is what slides want. */
double paper_letter_points(const struct paper *paper);

#endif
