#include "viewer/paint/pair_words_painter.h"

#include <inttypes.h>

#include "viewer/paint/plain_stream.h"
#include "viewer/scene/view/words.h"

struct pair_page {
    FILE *file;
    const struct pair *pair;
};

static const char *say(const struct pair_page *page, enum word word)
{
    return word_text(word, page->pair->comparison->language);
}

/* "  12    3.550 ms", or a dash of the same width. */
static void write_place(const struct pair_page *page, enum comparison_side side, uint32_t operation)
{
    if (operation == NONE_INDEX) {
        fprintf(page->file, "    – %14s", "");
        return;
    }
    const struct compared_run *run = &page->pair->comparison->runs[side];
    uint32_t step = run->operations[operation].step;
    fprintf(page->file, "%5u %11.3f ms", step + 1, (double)story_time(run->story, step) / 1e6);
}

/* Its places on both sides, and what it is, as the side it is on says. */
static void write_operation(const struct pair_page *page, enum comparison_side side, uint32_t index)
{
    const struct compared_run *run = &page->pair->comparison->runs[side];
    uint32_t match = run->operations[index].match;
    write_place(page, SIDE_LEFT, side == SIDE_LEFT ? index : match);
    fputs("  ", page->file);
    write_place(page, SIDE_RIGHT, side == SIDE_RIGHT ? index : match);
    fprintf(page->file, "  %s\n", story_step(run->story, run->operations[index].step).sentence);
}

/* What only the right one does comes after what it did before. `next` is where to go on. */
static void write_lone(const struct pair_page *page, uint32_t thread, uint32_t before,
                       uint32_t *next)
{
    const struct compared_run *run = &page->pair->comparison->runs[SIDE_RIGHT];
    for (; *next < run->operation_count && *next < before; (*next)++) {
        const struct compared_operation *operation = &run->operations[*next];
        if (operation->thread == thread && operation->match == NONE_INDEX) {
            write_operation(page, SIDE_RIGHT, *next);
        }
    }
}

static void write_thread(const struct pair_page *page, uint32_t left, uint32_t right)
{
    const struct compared_run *run = &page->pair->comparison->runs[SIDE_LEFT];
    uint32_t next = 0;
    for (uint32_t i = 0; left != NONE_INDEX && i < run->operation_count; i++) {
        if (run->operations[i].thread != left) {
            continue;
        }
        if (right != NONE_INDEX && run->operations[i].match != NONE_INDEX) {
            write_lone(page, right, run->operations[i].match, &next);
        }
        write_operation(page, SIDE_LEFT, i);
    }
    if (right != NONE_INDEX) {
        write_lone(page, right, NONE_INDEX, &next);
    }
}

static void write_threads(const struct pair_page *page)
{
    const struct comparison *comparison = page->pair->comparison;
    const struct trace *left = comparison->runs[SIDE_LEFT].trace;
    const struct trace *right = comparison->runs[SIDE_RIGHT].trace;
    for (uint32_t i = 1; i < left->thread_count; i++) {
        if (left->threads[i].exists) {
            fprintf(page->file, "%s\n", left->threads[i].name);
            write_thread(page, i, comparison->runs[SIDE_LEFT].threads[i]);
        }
    }
    for (uint32_t i = 1; i < right->thread_count; i++) {
        if (right->threads[i].exists && comparison->runs[SIDE_RIGHT].threads[i] == NONE_INDEX) {
            fprintf(page->file, "%s\n", right->threads[i].name);
            write_thread(page, NONE_INDEX, i);
        }
    }
}

static void write_differences(const struct pair_page *page)
{
    const struct comparison *comparison = page->pair->comparison;
    if (comparison->divergence != NULL) {
        fprintf(page->file, "\n%s\n%s\n", say(page, WORD_WHERE_THEY_PART),
                comparison->divergence->sentence);
    } else {
        bool is_same = comparison->difference_count == 0;
        fprintf(page->file, "\n%s\n", say(page, is_same ? WORD_RUNS_SAME : WORD_RUNS_SAME_ORDER));
    }
    if (comparison->difference_count > (comparison->divergence != NULL)) {
        fprintf(page->file, "\n%s\n", say(page, WORD_WHAT_DIFFERS));
    }
    for (uint32_t i = 0; i < comparison->difference_count; i++) {
        if (&comparison->differences[i] != comparison->divergence) {
            fprintf(page->file, "- %s\n", comparison->differences[i].sentence);
        }
    }
    if (comparison->more_count > 0) {
        char number[16];
        snprintf(number, sizeof number, "%" PRIu32, comparison->more_count);
        fprintf(page->file, say(page, WORD_DIFFERENCES_MORE), number);
        fputc('\n', page->file);
    }
}

static void write_page(const struct pair_page *page)
{
    const struct pair *pair = page->pair;
    fprintf(page->file, "%s | %s\n%s\n", pair->subjects[SIDE_LEFT].trace->program,
            pair->subjects[SIDE_RIGHT].trace->program, pair->comparison->verdict);
    write_differences(page);
    fprintf(page->file, "\n%s\n%19s%22s\n", say(page, WORD_BESIDE_EACH_OTHER),
            say(page, WORD_ON_LEFT), say(page, WORD_ON_RIGHT));
    write_threads(page);
}

bool pair_words_painter_write(const struct pair *pair, FILE *file)
{
    FILE *plain = plain_stream_open(file);
    if (plain == NULL) {
        return false;
    }
    write_page(&(struct pair_page){plain, pair});
    return plain_stream_close(plain);
}
