#include "viewer/app/exporter.h"

#include <assert.h>
#include <string.h>

#include "tracer/language/language.h"
#include "viewer/app/film_export.h"
#include "viewer/app/lecture_export.h"
#include "viewer/app/recording_export.h"
#include "viewer/app/table_export.h"
#include "viewer/paint/html_painter.h"
#include "viewer/paint/pdf_painter.h"
#include "viewer/paint/png_painter.h"
#include "viewer/paint/pptx_painter.h"
#include "viewer/paint/svg_painter.h"
#include "viewer/paint/whole_file.h"
#include "viewer/paint/words_painter.h"

#define NAME_SIZE 4096

static bool write_words(const struct export_job *job, FILE *file)
{
    struct painting painting = {
        .subject = &job->deck->subject,
        .view = &job->deck->pages[0].view,
    };
    return words_painter_write(&painting, file);
}

static bool write_pdf(const struct export_job *job, FILE *file)
{
    return pdf_painter_write(job->deck, job->shaper, file);
}

static bool write_slides(const struct export_job *job, FILE *file)
{
    return pptx_painter_write(job->deck, job->shaper, file);
}

static bool write_page(const struct export_job *job, FILE *file)
{
    return html_painter_write(job->deck, job->shaper, file);
}

#define USES_OF_PAGE (USES_OF_DOCUMENTS & ~(uint32_t)USE_SIZE) /* it fits every screen */

static const struct exporter exporters[] = {
    {".svg", N_("a picture; with --steps one file a step"), USES_OF_PICTURES,
     .picture = svg_painter_write},
    {".png", N_("the same in pixels"), USES_OF_PICTURES, .picture = png_painter_paint},
    {".pdf", N_("a page a picture, words that can be searched"), USES_OF_DOCUMENTS,
     .document = write_pdf},
    {".html", N_("a replay for any browser, in one file"), USES_OF_PAGE, .usual_steps = STEPS_ALL,
     .steps_max = 300, .document = write_page},
    {".gif", N_("an animated picture"), USES_OF_PICTURES, .usual_steps = STEPS_ALL, .steps_max = 40,
     .document = film_export_gif},
    {".mp4", N_("a film; takes the program ffmpeg"), USES_OF_PICTURES, .usual_steps = STEPS_ALL,
     .steps_max = 40, .export = film_export_video},
    {".webm", N_("the same for the web"), USES_OF_PICTURES, .usual_steps = STEPS_ALL,
     .steps_max = 40, .export = film_export_video},
    {".txt", N_("all that the picture says, in words"), USES_OF_WORDS, .document = write_words},
    {".pptx", N_("slides, with notes"), USES_OF_DOCUMENTS, .usual_steps = STEPS_KEY,
     .usual_paper = "16:9", .document = write_slides},
    {".md", N_("a handout: words, and a picture a page beside it"), USES_OF_DOCUMENTS,
     .usual_steps = STEPS_KEY, .export = lecture_export_handout},
    {".tex", N_("frames for LaTeX's Beamer, with notes, over pages beside it"), USES_OF_DOCUMENTS,
     .usual_steps = STEPS_KEY, .usual_paper = "16:9", .export = lecture_export_beamer},
    {".sqlite", N_("a database of all that happened"), USES_OF_WORDS,
     .export = table_export_sqlite},
    {".csv", N_("the same tables for spreadsheets, a file each"), USES_OF_WORDS,
     .export = table_export_csv},
    {".mmd", N_("a sequence diagram for Mermaid"), USES_OF_WORDS, .document = table_export_mermaid},
    {".json", N_("the whole trace again, for other programs, too"), 0, .save = trace_save},
    {".ctf", N_("the whole trace again, small and fast"), 0, .save = recording_export_ctf},
};

#define EXPORTER_COUNT (sizeof exporters / sizeof exporters[0])

const struct exporter *exporter_find(const char *file_name)
{
    const char *ending = strrchr(file_name, '.');
    for (size_t i = 0; ending && i < EXPORTER_COUNT; i++) {
        if (strcasecmp(exporters[i].ending, ending) == 0) {
            return &exporters[i];
        }
    }
    return NULL;
}

const struct exporter *exporter_list(uint32_t *count)
{
    *count = EXPORTER_COUNT;
    return exporters;
}

void exporter_refuse(const char *file_name, char *reason, size_t reason_size)
{
    int length =
        snprintf(reason, reason_size,
                 language_say(N_("cannot write '%s': its name must end in one of")), file_name);
    for (size_t i = 0; i < EXPORTER_COUNT && length >= 0 && (size_t)length < reason_size; i++) {
        length += snprintf(reason + length, reason_size - (size_t)length, "%s %s", i > 0 ? "," : "",
                           exporters[i].ending);
    }
}

/* ---- pictures ---- */

/* One picture and how it is painted. */
struct paint_order {
    paint_function *paint;
    struct painting painting;
};

static bool paint(const void *what, FILE *file)
{
    const struct paint_order *order = what;
    return order->paint(&order->painting, file);
}

static bool write_picture(const struct exporter *exporter, const struct export_job *job,
                          uint32_t page, const char *file_name, char *reason, size_t reason_size)
{
    struct scene scene;
    scene_init(&scene, 0, 0, 0, pango_shaper_interface(job->shaper));
    deck_page_scene_build(&scene, job->deck, page);
    struct paint_order order = {
        exporter->picture,
        {&scene, job->shaper, &job->deck->subject, &job->deck->pages[page].view},
    };
    bool is_written = whole_file_write(file_name, paint, &order, reason, reason_size);
    scene_finish(&scene);
    return is_written;
}

/* As many digits as the last one needs, two at least. */
void exporter_page_name(const char *file_name, uint32_t page, uint32_t page_count, char *name,
                        size_t size)
{
    const char *ending = strrchr(file_name, '.');
    int digits = snprintf(NULL, 0, "%02u", page_count);
    if (page_count == 1) {
        snprintf(name, size, "%s", file_name);
    } else {
        snprintf(name, size, "%.*s-%0*u%s", (int)(ending - file_name), file_name, digits, page + 1,
                 ending);
    }
}

static bool write_pictures(const struct exporter *exporter, const struct export_job *job,
                           char *reason, size_t reason_size)
{
    for (uint32_t i = 0; i < job->deck->page_count; i++) {
        char name[NAME_SIZE];
        exporter_page_name(job->file_name, i, job->deck->page_count, name, sizeof name);
        if (!write_picture(exporter, job, i, name, reason, reason_size)) {
            return false;
        }
    }
    return true;
}

/* ---- documents ---- */

/* All pages and how they are written. */
struct document_order {
    document_function *write;
    const struct export_job *job;
};

static bool write_document(const void *what, FILE *file)
{
    const struct document_order *order = what;
    return order->write(order->job, file);
}

bool exporter_write(const struct exporter *exporter, const struct export_job *job, char *reason,
                    size_t reason_size)
{
    assert(!exporter->save);
    if (exporter->picture) {
        return write_pictures(exporter, job, reason, reason_size);
    }
    if (exporter->document) {
        struct document_order order = {exporter->document, job};
        return whole_file_write(job->file_name, write_document, &order, reason, reason_size);
    }
    return exporter->export(job, reason, reason_size);
}
