/* A film as MP4 or WebM, by the program ffmpeg, which gets the frames through a pipe. Only frames
 * that differ go there; ffmpeg repeats them. The same film gives the same bytes with the same
 * ffmpeg. */
#ifndef THREADLANE_VIEWER_PAINT_VIDEO_WRITER_H
#define THREADLANE_VIEWER_PAINT_VIDEO_WRITER_H

#include <stddef.h>

#include "viewer/paint/film.h"

#define VIDEO_FRAME_MS 40 /* 25 frames a second; durations are rounded to frames */

/* The name ends in .mp4 or .webm. False leaves no file and the reason in `reason`. Broken pipes are
 * ignored by the whole program from now on: they come back as errors. */
bool video_write(const struct film *film, const char *file_name, char *reason, size_t reason_size);

#endif
