/* A text being put together in a buffer of fixed size, cut at a whole character if it is too long,
 * and templates with places: "{t} waits for {o}[ at {s}]". A part in square brackets is left out
 * when one of its places is empty. A place that is not given stays as it stands. */
#ifndef THREADLANE_ANALYSIS_PHRASE_H
#define THREADLANE_ANALYSIS_PHRASE_H

#include <stddef.h>

struct phrase {
    char *buffer; /* always ends with a NUL; the caller's */
    size_t size;
    size_t length;
};

struct phrase_place {
    const char *name; /* "t" for {t} */
    const char *text; /* never NULL; "" is empty */
};

/* `size` must not be 0. */
void phrase_begin(struct phrase *phrase, char *buffer, size_t size);
void phrase_add(struct phrase *phrase, const char *text);
/* With one space for each gap between its words, and none around them. */
void phrase_add_words(struct phrase *phrase, const char *text);
void phrase_add_format(struct phrase *phrase, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void phrase_fill(struct phrase *phrase, const char *template, const struct phrase_place *places,
                 size_t place_count);

#endif
