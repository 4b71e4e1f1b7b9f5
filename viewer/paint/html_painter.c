#include "viewer/paint/html_painter.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/paint/html_page.h"
#include "viewer/paint/page_assets.h"
#include "viewer/paint/xml_text.h"
#include "viewer/scene/deck/page_question.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/view/severity.h"
#include "viewer/scene/view/theme_role.h"

void html_write_text(const struct html_page *page, const char *text)
{
    xml_text_write(page->file, text);
}

void html_write_word(const struct html_page *page, enum word word)
{
    html_write_text(page, word_text(word, page->deck->language));
}

const char *html_severity_class(int severity)
{
    return severity == SEVERITY_ALARM ? "alarm" : severity == SEVERITY_CAUTION ? "caution" : "calm";
}

/* ---- head ---- */

static void write_colours(const struct html_page *page, const struct theme *theme)
{
    for (uint32_t i = 0; i < theme_role_count; i++) {
        fprintf(page->file, "--%s:#%08x;", theme_role_name(i), theme_role_colour(theme, i));
    }
    for (int i = SEVERITY_CALM; i <= SEVERITY_ALARM; i++) {
        struct severity_colours colours = severity_colours_of(theme, (enum severity)i);
        const char *name = html_severity_class(i);
        fprintf(page->file, "--%s_edge:#%08x;--%s_tint:#%08x;--%s_text:#%08x;", name, colours.edge,
                name, colours.tint, name, colours.text);
    }
}

/* Light, unless the reader's system or the reader says dark; paper is always light. */
static void write_style(const struct html_page *page)
{
    fputs("<style>\n:root{", page->file);
    write_colours(page, theme_light());
    fputs("}\n@media screen{:root[data-theme=dark]{color-scheme:dark;", page->file);
    write_colours(page, theme_dark());
    fputs("}}\n@media screen and (prefers-color-scheme:dark){:root[data-theme=auto]{"
          "color-scheme:dark;",
          page->file);
    write_colours(page, theme_dark());
    fputs("}}\n", page->file);
    fputs(page_style, page->file);
    fputs("</style>\n", page->file);
}

/* Nothing but the page's own script runs, and nothing is fetched. */
static void write_head(const struct html_page *page)
{
    const char *language = language_tag(page->deck->language);
    bool is_dark = page->deck->pages[0].view.theme == theme_dark();
    fprintf(page->file,
            "<!DOCTYPE html>\n<html lang=\"%s\" data-theme=\"%s\"%s>\n<head>\n"
            "<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'; script-src '%s'; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
            language, is_dark ? "dark" : "auto",
            page->pair       ? " class=\"pair\""
            : page->is_blind ? " class=\"blind\""
                             : "",
            page_script_hash);
    html_write_text(page, page->deck->title);
    fputs("</title>\n", page->file);
    write_style(page);
    fputs("<script>", page->file);
    fputs(page_script, page->file);
    fputs("</script>\n</head>\n<body>\n", page->file);
}

/* ---- body ---- */

static void write_tool(const struct html_page *page, const char *id, enum word word)
{
    fprintf(page->file, "<button id=\"%s\" aria-pressed=\"false\">", id);
    html_write_word(page, word);
    fputs("</button>", page->file);
}

/* A disc, half of it dark. */
static void write_theme_tool(const struct html_page *page)
{
    fputs("<button id=\"theme\" aria-label=\"", page->file);
    html_write_word(page, WORD_THEME);
    fputs("\" title=\"", page->file);
    html_write_word(page, WORD_THEME);
    fputs("\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M12 3a9 9 0 1 0 0 18a9 9 0 "
          "1 0 "
          "0-18zm0 2v14a7 7 0 0 1 0-14z\" fill-rule=\"evenodd\"/></svg></button>",
          page->file);
}

/* The page of the step that decides how it ends, before which there is something to ask; 0: none.
 */
static uint32_t decisive_page(const struct html_page *page)
{
    if (page->is_blind || page->pair != NULL) {
        return 0;
    }
    uint32_t decisive = decision_find(page->subject).step;
    for (uint32_t i = 1; i < page->deck->page_count; i++) {
        uint32_t step = page->deck->pages[i].step;
        if (step != NONE_INDEX && step >= decisive) {
            return i;
        }
    }
    return 0;
}

static void write_subtitle(const struct html_page *page)
{
    struct scene scene;
    scene_init(&scene, 0, 0, 0, monospace_shaper());
    html_write_text(
        page, heading_subtitle_text(&scene, page->subject, GROWTH_NONE, page->deck->language));
    scene_finish(&scene);
}

/* The recording's own second title, if the title is its own; and how long it took, which says how
 * it ended. */
static void write_titles(const struct html_page *page)
{
    const struct deck *deck = page->deck;
    fputs("<h1>", page->file);
    html_write_text(page, deck->title);
    const char *english = trace_info_value(page->subject->trace, "title.en");
    bool is_own = !page->is_blind &&
                  strcmp(deck->title, trace_info_value(page->subject->trace, "title")) == 0;
    if (is_own && *english != 0) {
        fputs(" <small>", page->file);
        html_write_text(page, english);
        fputs("</small>", page->file);
    }
    fputs("</h1>\n<p class=\"subtitle\">", page->file);
    if (*deck->author) {
        html_write_text(page, deck->author);
        fputc('\n', page->file);
    }
    if (!page->is_blind && page->pair == NULL) {
        write_subtitle(page);
    }
    fputs("</p>", page->file);
}

