#include <string.h>

#include "viewer/paint/html_page.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/severity.h"

static const struct finding *first_finding(const struct html_page *page)
{
    const struct analysis *analysis = page->subject->analysis;
    return analysis != NULL && analysis->finding_count > 0 ? &analysis->findings[0] : NULL;
}

/* ---- what was found ---- */

/* A headline is a sentence of its own; some bring their stop with them. */
static void write_callout(const struct html_page *page, int severity, const char *headline,
                          const char *sentence)
{
    const char *stop = word_text(WORD_STOP, page->deck->language);
    size_t size = strlen(headline), stop_size = strlen(stop);
    bool has_stop = size >= stop_size && strcmp(headline + size - stop_size, stop) == 0;
    fprintf(page->file, "<div class=\"callout %s\"><p><strong>", html_severity_class(severity));
    html_write_text(page, headline);
    fprintf(page->file, "%s</strong> ", has_stop ? "" : stop);
    html_write_text(page, sentence);
    fputs("</p></div>\n", page->file);
}

static void write_calm(const struct html_page *page)
{
    bool has_ended = page->subject->trace->outcome == OUTCOME_ENDED;
    enum language language = page->deck->language;
    write_callout(
        page, SEVERITY_CALM,
        word_text(has_ended ? WORD_NOTHING_WRONG : WORD_RECORDING_STOPS, language),
        word_text(has_ended ? WORD_NOTHING_WRONG_MORE : WORD_RECORDING_STOPS_MORE, language));
}

static enum word findings_word(const struct finding *finding)
{
    if (finding != NULL && finding->kind == FINDING_LOCK_ORDER_RISK) {
        return WORD_WHAT_COULD_GO_WRONG;
    }
    bool is_alarm = finding != NULL && severity_of_finding(finding) == SEVERITY_ALARM;
    return is_alarm ? WORD_WHAT_WENT_WRONG : WORD_WHAT_HAPPENED;
}

static void write_findings(const struct html_page *page)
{
    const struct analysis *analysis = page->subject->analysis;
    fputs("<section class=\"spoiler\"><h2>", page->file);
    html_write_word(page, findings_word(first_finding(page)));
    fputs("</h2>\n", page->file);
    if (first_finding(page) == NULL) {
        write_calm(page);
    }
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        write_callout(page, (int)severity_of_finding(finding), finding->headline,
                      finding->sentence);
    }
    fputs("</section>\n", page->file);
}

/* ---- steps ---- */

static const char *tone_class(enum step_tone tone)
{
    static const char *const classes[] = {
        [TONE_PLAIN] = "plain",
        [TONE_WAIT_LOCK] = "lock",
        [TONE_WAIT_CONDITION] = "condition",
        [TONE_WAIT_TRANSFER] = "transfer",
        [TONE_BAD] = "bad",
        [TONE_HANG] = "bad",
    };
    return classes[tone];
}

static void write_time(const struct html_page *page, const struct story_step *step)
{
    const struct story *story = page->subject->story;
    char time[32];
    clock_text(step->time_ns, story_time(story, story->step_count - 1), time, sizeof time);
    fprintf(page->file, "<time>%s</time>", step->tone == TONE_HANG ? "∞" : time);
}

static void write_row(const struct html_page *page, uint32_t index)
{
    const struct deck_page *shown = &page->deck->pages[index];
    fprintf(page->file, "<a href=\"#step-%u\" id=\"caption-%u\">", index, index);
    if (shown->step != NONE_INDEX) {
        fprintf(page->file, "<span class=\"badge\">%u</span>", shown->step + 1);
    }
    fputs("<span class=\"sentence\">", page->file);
    html_write_text(page, shown->caption);
    fputs("</span>", page->file);
    if (shown->step != NONE_INDEX) {
        struct story_step step = story_step(page->subject->story, shown->step);
        write_time(page, &step);
    }
    fputs("</a>\n", page->file);
}

static void write_stills(const struct html_page *page, uint32_t index)
{
    fputs("<noscript><figure class=\"still\">", page->file);
    html_write_still(page, &page->figure, index, "");
    if (page->pair == NULL) {
        html_write_still(page, &page->aside, index, "aside");
    }
    fputs("</figure></noscript>\n", page->file);
}

