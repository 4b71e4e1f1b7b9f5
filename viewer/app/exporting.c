/* A queue of pictures from the owner to the thread, which puts them into bytes in memory and leaves
 * them in the queue for the owner to write. So a file is written by one thread alone, at once, and
 * is never there by halves; and whoever closes the window waits for bytes, not for a disk twice. */
#include "viewer/app/exporting.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/paint/png_painter.h"
#include "viewer/paint/svg_painter.h"
#include "viewer/paint/whole_file.h"
#include "viewer/scene/view/words.h"

#define NAME_SIZE   4096
#define REASON_SIZE (NAME_SIZE + 128)

enum picture_file { FILE_SVG, FILE_PNG, FILE_COUNT };

static const char *const endings[FILE_COUNT] = {[FILE_SVG] = "svg", [FILE_PNG] = "png"};

/* One picture as a file. */
struct encoded {
    char *bytes; /* open_memstream's; NULL until then */
    size_t size;
    bool is_good;
};

struct picture {
    struct scene scene;
    struct png_drawing *drawing;
    enum language language;
    char stem[NAME_SIZE];
    struct encoded files[FILE_COUNT];
};

struct exporting {
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* of all below: the first `encoded_count` pictures have their bytes, and
                              are the owner's; the others are the thread's */
    pthread_cond_t has_work;
    struct picture *pictures[EXPORTING_MAX]; /* in the order they were asked for */
    uint32_t picture_count, encoded_count;
    bool is_closing;
    void (*wake)(void *context);
    void *context;
};

/* ---- the thread ---- */

static bool write_svg(const struct picture *picture, FILE *file)
{
    const struct view view = {.language = picture->language};
    const struct painting painting = {.scene = &picture->scene, .view = &view};
    return svg_painter_write(&painting, file);
}

static bool write_png(const struct picture *picture, FILE *file)
{
    return png_drawing_write(picture->drawing, file);
}

static void encode(struct picture *picture)
{
    static bool (*const writers[FILE_COUNT])(const struct picture *, FILE *) = {
        [FILE_SVG] = write_svg, [FILE_PNG] = write_png};
    for (int i = 0; i < FILE_COUNT; i++) {
        struct encoded *encoded = &picture->files[i];
        FILE *memory = open_memstream(&encoded->bytes, &encoded->size);
        bool is_written = memory != NULL && writers[i](picture, memory);
        encoded->is_good = memory != NULL && fclose(memory) == 0 && is_written;
    }
}

/* The next picture to encode; NULL: there will be none. */
static struct picture *await_picture(struct exporting *exporting)
{
    pthread_mutex_lock(&exporting->mutex);
    while (exporting->encoded_count == exporting->picture_count && !exporting->is_closing) {
        pthread_cond_wait(&exporting->has_work, &exporting->mutex);
    }
    struct picture *picture = exporting->encoded_count < exporting->picture_count
                                  ? exporting->pictures[exporting->encoded_count]
                                  : NULL;
    pthread_mutex_unlock(&exporting->mutex);
    return picture;
}

static void give_back(struct exporting *exporting)
{
    pthread_mutex_lock(&exporting->mutex);
    exporting->encoded_count++;
    if (exporting->wake != NULL) {
        exporting->wake(exporting->context);
    }
    pthread_mutex_unlock(&exporting->mutex);
}

static void *encode_pictures(void *argument)
{
    struct exporting *exporting = argument;
    struct picture *picture;
    while ((picture = await_picture(exporting)) != NULL) {
        encode(picture);
        give_back(exporting);
    }
    return NULL;
}

/* ---- files ---- */

static bool write_bytes(const void *what, FILE *file)
{
    const struct encoded *encoded = what;
    return encoded->is_good && fwrite(encoded->bytes, 1, encoded->size, file) == encoded->size;
}

static void destroy_picture(struct picture *picture)
{
    for (int i = 0; i < FILE_COUNT; i++) {
        free(picture->files[i].bytes);
    }
    png_drawing_destroy(picture->drawing);
    scene_finish(&picture->scene);
    free(picture);
}

