/* trace-export: a trace as a picture or in words, from the same scene that the window shows; or as
 * a trace again, in the other format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/language/language.h"
#include "tracer/model/trace_load.h"
#include "viewer/app/exporter.h"
#include "viewer/app/lane_choice.h"
#include "viewer/app/lecture.h"
#include "viewer/app/pair_export.h"
#include "viewer/app/pair_replay.h"
#include "viewer/app/picture_options.h"
#include "viewer/app/subject_open.h"

#define REASON_SIZE 4608

static void show_endings(void)
{
    uint32_t count;
    const struct exporter *exporters = exporter_list(&count);
    fputs(language_say(N_("\nOUT ends in:\n")), stdout);
    for (uint32_t i = 0; i < count; i++) {
        printf("  %-10s %s\n", exporters[i].ending, language_say(exporters[i].help));
    }
}

static const char *const usage[] = {
    N_("usage: trace-export FILE [OTHER_FILE] -o OUT\n"
       "\n"),
    N_("Makes pictures, words or another trace of a recorded trace; the ending of OUT\n"
       "says which. Of two files: both beside each other, and where they part; as\n"
       "a picture, or step by step as .html, .gif, .mp4 or .webm.\n"
       "\n"),
    "  -o, --output OUT\n",
    N_("      --steps all|key|marks|questions|LIST\n"
       "                         a page a step: all, those that matter, those that were\n"
       "                         marked, or a list such as 1,4,7-9; or a question, stopped\n"
       "                         before the step that decides, and its answer\n"),
    N_("      --crop             only the lanes and the stretch that the steps are about; so\n"
       "                         it is with --steps key, and with all of them on slides\n"),
    N_("      --threads NAMES, --objects NAMES\n"
       "                         only the lanes of these, A,B\n"),
    N_("      --from TIME, --to TIME\n"
       "                         only this stretch\n"),
    N_("      --lecture DIR      slides, questions, handout, replay: all for a lesson\n"),
    N_("      --spoiler-free     no verdict, and nothing that comes after the step\n"),
    N_("      --title TEXT, --author TEXT\n"
       "                         slides get a title page, and what was found as the last\n"),
    N_("      --step N           the picture at the N-th step, 0 is before the first\n"),
    N_("      --at TIME          the picture at a time: 1.5ms, 300us, 2s, or nanoseconds\n"),
    N_("      --size 16:9|4:3|A4|WxH\n"
       "                         slides with large letters, a sheet, or pixels (1920x1080)\n"),
    N_("      --theme light|dark|paper\n"
       "                         paper prints well in black and white\n"),
    N_("      --lang en|zh       language of sentences and buttons; default: the locale's\n"),
    N_("      --axis time|step   true to time, or every step as wide\n"),
    N_("      --unfold NAME      show what is inside a process, thread or object, or all: all\n"),
    "      --help, --version\n",
    NULL,
};

static const struct picture_program program = {
    .name = "trace-export",
    .output = "output",
    .show_more = show_endings,
    .makes_decks = true,
    .usage = usage,
};

static int fail(const char *reason)
{
    fprintf(stderr, "%s: %s\n", program.name, reason);
    return EXIT_FAILURE;
}

/* ---- pictures ---- */

/* What was asked for; if nothing was, what such a file usually shows. */
static struct step_choice steps_of(const struct picture_options *options,
                                   const struct exporter *exporter, const struct subject *subject)
{
    struct step_choice steps = options->steps;
    if (exporter && steps.kind == STEPS_ONE && !options->has_step && !options->has_time) {
        bool is_long = subject->story->step_count > exporter->steps_max;
        steps.kind =
            exporter->usual_steps == STEPS_ALL && is_long ? STEPS_KEY : exporter->usual_steps;
    }
    return steps;
}

static bool write_deck(const struct picture_options *options, const struct exporter *exporter,
                       const struct subject *subject, const struct view *view,
                       const struct deck_choice *choice, char *reason, size_t reason_size)
{
    struct deck *deck = deck_create(subject, view, choice);
    struct pango_shaper *shaper = pango_shaper_create();
    struct export_job job = {deck, shaper, options->output};
    bool is_written = exporter_write(exporter, &job, reason, reason_size);
    pango_shaper_destroy(shaper);
    deck_destroy(deck);
    return is_written;
}

static bool write_lecture(const struct picture_options *options, const struct subject *subject,
                          const struct view *view, const struct deck_choice *choice, char *reason,
                          size_t reason_size)
{
    struct pango_shaper *shaper = pango_shaper_create();
    struct lecture lecture = {subject, view, choice, options->output};
    bool is_written = lecture_write(&lecture, shaper, reason, reason_size);
    pango_shaper_destroy(shaper);
    return is_written;
}

/* The paper that was asked for, else what such a file usually has; NULL: the view's pixels. */
static const struct paper *paper_of(const struct picture_options *options,
                                    const struct exporter *exporter, struct paper *paper)
{
    if (options->has_paper) {
        *paper = options->paper;
        return paper;
    }
    const char *usual = exporter ? exporter->usual_paper : NULL;
    return usual && !options->has_size && paper_find(usual, paper) ? paper : NULL;
}