static void write_step(const struct html_page *page, uint32_t index)
{
    const struct deck_page *shown = &page->deck->pages[index];
    enum step_tone tone = shown->step == NONE_INDEX
                              ? TONE_PLAIN
                              : story_bare_step(page->subject->story, shown->step).tone;
    const char *class_name = tone_class(tone);
    fprintf(page->file,
            "<li id=\"step-%u\" class=\"%s\" data-tone=\"%s\" data-stand=\"%llu\" "
            "data-left=\"%.3f\" data-top=\"%.3f\">\n",
            index, class_name, class_name, (unsigned long long)(shown->stand_ns / 1000000),
            page->spots[index].left, page->spots[index].top);
    write_row(page, index);
    write_stills(page, index);
    fprintf(page->file, "<p class=\"alternative\" id=\"alternative-%u\">", index);
    html_write_text(page, shown->alternative);
    fputs("</p>\n", page->file);
    if (*shown->notes) {
        fputs("<p class=\"notes\">", page->file);
        html_write_text(page, shown->notes);
        fputs("</p>\n", page->file);
    }
    fputs("</li>\n", page->file);
}

static void write_steps(const struct html_page *page)
{
    fputs("<section><h3>", page->file);
    html_write_word(page, WORD_STEP_BY_STEP);
    fputs("</h3>\n<ol class=\"steps\" id=\"steps\">\n", page->file);
    for (uint32_t i = 0; i < page->deck->page_count; i++) {
        write_step(page, i);
    }
    fputs("</ol></section>\n", page->file);
}

/* ---- a way out ---- */

static void write_way_out(const struct html_page *page)
{
    const struct finding *finding = first_finding(page);
    if (finding == NULL || finding->way_out == NULL || finding->way_out[0] == 0) {
        return;
    }
    fputs("<section class=\"way-out spoiler\"><h3>", page->file);
    html_write_word(page, WORD_A_WAY_OUT);
    fputs("</h3>\n<p>", page->file);
    html_write_text(page, finding->way_out);
    fputs("</p>\n", page->file);
    if (finding->way_out_code != NULL && finding->way_out_code[0] != 0) {
        fputs("<pre>", page->file);
        html_write_text(page, finding->way_out_code);
        fputs("</pre>\n", page->file);
    }
    fputs("</section>\n", page->file);
}

/* ---- two runs ---- */

static void write_differences(const struct html_page *page)
{
    const struct comparison *comparison = page->comparison;
    bool has_parted = comparison->divergence != NULL;
    fputs("<section><h2>", page->file);
    html_write_word(page, has_parted ? WORD_WHERE_THEY_PART : WORD_WHAT_HAPPENED);
    fprintf(page->file, "</h2>\n<div class=\"callout %s\"><p>",
            html_severity_class(has_parted ? SEVERITY_CAUTION : SEVERITY_CALM));
    if (has_parted) {
        html_write_text(page, comparison->divergence->sentence);
    } else {
        html_write_word(page,
                        comparison->difference_count == 0 ? WORD_RUNS_SAME : WORD_RUNS_SAME_ORDER);
    }
    fputs("</p></div>\n<ul class=\"differences\">\n", page->file);
    for (uint32_t i = 0; i < comparison->difference_count; i++) {
        if (&comparison->differences[i] != comparison->divergence) {
            fputs("<li>", page->file);
            html_write_text(page, comparison->differences[i].sentence);
            fputs("</li>\n", page->file);
        }
    }
    fputs("</ul></section>\n", page->file);
}

static void write_pair_panel(const struct html_page *page)
{
    fputs("<aside class=\"panel card\">\n", page->file);
    write_differences(page);
    write_steps(page);
    fputs("</aside>\n", page->file);
}

void html_write_panel(const struct html_page *page)
{
    if (page->pair != NULL) {
        write_pair_panel(page);
        return;
    }
    fputs("<aside class=\"panel card\">\n", page->file);
    if (!page->is_blind) {
        write_findings(page);
    }
    write_steps(page);
    fputs("<figure class=\"whole spoiler\">", page->file);
    html_write_drawing(page, &page->aside,
                       word_text(WORD_WHO_WAITS_FOR_WHOM, page->deck->language));
    fputs("</figure>\n", page->file);
    write_way_out(page);
    fputs("</aside>\n", page->file);
}
