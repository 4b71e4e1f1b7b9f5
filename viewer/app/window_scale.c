#include "viewer/app/window_scale.h"

#include <stdbool.h>

#include "viewer/app/display_scale.h"

/* What the X server's resources say, or NULL. SDL has loaded that library, or another that shows
 * windows; it is asked by name, so that neither is needed to build. */
static const char *find_xft_dpi(char *buffer, size_t size)
{
    bool is_x11 = SDL_strcmp(SDL_GetCurrentVideoDriver(), "x11") == 0;
    void *library = is_x11 ? SDL_LoadObject("libX11.so.6") : NULL;
    if (!library) {
        return NULL;
    }
    void *(*open_display)(const char *) = SDL_LoadFunction(library, "XOpenDisplay");
    char *(*get_default)(void *, const char *, const char *) =
        SDL_LoadFunction(library, "XGetDefault");
    int (*close_display)(void *) = SDL_LoadFunction(library, "XCloseDisplay");
    void *display = open_display && get_default && close_display ? open_display(NULL) : NULL;
    const char *found = display ? get_default(display, "Xft", "dpi") : NULL;
    if (found) {
        SDL_strlcpy(buffer, found, size);
    }
    if (display) {
        close_display(display);
    }
    SDL_UnloadObject(library);
    return found ? buffer : NULL;
}

double window_scale_density(SDL_Window *window)
{
    int width, height, width_px, height_px;
    SDL_GetWindowSize(window, &width, &height);
    SDL_GetWindowSizeInPixels(window, &width_px, &height_px);
    return width > 0 ? (double)width_px / width : 1;
}

double window_scale_usual(SDL_Window *window)
{
    char dpi[32];
    struct display_words words = {
        .gdk_scale = SDL_getenv("GDK_SCALE"),
        .gdk_dpi_scale = SDL_getenv("GDK_DPI_SCALE"),
        .qt_scale_factor = SDL_getenv("QT_SCALE_FACTOR"),
        .xft_dpi = find_xft_dpi(dpi, sizeof dpi),
        .pixels_to_point = window_scale_density(window),
    };
    return display_scale_choose(&words);
}
