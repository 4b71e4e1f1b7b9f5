#include "tracer/format/foreign_text.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/format/utf8.h"

static char *copy_text(const char *text)
{
    char bytes[TEXT_SIZE_MAX * UTF8_REPLACEMENT_SIZE + 1];
    utf8_copy_repaired(bytes, text, text_cut_size(text));
    char *copy = strndup(bytes, text_cut_size(bytes));
    if (!copy) {
        abort();
    }
    return copy;
}

static void reserve(struct foreign_texts *texts)
{
    if (texts->count < texts->capacity) {
        return;
    }
    texts->capacity = texts->capacity ? texts->capacity * 2 : 64;
    texts->texts = realloc(texts->texts, texts->capacity * sizeof *texts->texts);
    if (!texts->texts) {
        abort();
    }
}

void foreign_texts_add(struct foreign_texts *texts, const struct raw_text *text, uint64_t ticks)
{
    reserve(texts);
    struct foreign_text *added = &texts->texts[texts->count];
    *added = (struct foreign_text){.text = *text, .ticks = ticks, .place = texts->count++};
    for (int i = 0; i < TEXT_STRINGS; i++) {
        added->text.strings[i] = copy_text(text->strings[i]);
    }
}

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_texts(const void *a, const void *b)
{
    const struct foreign_text *x = a, *y = b;
    int order = compare_u64(x->text.thread, y->text.thread);
    /* process 0, trace-run, becomes the largest number */
    order = order ? order : compare_u64(x->text.process - 1, y->text.process - 1);
    order = order ? order : compare_u64(x->text.time_ns, y->text.time_ns);
    return order ? order : compare_u64(x->place, y->place);
}

void foreign_texts_sort(struct foreign_texts *texts)
{
    if (texts->count > 0) {
        qsort(texts->texts, texts->count, sizeof *texts->texts, compare_texts);
    }
}

bool foreign_texts_know_program(const struct foreign_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        const struct raw_text *text = &texts->texts[i].text;
        if (text->kind == TEXT_INFO && strcmp(text->strings[0], "program") == 0) {
            return true;
        }
    }
    return false;
}

void foreign_texts_finish(struct foreign_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        for (int k = 0; k < TEXT_STRINGS; k++) {
            free((char *)texts->texts[i].text.strings[k]);
        }
    }
    free(texts->texts);
    *texts = (struct foreign_texts){0};
}
