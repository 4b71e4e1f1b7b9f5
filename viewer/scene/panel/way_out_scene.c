#include <ctype.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "viewer/scene/panel/panel_section.h"

#define SENTENCE_HEIGHT 22.0
#define CODE_SIZE       14.5
#define CODE_SIZE_MIN   11.0
#define CODE_LINE       1.58 /* height of a line, of the letters' size */
#define CODE_PADDING_X  18.0
#define SLIDE_PADDING_X 10.0
#define CODE_PADDING_Y  9.0
#define CODE_GAP        9.0 /* between the sentence and the box */
#define CODE_RADIUS     9.0
#define CODE_LINES_MAX  12u
#define BESIDE_SHARE    0.34 /* of the width, that a sentence beside its code needs */
#define BESIDE_GAP      16.0

static const char *const keywords[] = {
    "while",    "not",   "if",     "for",      "else",   "return", "do",   "break",
    "continue", "with",  "struct", "static",   "const",  "void",   "int",  "bool",
    "true",     "false", "and",    "unsigned", "double", "switch", "case", "NULL",
};

static bool is_keyword(const char *word, size_t size)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (strlen(keywords[i]) == size && memcmp(keywords[i], word, size) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || ((unsigned char)c & 0x80) != 0;
}

/* A stretch of code of one colour: a keyword, or everything up to the next one. */
static size_t stretch_size(const char *code, size_t size)
{
    size_t end = 0;
    while (end < size) {
        size_t word = 0;
        while (end + word < size && is_word_byte(code[end + word])) {
            word++;
        }
        if (word > 0 && is_keyword(code + end, word)) {
            return end > 0 ? end : word;
        }
        end += word > 0 ? word : 1;
    }
    return size;
}

static void add_code_line(const struct panel *panel, double x, double baseline, const char *line,
                          size_t size, double font_size)
{
    while (size > 0) {
        size_t part = stretch_size(line, size);
        bool is_key = is_keyword(line, part);
        const char *text = scene_print_text(panel->scene, "%.*s", (int)part, line);
        scene_colour colour = is_key ? panel->theme->keyword : panel->theme->ink;
        x += scene_add_text(panel->scene, x, baseline, text,
                            text_code(font_size, is_key ? 700 : 500, colour), ALIGN_LEFT, 0);
        line += part;
        size -= part;
    }
}

struct code_block {
    uint32_t line_count;
    double font_size; /* so that the longest line fits */
    double width;     /* of the longest line at the usual size */
};

static double padding_x(const struct panel *panel)
{
    return panel->view->is_slide ? SLIDE_PADDING_X : CODE_PADDING_X;
}

static struct code_block code_block_of(const struct panel *panel, const char *code)
{
    struct code_block block = {.font_size = CODE_SIZE};
    double room = panel->box_width - 2 * padding_x(panel);
    for (const char *line = code; *line != 0 && block.line_count < CODE_LINES_MAX;) {
        size_t size = strcspn(line, "\n");
        const char *text = scene_print_text(panel->scene, "%.*s", (int)size, line);
        double width = scene_measure_text(panel->scene, text, text_code(CODE_SIZE, 500, 0));
        block.width = width > block.width ? width : block.width;
        block.line_count++;
        line += size + (line[size] == '\n');
    }
    block.font_size = block.width > room ? CODE_SIZE * room / block.width : CODE_SIZE;
    return block;
}

static double block_height(struct code_block block)
{
    return 2 * CODE_PADDING_Y + CODE_LINE * block.font_size * block.line_count;
}

/* Whether there is code, in letters that can be read. */
static bool is_readable(const struct panel *panel, struct code_block block)
{
    return block.line_count > 0 &&
           block.font_size >= fmax(CODE_SIZE_MIN, panel->scene->text_least_px);
}

static void add_code(const struct panel *panel, double y, const char *code, struct code_block block)
{
    struct scene_rect box = {panel->box_x, y, panel->box_width, block_height(block)};
    scene_add_rect(panel->scene, box,
                   (struct scene_style){.fill = panel->theme->code_box,
                                        .stroke = panel->theme->border,
                                        .stroke_width = 1,
                                        .radius = CODE_RADIUS});
    double pitch = CODE_LINE * block.font_size, centre = y + CODE_PADDING_Y + pitch / 2;
    for (uint32_t i = 0; i < block.line_count; i++, centre += pitch) {
        size_t size = strcspn(code, "\n");
        add_code_line(panel, panel->box_x + padding_x(panel),
                      text_baseline(centre, block.font_size), code, size, block.font_size);
        code += size + (code[size] == '\n');
    }
}

