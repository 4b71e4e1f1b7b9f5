/* A film: pictures one after the other, each standing for a while, drawn one at a time into one
 * piece of memory. The deck makes one (viewer/paint/deck_film.h), encoders write it (gif_writer,
 * video_writer). One thread. */
#ifndef THREADLANE_VIEWER_PAINT_FILM_H
#define THREADLANE_VIEWER_PAINT_FILM_H

#include <stdbool.h>
#include <stdint.h>

struct film {
    int width, height; /* pixels */
    uint32_t frame_count;
    const struct film_frame *frames; /* frame_count of them */
    const uint32_t *colours;         /* 0xRRGGBB that must come out exactly */
    uint32_t colour_count;
    /* Draws a frame over the whole memory: width * height pixels, 0xXXRRGGBB, rows without gaps.
     * Any frame may be asked for at any time. False: it cannot be drawn. */
    bool (*draw)(void *owner, uint32_t frame, uint32_t *pixels);
    void *owner;
};

struct film_frame {
    uint32_t duration_ms;
};

#endif
