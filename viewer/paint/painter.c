#include "viewer/paint/painter.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "viewer/paint/png_painter.h"
#include "viewer/paint/svg_painter.h"
#include "viewer/paint/words_painter.h"

/* clang-format off: one row a painter. X(ending, function) */
#define PAINTER_TABLE(X)                                                                           \
    X(".png", png_painter_paint)                                                                   \
    X(".svg", svg_painter_write)                                                                   \
    X(".txt", words_painter_write)
/* clang-format on */

static const struct painter painters[] = {
#define X(ending, function) {ending, function},
    PAINTER_TABLE(X)
#undef X
};

const struct painter *painter_find(const char *file_name)
{
    const char *ending = strrchr(file_name, '.');
    if (!ending) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof painters / sizeof painters[0]; i++) {
        if (strcasecmp(painters[i].ending, ending) == 0) {
            return &painters[i];
        }
    }
    return NULL;
}

const char *painter_endings(void)
{
#define X(ending, function) ", " ending
    static const char endings[] = PAINTER_TABLE(X);
#undef X
    return endings + strlen(", ");
}

static bool refuse(const char *file_name, const char *why, char *reason, size_t size)
{
    snprintf(reason, size, "cannot write '%s': %s", file_name, why);
    return false;
}

bool painting_write(const struct painting *painting, const char *file_name, char *reason,
                    size_t reason_size)
{
    const struct painter *painter = painter_find(file_name);
    if (!painter) {
        char why[128];
        snprintf(why, sizeof why, "its name must end in one of %s", painter_endings());
        return refuse(file_name, why, reason, reason_size);
    }
    FILE *file = fopen(file_name, "wb");
    if (!file) {
        return refuse(file_name, strerror(errno), reason, reason_size);
    }
    errno = 0;
    bool is_painted = painter->paint(painting, file) && !ferror(file);
    is_painted = fclose(file) == 0 && is_painted;
    if (!is_painted) {
        int error = errno;
        unlink(file_name);
        return refuse(file_name, error ? strerror(error) : "the picture cannot be drawn", reason,
                      reason_size);
    }
    return true;
}
