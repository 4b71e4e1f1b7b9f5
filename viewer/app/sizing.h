/* How large all is drawn in a window: as large as a person wants it, but never so large that less
 * of the picture is left than it needs. When the window grows again, so does what is drawn. */
#ifndef THREADLANE_VIEWER_APP_SIZING_H
#define THREADLANE_VIEWER_APP_SIZING_H

#define PICTURE_WIDTH_MIN  800 /* smaller pictures overlap */
#define PICTURE_HEIGHT_MIN 600

struct sizing {
    double usual;               /* the display's scale */
    double wanted;              /* what a person has asked for */
    double scale;               /* what it is: pixels of the window to one of the picture */
    double width_px, height_px; /* of the window; 0: there is none, and any scale fits */
};

/* `wanted` 0 is the usual one. */
void sizing_init(struct sizing *sizing, double usual, double wanted);
void sizing_take_window(struct sizing *sizing, double width_px, double height_px);
/* The display is another one; what is wanted stays unless it is the usual. */
void sizing_take_usual(struct sizing *sizing, double usual);
/* The next scale of a list that fits; stays if there is none. */
void sizing_make_larger(struct sizing *sizing);
void sizing_make_smaller(struct sizing *sizing);
void sizing_make_usual(struct sizing *sizing);

#endif
