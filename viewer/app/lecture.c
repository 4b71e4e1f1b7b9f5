#include "viewer/app/lecture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tracer/language/error_text.h"
#include "tracer/language/language.h"
#include "viewer/app/exporter.h"

#define NAME_SIZE 4096

/* What the set is made of. A NULL theme or paper is the one that was asked for. */
struct product {
    const char *file_name;
    const char *paper;
    const char *theme;
    enum deck_steps steps; /* DECK_KEY: those that were asked for */
    bool has_cover;
    bool is_extra; /* left out without complaint where it cannot be made */
};

static const struct product products[] = {
    {"slides.pdf", "16:9", NULL, DECK_KEY, true, false},
    {"slides.pptx", "16:9", NULL, DECK_KEY, true, true},
    {"questions.pdf", "16:9", NULL, DECK_QUESTIONS, false, false},
    {"handout.pdf", "A4", "paper", DECK_KEY, false, false},
    {"handout.md", "16:9", "paper", DECK_KEY, false, true},
    {"frames.tex", "16:9", NULL, DECK_KEY, true, true},
    {"replay.html", NULL, NULL, DECK_ALL, false, true},
    {"film.mp4", "16:9", NULL, DECK_ALL, false, true},
    {"pictures/step.svg", "16:9", NULL, DECK_KEY, false, false},
    {"words.txt", NULL, NULL, DECK_ONE, false, false},
};

static bool make_folder(const char *path, char *reason, size_t reason_size)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        snprintf(reason, reason_size, language_say(N_("cannot make the folder '%s': %s")), path,
                 error_text(errno));
        return false;
    }
    return true;
}

/* The choice that was made for all, as this product wants it. */
static struct deck_choice choice_for(const struct product *product, const struct lecture *lecture,
                                     const struct exporter *exporter, const struct paper *paper)
{
    struct deck_choice choice = *lecture->choice;
    bool is_free = choice.steps == DECK_ONE;
    if (product->steps != DECK_KEY || is_free) {
        choice.steps = product->steps;
    }
    if (choice.steps == DECK_ALL && lecture->subject->story->step_count > exporter->steps_max) {
        choice.steps = DECK_KEY;
    }
    bool is_about_few = choice.steps == DECK_KEY || choice.steps == DECK_QUESTIONS;
    choice.is_cropped = choice.is_cropped || is_about_few || (product->paper && paper->is_slide);
    choice.has_cover = product->has_cover;
    choice.paper = product->paper ? paper : choice.paper;
    return choice;
}

/* Slides have the shape that was asked for. */
static struct paper paper_for(const struct product *product, const struct paper *asked)
{
    struct paper paper = {0};
    if (product->paper) {
        paper_find(product->paper, &paper);
    }
    return paper.is_slide && asked ? *asked : paper;
}

static bool write_product(const struct product *product, const struct lecture *lecture,
                          struct pango_shaper *shaper, char *reason, size_t reason_size)
{
    const struct exporter *exporter = exporter_find(product->file_name);
    if (!exporter) {
        snprintf(reason, reason_size, language_say(N_("'%s' cannot be made here")),
                 product->file_name);
        return false;
    }
    char path[NAME_SIZE];
    snprintf(path, sizeof path, "%s/%s", lecture->folder, product->file_name);
    struct paper paper = paper_for(product, lecture->choice->paper);
    struct view view = *lecture->view;
    view.theme = product->theme ? theme_find(product->theme) : view.theme;
    struct deck_choice choice = choice_for(product, lecture, exporter, &paper);
    struct deck *deck = deck_create(lecture->subject, &view, &choice);
    struct export_job job = {deck, shaper, path};
    bool is_written = exporter_write(exporter, &job, reason, reason_size);
    deck_destroy(deck);
    return is_written;
}

bool lecture_write(const struct lecture *lecture, struct pango_shaper *shaper, char *reason,
                   size_t reason_size)
{
    char pictures[NAME_SIZE];
    snprintf(pictures, sizeof pictures, "%s/pictures", lecture->folder);
    if (!make_folder(lecture->folder, reason, reason_size) ||
        !make_folder(pictures, reason, reason_size)) {
        return false;
    }
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++) {
        const struct product *product = &products[i];
        if (write_product(product, lecture, shaper, reason, reason_size)) {
            printf("wrote %s/%s\n", lecture->folder, product->file_name);
        } else if (product->is_extra) {
            printf("left out %s: %s\n", product->file_name, reason);
        } else {
            return false;
        }
    }
    return true;
}
