/* Decks as films: rows of the exporter table. */
#ifndef THREADLANE_VIEWER_APP_FILM_EXPORT_H
#define THREADLANE_VIEWER_APP_FILM_EXPORT_H

#include "viewer/app/exporter.h"

bool film_export_gif(const struct export_job *job, FILE *file);
/* .mp4 and .webm, by ffmpeg. */
bool film_export_video(const struct export_job *job, char *reason, size_t reason_size);

#endif
