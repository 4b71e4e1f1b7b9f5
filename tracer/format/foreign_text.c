#include "tracer/format/foreign_text.h"

#include <stdio.h>
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

void foreign_texts_add(struct foreign_texts *texts, const struct raw_text *text, uint32_t party,
                       uint64_t ticks)
{
    reserve(texts);
    struct foreign_text *added = &texts->texts[texts->count];
    *added = (struct foreign_text){
        .text = *text, .ticks = ticks, .party = party, .place = texts->count++};
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
    int order = compare_u64(x->party, y->party);
    order = order ? order : compare_u64(x->text.thread, y->text.thread);
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

static bool names_program(const struct raw_text *text)
{
    return text->kind == TEXT_INFO && strcmp(text->strings[0], "program") == 0;
}

/* The first of each party's, for a program may start others. */
static bool is_first_of_party(const struct foreign_texts *texts, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (names_program(&texts->texts[i].text) &&
            texts->texts[i].party == texts->texts[index].party) {
            return false;
        }
    }
    return true;
}

char *foreign_texts_program(const struct foreign_texts *texts)
{
    char *all = NULL;
    for (size_t i = 0; i < texts->count; i++) {
        const char *name = texts->texts[i].text.strings[1];
        char *longer = NULL;
        if (names_program(&texts->texts[i].text) && is_first_of_party(texts, i)) {
            const char *slash = all ? strrchr(name, '/') : NULL;
            if (asprintf(&longer, "%s%s%s", all ? all : "", all ? " + " : "",
                         slash ? slash + 1 : name) < 0) {
                abort();
            }
            free(all);
            all = longer;
        }
    }
    return all;
}

/* 0: no end of a program. */
static int badness(const struct raw_text *text)
{
    static const char *const outcomes[] = {"ended", "interrupted", "crashed", "hung"};
    int worst = text->kind == TEXT_END;
    for (int i = 0; text->kind == TEXT_END && i < 4; i++) {
        worst = strcmp(text->strings[0], outcomes[i]) == 0 ? i + 1 : worst;
    }
    return worst;
}

const struct foreign_text *foreign_texts_end(const struct foreign_texts *texts,
                                             uint32_t party_count)
{
    const struct foreign_text *worst = NULL;
    uint32_t ended = 0;
    for (size_t i = 0; i < texts->count; i++) {
        const struct foreign_text *text = &texts->texts[i];
        ended += text->text.kind == TEXT_END;
        worst = badness(&text->text) > (worst ? badness(&worst->text) : 0) ? text : worst;
    }
    return ended >= party_count ? worst : NULL;
}

bool foreign_texts_tell_end(const struct foreign_texts *texts)
{
    bool is_told = false;
    for (size_t i = 0; i < texts->count; i++) {
        const struct raw_text *text = &texts->texts[i].text;
        if (text->kind == TEXT_INFO && strcmp(text->strings[0], "nothing recorded") == 0) {
            return false;
        }
        is_told = is_told || text->kind == TEXT_END;
    }
    return is_told;
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
