/* How large a display wants all to be drawn: what the programs of a desktop go by, in this order.
 *
 * GDK_SCALE       in the environment, times GDK_DPI_SCALE; then QT_SCALE_FACTOR
 * the window      its pixels to a point, where the display server scales (Wayland)
 * Xft.dpi         of the X server's resources, to 96 dots an inch
 */
#ifndef THREADLANE_VIEWER_APP_DISPLAY_SCALE_H
#define THREADLANE_VIEWER_APP_DISPLAY_SCALE_H

/* What is said about a display; NULL: nothing. */
struct display_words {
    const char *gdk_scale, *gdk_dpi_scale, *qt_scale_factor;
    const char *xft_dpi;
    double pixels_to_point; /* of the window */
};

/* In quarters, so that text is sharp; 1 where nothing is said, or nonsense. */
double display_scale_choose(const struct display_words *words);

#endif
