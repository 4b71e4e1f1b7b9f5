#include "viewer/paint/words_painter.h"

#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/paint/plain_stream.h"
#include "viewer/scene/shape/character.h"
#include "viewer/scene/view/future_state.h"
#include "viewer/scene/view/process_ending.h"
#include "viewer/scene/view/wait_text.h"
#include "viewer/scene/view/words.h"

#define TIME_WIDTH 14          /* places of a column of times */
#define LONG_NS    10000000000 /* longer recordings count in seconds */

/* What one writing needs everywhere. */
struct page {
    FILE *file;
    const struct subject *subject;
    enum language language;
};

static const char *say(const struct page *page, enum word word)
{
    return word_text(word, page->language);
}

static const char *thread_name(const struct page *page, uint32_t thread)
{
    return thread < page->subject->trace->thread_count ? page->subject->trace->threads[thread].name
                                                       : "";
}

static void write_heading(const struct page *page, enum word word)
{
    fprintf(page->file, "\n%s\n", say(page, word));
}

/* Places that a text takes in a terminal: Han characters take two. */
static int text_places(const char *text)
{
    int places = 0;
    uint32_t code;
    for (size_t size; (size = character_read(text, &code)) > 0; text += size) {
        places += character_is_wide(code) ? 2 : 1;
    }
    return places;
}

/* To the microsecond and in one unit throughout, so that times can be compared and subtracted. */
static const char *time_text(const struct page *page, uint64_t time_ns, char *buffer, size_t size)
{
    bool is_long = page->subject->trace->end_ns >= LONG_NS;
    snprintf(buffer, size, is_long ? "%.6f s" : "%.3f ms", (double)time_ns / (is_long ? 1e9 : 1e6));
    return buffer;
}

static void write_column(const struct page *page, const char *text, bool is_right)
{
    int pad = TIME_WIDTH - text_places(text);
    pad = pad < 0 ? 0 : pad;
    fprintf(page->file, "%*s%s%*s", is_right ? pad : 0, "", text, is_right ? 0 : pad, "");
}

/* "   0.450 ms – 1.850 ms    ", the end in words if there was none. */
static void write_span(const struct page *page, uint64_t begin_ns, uint64_t end_ns, bool has_end,
                       uint32_t thread)
{
    char begin[32], end[32];
    time_text(page, end_ns, end, sizeof end);
    bool is_forever = !has_end && page->subject->analysis->is_dead[thread];
    write_column(page, time_text(page, begin_ns, begin, sizeof begin), true);
    fputs(" – ", page->file);
    write_column(page, is_forever ? say(page, WORD_FOREVER) : end, false);
    fputs("  ", page->file);
}

static void write_code(const struct page *page, const char *code)
{
    while (*code) {
        size_t size = strcspn(code, "\n");
        fprintf(page->file, "    %.*s\n", (int)size, code);
        code += size + (code[size] == '\n');
    }
}

static void write_finding(const struct page *page, const struct finding *finding)
{
    fprintf(page->file, "\n%s\n%s\n", finding->headline, finding->sentence);
    if (*finding->rule) {
        fprintf(page->file, "%s\n", finding->rule);
    }
    if (*finding->way_out) {
        fprintf(page->file, "%s: %s\n", say(page, WORD_A_WAY_OUT), finding->way_out);
    }
    write_code(page, finding->way_out_code);
}

static void write_step(const struct page *page, uint32_t number, const struct story_step *step)
{
    char time[32];
    fprintf(page->file, "%5u", number);
    write_column(page, time_text(page, step->time_ns, time, sizeof time), true);
    fprintf(page->file, "  %s\n", step->sentence);
}

static void write_steps(const struct page *page)
{
    const struct story *story = page->subject->story;
    write_heading(page, WORD_STEP_BY_STEP);
    for (uint32_t i = 0; i < story->step_count; i++) {
        const struct story_step step = story_step(story, i);
        write_step(page, i + 1, &step);
    }
}

static void write_segment(const struct page *page, uint32_t thread,
                          const struct lane_segment *segment)
{
    static const enum word states[LANE_STATE_COUNT] = {
        [LANE_RUNNING] = WORD_LEGEND_RUNNING,
        [LANE_READY] = WORD_LEGEND_READY,
        [LANE_WAIT_LOCK] = WORD_LEGEND_WAITS_LOCK,
        [LANE_WAIT_CONDITION] = WORD_LEGEND_WAITS_CONDITION,
        [LANE_WAIT_TRANSFER] = WORD_LEGEND_WAITS_TRANSFER,
        [LANE_SLEEP] = WORD_LEGEND_SLEEPS,
    };
    bool is_wait = segment->state == LANE_WAIT_LOCK || segment->state == LANE_WAIT_CONDITION ||
                   segment->state == LANE_WAIT_TRANSFER;
    bool has_end = !is_wait || segment->end_event != NONE_INDEX;
    write_span(page, segment->begin_ns, segment->end_ns, has_end, thread);
    fputs(say(page, states[segment->state]), page->file);
    if (is_wait && segment->target != NONE_INDEX) {
        fprintf(page->file, ": %s", trace_target_name(page->subject->trace, segment->target));
    }
    fputc('\n', page->file);
}

static void write_threads(const struct page *page)
{
    const struct lanes *lanes = page->subject->lanes;
    write_heading(page, WORD_THREADS);
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        const struct interval_list *segments = &lanes->threads[i].segments;
        if (segments->count == 0) {
            continue;
        }
        fprintf(page->file, "%s\n", thread_name(page, i));
        for (uint32_t j = 0; j < segments->count; j++) {
            const struct lane_segment segment = lane_segment_at(&lanes->threads[i], j);
            if (!interval_is_gap(segments, j)) {
                write_segment(page, i, &segment);
            }
        }
    }
}

