/* What a trace can be written as, one row an ending of the file's name. trace-export, the E key and
 * screenshots find theirs here. A new kind of file is a row in exporter.c and a painter (of pages)
 * or a writer (of tables), each in its own file. */
#ifndef THREADLANE_VIEWER_APP_EXPORTER_H
#define THREADLANE_VIEWER_APP_EXPORTER_H

#include "tracer/model/trace_save.h"
#include "viewer/app/picture_options.h"
#include "viewer/app/step_choice.h"
#include "viewer/paint/painter.h"
#include "viewer/scene/deck/deck.h"

/* What is exported, and where to; all borrowed. */
struct export_job {
    const struct deck *deck; /* NULL for exporters of traces */
    struct pango_shaper *shaper;
    const char *file_name;
};

/* All pages into one file. False: it failed; errno may say why. */
typedef bool document_function(const struct export_job *job, FILE *file);
/* Whoever makes the file alone: a library or another program. */
typedef bool export_function(const struct export_job *job, char *reason, size_t reason_size);
/* The whole trace again, as trace_save. */
typedef bool save_function(const struct trace *trace, const char *path, struct trace_error *error);

/* One of the four functions is there. */
struct exporter {
    const char *ending;                /* of file names: ".png" */
    const char *help;                  /* a line for --help, a message */
    uint32_t uses;                     /* enum picture_use: what of the options it has */
    enum step_choice_kind usual_steps; /* that get a page when nobody says which */
    uint32_t steps_max;          /* of STEPS_ALL: of a longer story those that matter are usual */
    const char *usual_paper;     /* and without --size; NULL: as many pixels as a picture */
    paint_function *picture;     /* one file a page */
    document_function *document; /* all pages in one file */
    export_function *export;     /* the same, and it opens the file itself */
    save_function *save;         /* needs the trace alone */
};

/* By the ending of a file's name, or NULL. */
const struct exporter *exporter_find(const char *file_name);
/* All rows, for --help and for what exports everything. */
const struct exporter *exporter_list(uint32_t *count);
/* The sentence for a name that exporter_find does not know. */
void exporter_refuse(const char *file_name, char *reason, size_t reason_size);

/* The name of a page's own file: "poem-01.svg" for "poem.svg", or just that if it is the only one.
 */
void exporter_page_name(const char *file_name, uint32_t page, uint32_t page_count, char *name,
                        size_t size);

/* Writes a deck by an exporter that takes one. Several pictures are numbered: OUT-01.svg,
 * OUT-02.svg. False: the sentence in `reason` says why. */
bool exporter_write(const struct exporter *exporter, const struct export_job *job, char *reason,
                    size_t reason_size);

#endif
