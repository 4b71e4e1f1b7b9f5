#include "viewer/paint/handout_painter.h"

#include "tracer/model/arena.h"
#include "viewer/paint/markdown_text.h"
#include "viewer/scene/deck/page_question.h"
#include "viewer/scene/view/wait_text.h"
#include "viewer/scene/view/words.h"

#define TOLD_STEPS_MAX 40 /* between two pictures; more say too much */

/* What one writing needs everywhere. */
struct handout {
    FILE *file;
    const struct deck *deck;
    struct arena *arena; /* what is said of one page */
};

static const char *say(const struct handout *handout, enum word word)
{
    return word_text(word, handout->deck->language);
}

static void write_line(const struct handout *handout, const char *before, const char *text,
                       const char *after)
{
    fputs(before, handout->file);
    markdown_text_write(handout->file, text);
    fputs(after, handout->file);
}

/* "**Question**: " */
static void write_lead(const struct handout *handout, enum word word)
{
    write_line(handout, "\n**", say(handout, word), "**");
    fputs(say(handout, WORD_COLON), handout->file);
}

/* ---- a page ---- */

static void write_page_heading(const struct handout *handout, const struct subject *subject,
                               const struct deck_page *page)
{
    if (page->step == NONE_INDEX) {
        write_line(handout, "\n## ", say(handout, WORD_BEFORE_FIRST_STEP), "\n");
        return;
    }
    char time[32], number[16];
    snprintf(number, sizeof number, "%u", page->step + 1);
    duration_text(story_time(subject->story, page->step), time, sizeof time);
    const char *step = arena_print_text(handout->arena, say(handout, WORD_STEP_NUMBER), number);
    write_line(handout, "\n## ", arena_print_text(handout->arena, "%s · %s", step, time), "\n");
}

/* The steps after the page before that have no picture of their own. */
static void write_skipped(const struct handout *handout, const struct subject *subject,
                          uint32_t before, uint32_t step)
{
    uint32_t first = before == NONE_INDEX ? 0 : before + 1;
    if (step == NONE_INDEX || first >= step) {
        return;
    }
    first = step - first > TOLD_STEPS_MAX ? step - TOLD_STEPS_MAX : first;
    write_line(handout, "\n", say(handout, WORD_SINCE_LAST_PICTURE), ":\n\n");
    for (uint32_t i = first; i < step; i++) {
        const struct story_step told = story_step(subject->story, i);
        write_line(handout, "- ", told.sentence, "\n");
    }
}

static void write_source_line(const struct handout *handout, const struct subject *subject,
                              uint32_t step)
{
    const struct trace *trace = subject->trace;
    uint32_t index = step == NONE_INDEX ? NONE_INDEX : story_bare_step(subject->story, step).event;
    const struct event *event = index < trace->event_count ? &trace->events[index] : NULL;
    char site[1024];
    if (event == NULL || *event_site_text(trace, event, site, sizeof site) == '\0') {
        return;
    }
    write_lead(handout, WORD_SOURCE_LINE);
    write_line(handout, "", site, "\n");
    const char *text = trace->sites[event->site].text;
    if (*text) {
        fputc('\n', handout->file);
        markdown_text_write_code(handout->file, text);
    }
}

static void write_picture(const struct handout *handout, const struct deck_page *page,
                          const char *picture)
{
    write_line(handout, "\n![", page->alternative, "](");
    markdown_text_write_link(handout->file, picture);
    fputs(")\n", handout->file);
}

static void write_step_page(const struct handout *handout, uint32_t index, const char *picture)
{
    const struct deck *deck = handout->deck;
    const struct deck_page *page = &deck->pages[index];
    const struct subject *subject = deck_page_subject(deck, index);
    write_page_heading(handout, subject, page);
    write_skipped(handout, subject, index == 0 ? NONE_INDEX : deck->pages[index - 1].step,
                  page->step);
    write_picture(handout, page, picture);
    if (*page->caption) {
        write_line(handout, "\n", page->caption, "\n");
    }
    write_source_line(handout, subject, page->step);
    write_lead(handout, WORD_QUESTION);
    write_line(handout, "", page_question(handout->arena, subject, page->step, deck->language),
               "\n");
}

/* A title page, and what was found, are only looked at. */
static void write_page(const struct handout *handout, uint32_t index, const char *picture)
{
    const struct deck_page *page = &handout->deck->pages[index];
    arena_clear(handout->arena);
    if (page->view.frame == FRAME_PICTURE) {
        write_step_page(handout, index, picture);
    } else {
        write_picture(handout, page, picture);
    }
}

/* ---- the end ---- */

static void write_finding(const struct handout *handout, const struct finding *finding)
{
    write_line(handout, "\n### ", finding->headline, "\n");
    write_line(handout, "\n", finding->sentence, "\n");
    if (*finding->rule) {
        write_line(handout, "\n*", finding->rule, "*\n");
    }
    if (*finding->way_out) {
        write_lead(handout, WORD_A_WAY_OUT);
        write_line(handout, "", finding->way_out, "\n");
    }
    if (*finding->way_out_code) {
        fputc('\n', handout->file);
        markdown_text_write_code(handout->file, finding->way_out_code);
    }
}

static void write_end(const struct handout *handout)
{
    const struct analysis *analysis = handout->deck->subject.analysis;
    if (*analysis->verdict) { /* without spoilers there is none */
        write_line(handout, "\n## ", analysis->verdict, "\n");
    }
    for (uint32_t i = 0; i < analysis->finding_count; i++) {
        write_finding(handout, &analysis->findings[i]);
    }
    if (analysis->edge_count > 0) {
        write_line(handout, "\n### ", say(handout, WORD_WHO_WAITS_FOR_WHOM), "\n\n");
    }
    for (uint32_t i = 0; i < analysis->edge_count; i++) {
        arena_clear(handout->arena);
        write_line(
            handout, "- ",
            wait_text(handout->arena, analysis, &analysis->edges[i], handout->deck->language),
            "\n");
    }
}

bool handout_painter_write(const struct deck *deck, const char *const *pictures, FILE *file)
{
    const struct handout handout = {file, deck, arena_create()};
    write_line(&handout, "# ", deck->title, "\n");
    if (*deck->author) {
        write_line(&handout, "\n", deck->author, "\n");
    }
    for (uint32_t i = 0; i < deck->page_count; i++) {
        write_page(&handout, i, pictures[i]);
    }
    write_end(&handout);
    arena_destroy(handout.arena);
    return !ferror(file);
}