/* The last that can be said of it to a person counts. */
static void write_files(const struct picture *picture, struct exporting_news *news)
{
    char name[NAME_SIZE + 8], reason[REASON_SIZE];
    snprintf(news->notice, sizeof news->notice, word_text(WORD_PICTURE_WRITTEN, picture->language),
             picture->stem);
    for (int i = 0; i < FILE_COUNT; i++) {
        snprintf(name, sizeof name, "%s.%s", picture->stem, endings[i]);
        if (whole_file_write(name, write_bytes, &picture->files[i], reason, sizeof reason)) {
            printf("trace-view: wrote '%s'\n", name);
        } else {
            fprintf(stderr, "trace-view: %s\n", reason);
            snprintf(news->notice, sizeof news->notice, "%.*s", (int)sizeof news->notice - 1,
                     reason);
            news->has_failed = true;
        }
    }
    fflush(stdout);
}

/* The first picture of the queue if it has its bytes, else NULL. */
static struct picture *take_encoded(struct exporting *exporting)
{
    struct picture *picture = NULL;
    pthread_mutex_lock(&exporting->mutex);
    if (exporting->encoded_count > 0) {
        picture = exporting->pictures[0];
        exporting->encoded_count--;
        exporting->picture_count--;
        for (uint32_t i = 0; i < exporting->picture_count; i++) {
            exporting->pictures[i] = exporting->pictures[i + 1];
        }
    }
    pthread_mutex_unlock(&exporting->mutex);
    return picture;
}

struct exporting_news exporting_take(struct exporting *exporting)
{
    struct exporting_news news = {.notice = ""};
    struct picture *picture;
    while ((picture = take_encoded(exporting)) != NULL) {
        write_files(picture, &news);
        destroy_picture(picture);
    }
    return news;
}

/* ---- life ---- */

struct exporting *exporting_create(void)
{
    struct exporting *exporting = array_of(1, sizeof *exporting);
    *exporting = (struct exporting){.mutex = PTHREAD_MUTEX_INITIALIZER,
                                    .has_work = PTHREAD_COND_INITIALIZER};
    return exporting;
}

void exporting_set_listener(struct exporting *exporting, void (*wake)(void *context), void *context)
{
    pthread_mutex_lock(&exporting->mutex);
    exporting->wake = wake;
    exporting->context = context;
    pthread_mutex_unlock(&exporting->mutex);
}

bool exporting_is_busy(const struct exporting *exporting)
{
    struct exporting *locked = (struct exporting *)exporting;
    pthread_mutex_lock(&locked->mutex);
    bool is_busy = locked->picture_count > 0;
    pthread_mutex_unlock(&locked->mutex);
    return is_busy;
}

static bool is_full(struct exporting *exporting)
{
    pthread_mutex_lock(&exporting->mutex);
    bool is_full = exporting->picture_count == EXPORTING_MAX;
    pthread_mutex_unlock(&exporting->mutex);
    return is_full;
}

/* Without a thread to spare the window has to wait. */
static void begin_thread(struct exporting *exporting)
{
    if (!exporting->has_thread) {
        exporting->has_thread =
            pthread_create(&exporting->thread, NULL, encode_pictures, exporting) == 0;
    }
}

static void hand_over(struct exporting *exporting, struct picture *picture)
{
    bool is_encoded = !exporting->has_thread;
    if (is_encoded) {
        encode(picture);
    }
    pthread_mutex_lock(&exporting->mutex);
    exporting->pictures[exporting->picture_count++] = picture;
    pthread_cond_signal(&exporting->has_work);
    pthread_mutex_unlock(&exporting->mutex);
    if (is_encoded) {
        give_back(exporting);
    }
}

bool exporting_add(struct exporting *exporting, struct scene *scene, struct pango_shaper *shaper,
                   enum language language, const char *stem)
{
    if (is_full(exporting)) {
        scene_finish(scene);
        return false;
    }
    struct picture *picture = array_of(1, sizeof *picture);
    *picture = (struct picture){.scene = *scene, .language = language};
    snprintf(picture->stem, sizeof picture->stem, "%s", stem);
    *scene = (struct scene){0};
    const struct painting painting = {.scene = &picture->scene, .shaper = shaper};
    picture->drawing = png_drawing_create(&painting);
    begin_thread(exporting);
    hand_over(exporting, picture);
    return true;
}

void exporting_destroy(struct exporting *exporting)
{
    if (exporting == NULL) {
        return;
    }
    pthread_mutex_lock(&exporting->mutex);
    exporting->is_closing = true;
    exporting->wake = NULL;
    pthread_cond_signal(&exporting->has_work);
    pthread_mutex_unlock(&exporting->mutex);
    if (exporting->has_thread) {
        pthread_join(exporting->thread, NULL);
    }
    exporting_take(exporting);
    pthread_cond_destroy(&exporting->has_work);
    pthread_mutex_destroy(&exporting->mutex);
    free(exporting);
}
