#include "viewer/app/lecture_export.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/paint/beamer_painter.h"
#include "viewer/paint/handout_painter.h"
#include "viewer/paint/whole_file.h"

#define NAME_SIZE 4096

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* "poem.md" and "-pages.pdf" make "poem-pages.pdf". */
static void replace_ending(const char *file_name, const char *ending, char name[NAME_SIZE])
{
    const char *dot = strrchr(file_name, '.');
    snprintf(name, NAME_SIZE, "%.*s%s", (int)(dot - file_name), file_name, ending);
}

/* Writes the same deck in another way; the files are named after the document. */
static bool write_beside(const struct export_job *job, const char *ending, char name[NAME_SIZE],
                         char *reason, size_t reason_size)
{
    replace_ending(job->file_name, ending, name);
    struct export_job beside = *job;
    beside.file_name = name;
    return exporter_write(exporter_find(name), &beside, reason, reason_size);
}

/* ---- handout ---- */

struct handout_order {
    const struct deck *deck;
    const char **pictures;
};

static bool write_handout(const void *what, FILE *file)
{
    const struct handout_order *order = what;
    return handout_painter_write(order->deck, order->pictures, file);
}

static const char **name_pictures(struct arena *arena, const struct deck *deck,
                                  const char *pictures)
{
    const char **names = arena_allocate(arena, deck->page_count * sizeof *names);
    for (uint32_t i = 0; i < deck->page_count; i++) {
        char name[NAME_SIZE];
        exporter_page_name(pictures, i, deck->page_count, name, sizeof name);
        names[i] = arena_copy_text(arena, base_name(name));
    }
    return names;
}

bool lecture_export_handout(const struct export_job *job, char *reason, size_t reason_size)
{
    char pictures[NAME_SIZE];
    if (!write_beside(job, ".svg", pictures, reason, reason_size)) {
        return false;
    }
    struct arena *arena = arena_create();
    struct handout_order order = {job->deck, name_pictures(arena, job->deck, pictures)};
    bool is_written = whole_file_write(job->file_name, write_handout, &order, reason, reason_size);
    arena_destroy(arena);
    return is_written;
}

/* ---- frames ---- */

struct beamer_order {
    const struct deck *deck;
    const char *pages;
};

static bool write_beamer(const void *what, FILE *file)
{
    const struct beamer_order *order = what;
    return beamer_painter_write(order->deck, order->pages, file);
}

bool lecture_export_beamer(const struct export_job *job, char *reason, size_t reason_size)
{
    char pages[NAME_SIZE];
    if (!write_beside(job, "-pages.pdf", pages, reason, reason_size)) {
        return false;
    }
    struct beamer_order order = {job->deck, base_name(pages)};
    return whole_file_write(job->file_name, write_beamer, &order, reason, reason_size);
}
