/* Catalogs as catalogs.py writes them for language.c: of each language the messages, sorted by key,
 * and which of its forms a number takes. All static. */
#ifndef THREADLANE_LANGUAGE_CATALOG_H
#define THREADLANE_LANGUAGE_CATALOG_H

#include <stddef.h>

struct catalog_message {
    const char *key;          /* in English, its context in front */
    const char *const *forms; /* as many as the language has if it depends on a number, else one */
};

struct catalog {
    const char *name; /* "zh_CN" */
    const char *tag;  /* "zh-CN" */
    const struct catalog_message *messages;
    size_t message_count;
    unsigned long (*form)(unsigned long count);
};

#define CATALOG_COUNT (LANGUAGE_COUNT - 1)

extern const struct catalog catalogs[CATALOG_COUNT];

#endif
