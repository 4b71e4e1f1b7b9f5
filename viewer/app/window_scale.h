/* What the display of a window says about how large all shall be drawn. */
#ifndef THREADLANE_VIEWER_APP_WINDOW_SCALE_H
#define THREADLANE_VIEWER_APP_WINDOW_SCALE_H

#include <SDL.h>

/* Pixels to a point: where a display server scales, sizes and places of windows are in points. */
double window_scale_density(SDL_Window *window);
/* As large as other programs draw there; see display_scale.h. */
double window_scale_usual(SDL_Window *window);

#endif
