#include "tracer/analysis/phrase.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct filling {
    struct phrase *phrase;
    const struct phrase_place *places;
    size_t place_count;
};

void phrase_begin(struct phrase *phrase, char *buffer, size_t size)
{
    assert(size > 0);
    *phrase = (struct phrase){.buffer = buffer, .size = size};
    buffer[0] = '\0';
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static void add_bytes(struct phrase *phrase, const char *text, size_t size)
{
    size_t room = phrase->size - 1 - phrase->length;
    if (size > room) {
        size = room;
        while (size > 0 && is_continuation(text[size])) {
            size--;
        }
        phrase->size = phrase->length + size + 1; /* full: nothing may follow the gap */
    }
    memcpy(phrase->buffer + phrase->length, text, size);
    phrase->length += size;
    phrase->buffer[phrase->length] = '\0';
}

void phrase_add(struct phrase *phrase, const char *text)
{
    add_bytes(phrase, text, strlen(text));
}

void phrase_add_words(struct phrase *phrase, const char *text)
{
    static const char gaps[] = " \t";
    text += strspn(text, gaps);
    while (*text != '\0') {
        size_t size = strcspn(text, gaps);
        add_bytes(phrase, text, size);
        text += size + strspn(text + size, gaps);
        add_bytes(phrase, " ", *text != '\0');
    }
}

/* The last one of a text that was cut somewhere. */
static void drop_last_character(char *text, size_t length)
{
    while (length > 0 && is_continuation(text[length - 1])) {
        length--;
    }
    text[length > 0 ? length - 1 : 0] = '\0';
}

void phrase_add_format(struct phrase *phrase, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof(text)) {
        drop_last_character(text, sizeof(text) - 1);
    }
    phrase_add(phrase, text);
}

/* The text of the place whose name starts at `name` and is `size` long, or NULL. */
static const char *find_place(const struct filling *filling, const char *name, size_t size)
{
    for (size_t i = 0; i < filling->place_count; i++) {
        const char *known = filling->places[i].name;
        if (strlen(known) == size && memcmp(known, name, size) == 0) {
            return filling->places[i].text;
        }
    }
    return NULL;
}

/* Takes one place at `at`, which is a '{', and returns what follows it. */
static const char *fill_place(const struct filling *filling, const char *at, const char *end,
                              bool *is_empty)
{
    const char *close = memchr(at, '}', (size_t)(end - at));
    const char *text = close == NULL ? NULL : find_place(filling, at + 1, (size_t)(close - at - 1));
    if (text == NULL) {
        add_bytes(filling->phrase, at, 1);
        return at + 1;
    }
    phrase_add(filling->phrase, text);
    *is_empty |= text[0] == '\0';
    return close + 1;
}

/* Fills a stretch without optional parts; false if one of its places was empty. */
static bool fill_stretch(const struct filling *filling, const char *at, const char *end)
{
    bool is_empty = false;
    while (at < end) {
        if (*at == '{') {
            at = fill_place(filling, at, end, &is_empty);
            continue;
        }
        const char *next = memchr(at, '{', (size_t)(end - at));
        const char *stop = next == NULL ? end : next;
        add_bytes(filling->phrase, at, (size_t)(stop - at));
        at = stop;
    }
    return !is_empty;
}

static void fill_optional(const struct filling *filling, const char *at, const char *end)
{
    size_t length = filling->phrase->length;
    if (!fill_stretch(filling, at, end)) {
        filling->phrase->length = length;
        filling->phrase->buffer[length] = '\0';
    }
}

void phrase_fill(struct phrase *phrase, const char *template, const struct phrase_place *places,
                 size_t place_count)
{
    struct filling filling = {phrase, places, place_count};
    while (*template != '\0') {
        const char *stop = template + strcspn(template, "[");
        fill_stretch(&filling, template, stop);
        template = stop;
        const char *close = *template == '[' ? strchr(template, ']') : NULL;
        if (close != NULL) {
            fill_optional(&filling, template + 1, close);
            template = close + 1;
        } else if (*template == '[') {
            phrase_add(phrase, template);
            return;
        }
    }
}