static double add_sentence(const struct panel *panel, double y, const char *sentence)
{
    return scene_add_paragraph(panel->scene, panel->text_x, y, panel->text_width, SENTENCE_HEIGHT,
                               sentence, text_ui(panel->body_size - 0.5, 500, panel->theme->ink));
}

/* A sentence that announces code, when there is none to see. */
static const char *end_sentence(const struct panel *panel, const char *sentence)
{
    static const struct {
        const char *colon, *stop;
    } ends[] = {{":", "."}, {"：", "。"}};
    size_t size = strlen(sentence);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t colon = strlen(ends[i].colon);
        if (size > colon && strcmp(sentence + size - colon, ends[i].colon) == 0) {
            return scene_print_text(panel->scene, "%.*s%s", (int)(size - colon), sentence,
                                    ends[i].stop);
        }
    }
    return sentence;
}

/* Each of these ways to set it returns the y below, or 0 if its code has no room: then nothing is
 * drawn. */

static double add_below(const struct panel *panel, double y, double max_y,
                        const struct finding *finding)
{
    struct code_block block = code_block_of(panel, finding->way_out_code);
    uint32_t item_count = panel->scene->item_count;
    double top = add_sentence(panel, y, finding->way_out) + CODE_GAP;
    double below = top + block_height(block);
    if (!is_readable(panel, block) || below > max_y) {
        panel->scene->item_count = item_count;
        return 0;
    }
    add_code(panel, top, finding->way_out_code, block);
    return below;
}

/* The sentence at the left of its code, which gets as much width as it needs. */
static double add_beside(const struct panel *panel, double y, double max_y,
                         const struct finding *finding)
{
    struct panel words = *panel, code = *panel;
    struct code_block block = code_block_of(panel, finding->way_out_code);
    code.box_width = block.width + 2 * padding_x(panel) + 1;
    code.box_x = panel->box_x + panel->box_width - code.box_width;
    words.text_width = code.box_x - BESIDE_GAP - words.text_x;
    uint32_t item_count = panel->scene->item_count;
    if (block.line_count == 0 || words.text_width < BESIDE_SHARE * panel->box_width) {
        return 0;
    }
    double below = fmax(add_sentence(&words, y, finding->way_out), y + block_height(block));
    if (below > max_y) {
        panel->scene->item_count = item_count;
        return 0;
    }
    add_code(&code, y, finding->way_out_code, block);
    return below;
}

/* Code whose lines would have to be unreadably small is left out, as is what does not fit. */
static double add_contents(const struct panel *panel, double y, double max_y,
                           const struct finding *finding)
{
    double below = 0;
    if (finding->way_out_code != NULL && *finding->way_out_code != 0) {
        below = add_below(panel, y, max_y, finding);
        below = below == 0 && panel->is_page ? add_beside(panel, y, max_y, finding) : below;
    }
    return below > 0 ? below : add_sentence(panel, y, end_sentence(panel, finding->way_out));
}

static const struct finding *finding_with_way_out(const struct panel *panel)
{
    const struct analysis *analysis = panel->subject->analysis;
    bool has = analysis != NULL && analysis->finding_count > 0 &&
               analysis->findings[0].way_out != NULL && analysis->findings[0].way_out[0] != 0;
    return has ? &analysis->findings[0] : NULL;
}

double way_out_scene_add(const struct panel *panel, double y, double max_y, bool is_drawn)
{
    const struct finding *finding = finding_with_way_out(panel);
    if (finding == NULL) {
        return y;
    }
    struct scene *scene = panel->scene;
    uint32_t item_count = scene->item_count;
    double top = panel_add_head(panel, y, WORD_A_WAY_OUT);
    scene_begin_group(scene, "way-out", finding->way_out,
                      (struct scene_rect){panel->box_x, top, panel->box_width, max_y - top});
    double below = add_contents(panel, top, max_y, finding);
    scene_end_group(scene);
    if (!is_drawn || below > max_y) {
        scene->item_count = item_count;
    }
    return below > max_y ? y : below;
}

double way_out_least_height(const struct panel *panel)
{
    const struct finding *finding = finding_with_way_out(panel);
    if (finding == NULL) {
        return 0;
    }
    uint32_t item_count = panel->scene->item_count;
    double least = DBL_MAX;
    if (finding->way_out_code != NULL && *finding->way_out_code != 0) {
        double below = add_below(panel, 0, DBL_MAX, finding);
        double beside = add_beside(panel, 0, DBL_MAX, finding);
        least = below > 0 ? below : least;
        least = beside > 0 && beside < least ? beside : least;
    }
    least = least < DBL_MAX ? least : add_sentence(panel, 0, finding->way_out);
    panel->scene->item_count = item_count;
    return panel->head_height + least;
}