static void write_future(const struct page *page, const struct lane_hold *stretch)
{
    char text[256];
    fputs(future_state_text(page->subject->trace, stretch, page->language, text, sizeof text),
          page->file);
}

/* "item 3, put by A, got by B". */
static void write_item(const struct page *page, const struct lane_hold *hold, bool is_message)
{
    char number[16];
    snprintf(number, sizeof number, "%u",
             value_low(page->subject->trace->events[hold->begin_event].value));
    fprintf(page->file, say(page, is_message ? WORD_MESSAGE : WORD_ITEM), number);
    fputs(" · ", page->file);
    fprintf(page->file, say(page, is_message ? WORD_SENT_BY : WORD_PUT_BY),
            thread_name(page, hold->thread));
    if (hold->user != NONE_INDEX) {
        fputs(" · ", page->file);
        fprintf(page->file, say(page, is_message ? WORD_RECEIVED_BY : WORD_GOT_BY),
                thread_name(page, hold->user));
    }
}

/* "held by A", or what else it is. */
static void write_hold(const struct page *page, const struct lane_hold *hold)
{
    const struct trace *trace = page->subject->trace;
    const char *thread = thread_name(page, hold->thread);
    switch (trace->objects[hold->object].type) {
    case TYPE_QUEUE:
    case TYPE_PROCESS_QUEUE:
    case TYPE_PIPE:
        write_item(page, hold, trace->objects[hold->object].type == TYPE_PIPE);
        break;
    case TYPE_REFERENT:
        fprintf(page->file, say(page, WORD_SERVES),
                thread_name(page, value_high(trace->events[hold->begin_event].value)));
        break;
    case TYPE_EVENT:
        fprintf(page->file, say(page, WORD_SET_BY), thread);
        break;
    case TYPE_BARRIER:
        fprintf(page->file, say(page, WORD_LAST_TO_ARRIVE), thread);
        break;
    case TYPE_FUTURE:
        write_future(page, hold);
        break;
    default:
        fprintf(page->file, say(page, WORD_HELD_BY), thread);
        break;
    }
}

static void write_holds(const struct page *page, const struct hold_list *holds)
{
    for (uint32_t i = 0; i < holds->list.count; i++) {
        const struct lane_hold hold = hold_list_at(holds, i);
        write_span(page, hold.begin_ns, hold.end_ns, hold.end_event != NONE_INDEX, hold.thread);
        write_hold(page, &hold);
        fputc('\n', page->file);
    }
}

static void write_waits(const struct page *page, const struct wait_list *waits)
{
    for (uint32_t i = 0; i < waits->list.count; i++) {
        const struct lane_wait wait = wait_list_at(waits, i);
        write_span(page, wait.begin_ns, wait.end_ns, wait.end_event != NONE_INDEX, wait.thread);
        fprintf(page->file, say(page, WORD_THREAD_WAITS), thread_name(page, wait.thread));
        fputc('\n', page->file);
    }
}

/* "producer (pid 30497): exited with 0" */
static void write_processes(const struct page *page)
{
    const struct trace *trace = page->subject->trace;
    uint32_t count = 0;
    for (uint32_t i = 1; i < trace->process_count; i++) {
        count += trace->processes[i].exists;
    }
    if (count < 2) {
        return;
    }
    write_heading(page, WORD_PROCESSES);
    for (uint32_t i = 1; i < trace->process_count; i++) {
        char ending[PROCESS_ENDING_SIZE];
        process_ending_text(trace, i, page->language, ending, sizeof ending);
        if (trace->processes[i].exists) {
            fprintf(page->file, "%s (pid %u)%s%s\n", trace->processes[i].name,
                    trace->processes[i].pid, *ending ? ": " : "", ending);
        }
    }
}

static void write_objects(const struct page *page)
{
    const struct trace *trace = page->subject->trace;
    write_heading(page, WORD_OBJECTS);
    for (uint32_t i = 0; i < trace->object_count; i++) {
        const struct packed_object *lane = &page->subject->lanes->objects[i];
        if (lane->holds.list.count == 0 && lane->waits.list.count == 0) {
            continue;
        }
        fprintf(page->file, "%s (%s)\n", trace->objects[i].name,
                object_type_word(trace->objects[i].type, 1, page->language));
        write_holds(page, &lane->holds);
        write_waits(page, &lane->waits);
    }
}

static void write_waits_at_end(const struct page *page)
{
    const struct analysis *analysis = page->subject->analysis;
    if (analysis->edge_count == 0) {
        return;
    }
    struct arena *arena = arena_create();
    write_heading(page, WORD_WHO_WAITS_FOR_WHOM);
    for (uint32_t i = 0; i < analysis->edge_count; i++) {
        fprintf(page->file, "%s\n",
                wait_text(arena, analysis, &analysis->edges[i], page->language));
        arena_clear(arena);
    }
    arena_destroy(arena);
}

static void write_page(const struct page *page)
{
    const struct subject *subject = page->subject;
    const char *program = subject->trace->program;
    fprintf(page->file, "%s\n%s\n", *program ? program : say(page, WORD_UNTITLED),
            subject->analysis->verdict);
    for (uint32_t i = 0; i < subject->analysis->finding_count; i++) {
        write_finding(page, &subject->analysis->findings[i]);
    }
    write_steps(page);
    write_waits_at_end(page);
    write_processes(page);
    write_threads(page);
    write_objects(page);
}

bool words_painter_write(const struct painting *painting, FILE *file)
{
    FILE *plain = plain_stream_open(file);
    if (plain == NULL) {
        return false;
    }
    write_page(&(struct page){plain, painting->subject, painting->view->language});
    return plain_stream_close(plain);
}
