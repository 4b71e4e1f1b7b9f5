#include "viewer/app/film_export.h"

#include "viewer/paint/deck_film.h"
#include "viewer/paint/gif_writer.h"
#include "viewer/paint/video_writer.h"

/* Half a second from step to step; a GIF has fewer pictures, as each costs bytes. */
static const struct glide glide_of_gif = {.frame_count = 5, .frame_ms = 80};
static const struct glide glide_of_video = {.frame_count = 12, .frame_ms = VIDEO_FRAME_MS};

bool film_export_gif(const struct export_job *job, FILE *file)
{
    struct deck_film *film = deck_film_create(job->deck, job->shaper, glide_of_gif);
    bool is_written = gif_write(deck_film_of(film), file);
    deck_film_destroy(film);
    return is_written;
}

bool film_export_video(const struct export_job *job, char *reason, size_t reason_size)
{
    struct deck_film *film = deck_film_create(job->deck, job->shaper, glide_of_video);
    bool is_written = video_write(deck_film_of(film), job->file_name, reason, reason_size);
    deck_film_destroy(film);
    return is_written;
}
