#include <string.h>

#include "viewer/paint/html_page.h"

/* Buttons of the replay; their ids are commands of the script. */
static const struct {
    const char *id;
    enum word word;
    const char *icon; /* a path in 24 x 24 */
} buttons[] = {
    {"first", WORD_TO_START, "M5 5h3v14H5zM20 5v14L9 12z"},
    {"back", WORD_STEP_BACK, "M17 5v14L6 12z"},
    {"play", WORD_PLAY, "M7 4l13 8-13 8z"},
    {"forward", WORD_STEP_FORWARD, "M7 5l11 7-11 7z"},
    {"last", WORD_TO_END, "M16 5h3v14h-3zM4 5l11 7-11 7z"},
};

#define PAUSE_ICON "M6 4h4v16H6zM14 4h4v16h-4z"

static void write_icon(const struct html_page *page, const char *class_name, const char *path)
{
    fprintf(page->file, "<svg%s viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"%s\"/></svg>",
            class_name, path);
}

static void write_buttons(const struct html_page *page)
{
    fputs("<div class=\"buttons\">", page->file);
    for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
        bool is_play = strcmp(buttons[i].id, "play") == 0;
        fprintf(page->file, "<button id=\"%s\"%s aria-label=\"", buttons[i].id,
                is_play ? " class=\"play\"" : "");
        html_write_word(page, buttons[i].word);
        fputs("\" title=\"", page->file);
        html_write_word(page, buttons[i].word);
        fputs("\">", page->file);
        write_icon(page, is_play ? " class=\"is-play\"" : "", buttons[i].icon);
        if (is_play) {
            write_icon(page, " class=\"is-pause\" hidden", PAUSE_ICON);
        }
        fputs("</button>", page->file);
    }
    fputs("</div>\n", page->file);
}

static void write_key(const struct html_page *page, const char *cap, enum word word)
{
    fprintf(page->file, "<span><kbd>%s</kbd>", cap);
    html_write_word(page, word);
    fputs("</span>", page->file);
}

static void write_keys(const struct html_page *page)
{
    fputs("<div class=\"keys\" aria-hidden=\"true\">", page->file);
    write_key(page, word_text(WORD_KEY_SPACE, page->deck->language), WORD_PLAY);
    write_key(page, "← →", WORD_STEP);
    write_key(page, "Q", WORD_ASK);
    write_key(page, "N", WORD_NOTES);
    write_key(page, "T", WORD_THEME);
    write_key(page, "F", WORD_FULL_SCREEN);
    fputs("</div>\n", page->file);
}

void html_write_transport(const struct html_page *page)
{
    fputs("<nav class=\"transport card\">\n", page->file);
    write_buttons(page);
    fputs("<div class=\"place\" id=\"place\">&#8203;<small></small></div>\n"
          "<button id=\"speed\" aria-label=\"",
          page->file);
    html_write_word(page, WORD_SPEED);
    fputs(
        "\">1×</button>\n<div class=\"bar\"><div class=\"ticks\" aria-hidden=\"true\"><b></b></div>"
        "<input type=\"range\" id=\"scrubber\" min=\"0\" value=\"0\" step=\"1\" aria-label=\"",
        page->file);
    html_write_word(page, WORD_SCRUBBER);
    fputs("\"></div>\n", page->file);
    write_keys(page);
    fputs("</nav>\n", page->file);
}