static void write_verdict(const struct html_page *page, int severity, const char *verdict)
{
    fprintf(page->file, "<p class=\"verdict spoiler %s\">", html_severity_class(severity));
    html_write_text(page, verdict);
    fputs("</p>\n", page->file);
}

static void write_heading(const struct html_page *page)
{
    const struct analysis *analysis = page->subject->analysis;
    fputs("<header class=\"heading\"><div>", page->file);
    write_titles(page);
    fputs("</div>\n", page->file);
    if (page->pair != NULL) {
        bool is_same = page->comparison->divergence == NULL;
        write_verdict(page, is_same ? SEVERITY_CALM : SEVERITY_CAUTION, page->comparison->verdict);
    } else if (analysis != NULL && !page->is_blind) {
        write_verdict(page, (int)severity_of_analysis(analysis), analysis->verdict);
    }
    fputs("<div class=\"tools\">", page->file);
    if (decisive_page(page) > 0) {
        write_tool(page, "ask", WORD_ASK);
    }
    write_tool(page, "notes", WORD_NOTES);
    write_theme_tool(page);
    fputs("</div></header>\n", page->file);
}

static void write_stage(const struct html_page *page)
{
    fputs("<section class=\"stage\">\n<div class=\"figure whole\" id=\"figure\">\n", page->file);
    html_write_drawing(page, &page->figure, page->deck->title);
    fputs("</div>\n<div class=\"caption card\" id=\"caption\" aria-live=\"polite\">"
          "<span class=\"badge\"></span><span class=\"sentence\"></span><time></time>"
          "<button id=\"reveal\" hidden>",
          page->file);
    html_write_word(page, WORD_REVEAL);
    fputs("</button></div>\n<section class=\"speaker card\" id=\"speaker\" hidden><h2>",
          page->file);
    html_write_word(page, WORD_NOTES);
    fputs("</h2><p id=\"told\"></p></section>\n</section>\n", page->file);
}

/* A word in a JSON string inside a <script>: quotes and what ends the script are escaped. */
static void write_json_text(const struct html_page *page, const char *text)
{
    fputc('"', page->file);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            fputc('\\', page->file);
            fputc(c, page->file);
        } else if (c < 0x20 || c == '<' || c == '>' || c == '&') {
            fprintf(page->file, "\\u%04x", c);
        } else {
            fputc(c, page->file);
        }
    }
    fputc('"', page->file);
}

/* What the script says itself. */
static void write_words(const struct html_page *page)
{
    static const struct {
        const char *name;
        enum word word;
    } words[] = {
        {"play", WORD_PLAY},
        {"pause", WORD_PAUSE},
        {"step", WORD_STEP_NUMBER},
        {"start", WORD_BEFORE_FIRST_STEP},
    };
    fputs("<script type=\"application/json\" id=\"words\">{\"words\":{", page->file);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        fprintf(page->file, "%s\"%s\":", i > 0 ? "," : "", words[i].name);
        write_json_text(page, word_text(words[i].word, page->deck->language));
    }
    fputs("},\"questions\":[", page->file);
    uint32_t decisive = decisive_page(page);
    if (decisive > 0) {
        fprintf(page->file, "{\"step\":%u,\"text\":", decisive);
        write_json_text(page, page_prompt(page->deck->arena, page->subject,
                                          decision_find(page->subject), page->deck->language));
        fputc('}', page->file);
    }
    fputs("]}</script>\n", page->file);
}

static void write_page(const struct html_page *page)
{
    write_head(page);
    write_heading(page);
    fputs("<main>\n", page->file);
    write_stage(page);
    html_write_panel(page);
    fputs("</main>\n", page->file);
    html_write_transport(page);
    write_words(page);
    fputs("</body>\n</html>\n", page->file);
}

/* The pages that show lanes; what title pages say, the page says around them. */
static struct deck pictures_of(const struct deck *deck)
{
    struct deck pictures = *deck;
    pictures.pages = array_of(deck->page_count, sizeof *pictures.pages);
    pictures.page_count = 0;
    for (uint32_t i = 0; i < deck->page_count; i++) {
        if (deck->pages[i].view.frame == FRAME_PICTURE) {
            pictures.pages[pictures.page_count++] = deck->pages[i];
        }
    }
    return pictures;
}

static bool write_pictures(const struct deck *pictures, const struct pair_steps *pair,
                           struct pango_shaper *shaper, FILE *file)
{
    uint32_t last = pictures->page_count - 1;
    struct html_page page = {
        .file = file,
        .deck = pictures,
        .subject = deck_page_subject(pictures, last),
        .is_blind = pictures->pages[last].is_blind,
        .pair = pair,
        .comparison = pair != NULL ? pair->at(pair->owner, 0)->comparison : NULL,
    };
    html_drawings_create(&page, pango_shaper_interface(shaper));
    write_page(&page);
    html_drawings_destroy(&page);
    return !ferror(file);
}

bool html_painter_write(const struct deck *deck, struct pango_shaper *shaper, FILE *file)
{
    struct deck pictures = pictures_of(deck);
    bool is_written = pictures.page_count > 0 && write_pictures(&pictures, NULL, shaper, file);
    free(pictures.pages);
    return is_written;
}

bool html_painter_write_pair(const struct deck *deck, const struct pair_steps *steps,
                             struct pango_shaper *shaper, FILE *file)
{
    return write_pictures(deck, steps, shaper, file);
}