/* All steps of many lanes would be too small for a slide. */
static bool is_about_few(const struct step_choice *steps, const struct paper *paper)
{
    bool is_show = steps->kind == STEPS_ALL && paper != NULL && paper->is_slide;
    return steps->kind == STEPS_KEY || steps->kind == STEPS_QUESTIONS || is_show;
}

/* A folder if there is no exporter. */
static bool export_deck(const struct picture_options *options, const struct exporter *exporter,
                        const struct subject *subject, char *reason, size_t reason_size)
{
    struct view view;
    struct paper paper;
    struct step_choice steps = steps_of(options, exporter, subject);
    struct deck_choice choice = {
        .title = options->title,
        .author = options->author,
        .paper = paper_of(options, exporter, &paper),
        .from_ns = options->from_ns,
        .to_ns = options->to_ns,
        .is_spoiler_free = options->is_spoiler_free,
        .keeps_axis = options->has_axis,
    };
    choice.is_cropped = options->is_cropped || is_about_few(&steps, choice.paper);
    choice.has_cover =
        choice.paper && steps.kind != STEPS_ONE && (options->title || options->author);
    struct step_list list = {0};
    bool is_written =
        picture_options_view(options, subject, &view, reason, reason_size) &&
        lane_choice_resolve(options->threads, options->objects, subject->trace, &choice.filter,
                            reason, reason_size) &&
        step_choice_resolve(&steps, subject, &choice, &list, reason, reason_size) &&
        (exporter ? write_deck(options, exporter, subject, &view, &choice, reason, reason_size)
                  : write_lecture(options, subject, &view, &choice, reason, reason_size));
    lane_choice_finish(&choice.filter);
    step_list_finish(&list);
    return is_written;
}

static int draw(const struct picture_options *options, const struct exporter *exporter)
{
    struct trace_error error;
    struct opened_subject *opened = subject_open(options->file_name, &error);
    if (!opened) {
        return fail(error.text);
    }
    struct subject subject = subject_in_language(opened, options->language);
    bool is_drawn = export_deck(options, exporter, &subject, error.text, sizeof error.text);
    subject_close(opened);
    return is_drawn ? EXIT_SUCCESS : fail(error.text);
}

/* ---- traces ---- */

static int convert(const struct picture_options *options, save_function *save)
{
    struct trace_error error;
    struct trace *trace = trace_load(options->file_name, &error);
    bool is_saved = trace && save(trace, options->output, &error);
    trace_destroy(trace);
    return is_saved ? EXIT_SUCCESS : fail(error.text);
}

static bool is_folder(const char *output)
{
    size_t size = strlen(output);
    return size > 0 && output[size - 1] == '/';
}

/* ---- two traces ---- */

static int draw_pair(const struct picture_options *options)
{
    char reason[REASON_SIZE];
    struct pairing pairing;
    if (!pair_open(&pairing, options, reason, sizeof reason)) {
        return fail(reason);
    }
    struct pango_shaper *shaper = pango_shaper_create();
    bool is_drawn =
        pair_replay_takes(options->output)
            ? pair_replay_export(&pairing, shaper, options->output, reason, sizeof reason)
            : pair_export(&pairing.pair, shaper, options->output, reason, sizeof reason);
    pango_shaper_destroy(shaper);
    pair_close(&pairing);
    return is_drawn ? EXIT_SUCCESS : fail(reason);
}

/* What lies beside each other: whole runs. */
#define USES_OF_PAIRS (USE_LANGUAGE | USE_THEME | USE_SIZE | USE_AXIS | USE_UNFOLDING | USE_MOMENT)

static uint32_t uses_of(const struct picture_options *options, const struct exporter *exporter)
{
    if (exporter == NULL) { /* a lecture has slides, and sheets of its own */
        bool is_slide = options->has_paper && options->paper.is_slide;
        return USES_OF_DOCUMENTS & ~(uint32_t)(USE_MOMENT | (is_slide ? 0 : USE_SIZE));
    }
    bool has_pages = options->steps.kind != STEPS_ONE || exporter->usual_steps != STEPS_ONE;
    bool has_cover = has_pages && options->has_paper && (exporter->uses & USE_TITLE) != 0;
    uint32_t uses = exporter->uses | (has_cover ? USE_AUTHOR : 0);
    return options->other_name ? uses & USES_OF_PAIRS : uses;
}

int main(int argc, char **argv)
{
    struct picture_options options = picture_options_parse(&program, argc, argv);
    if (!options.output) {
        picture_options_refuse(&program, N_("-o OUT is missing"));
    }
    bool is_lecture = options.is_lecture || is_folder(options.output);
    const struct exporter *exporter = is_lecture ? NULL : exporter_find(options.output);
    if (exporter || is_lecture) {
        picture_options_require(&program, &options, uses_of(&options, exporter));
    }
    if (options.other_name) {
        return draw_pair(&options);
    }
    if (is_lecture) {
        return draw(&options, NULL);
    }
    if (!exporter) {
        char reason[REASON_SIZE];
        exporter_refuse(options.output, reason, sizeof reason);
        return fail(reason);
    }
    return exporter->save ? convert(&options, exporter->save) : draw(&options, exporter);
}
