#include <ctype.h>
#include <string.h>

#include "viewer/scene/panel/panel_section.h"

#define SENTENCE_HEIGHT 22.0
#define CODE_SIZE       14.5
#define CODE_SIZE_MIN   11.0
#define CODE_HEIGHT     23.0 /* of a line */
#define CODE_PADDING_X  18.0
#define CODE_PADDING_Y  9.0
#define CODE_GAP        9.0 /* between the sentence and the box */
#define CODE_RADIUS     9.0
#define CODE_LINES_MAX  12u

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
};

static struct code_block code_block_of(const struct panel *panel, const char *code)
{
    struct code_block block = {.font_size = CODE_SIZE};
    double room = panel->box_width - 2 * CODE_PADDING_X;
    for (const char *line = code; *line != 0 && block.line_count < CODE_LINES_MAX;) {
        size_t size = strcspn(line, "\n");
        const char *text = scene_print_text(panel->scene, "%.*s", (int)size, line);
        double width = scene_measure_text(panel->scene, text, text_code(CODE_SIZE, 500, 0));
        double fitting = width > room ? CODE_SIZE * room / width : CODE_SIZE;
        block.font_size = fitting < block.font_size ? fitting : block.font_size;
        block.line_count++;
        line += size + (line[size] == '\n');
    }
    return block;
}

static void add_code(const struct panel *panel, double y, const char *code, struct code_block block)
{
    double height = 2 * CODE_PADDING_Y + CODE_HEIGHT * block.line_count;
    struct scene_rect box = {panel->box_x, y, panel->box_width, height};
    scene_add_rect(panel->scene, box,
                   (struct scene_style){.fill = panel->theme->code_box,
                                        .stroke = panel->theme->border,
                                        .stroke_width = 1,
                                        .radius = CODE_RADIUS});
    double centre = y + CODE_PADDING_Y + CODE_HEIGHT / 2;
    for (uint32_t i = 0; i < block.line_count; i++, centre += CODE_HEIGHT) {
        size_t size = strcspn(code, "\n");
        add_code_line(panel, panel->box_x + CODE_PADDING_X, text_baseline(centre, block.font_size),
                      code, size, block.font_size);
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

/* Code whose lines would have to be unreadably small is left out, as is what does not fit. */
static double add_contents(const struct panel *panel, double y, double max_y,
                           const struct finding *finding)
{
    const char *code = finding->way_out_code != NULL ? finding->way_out_code : "";
    struct code_block block = code_block_of(panel, code);
    uint32_t item_count = panel->scene->item_count;
    double sentence = add_sentence(panel, y, finding->way_out);
    double below = sentence + CODE_GAP + 2 * CODE_PADDING_Y + CODE_HEIGHT * block.line_count;
    if (block.line_count == 0 || block.font_size < CODE_SIZE_MIN || below > max_y) {
        panel->scene->item_count = item_count;
        return add_sentence(panel, y, end_sentence(panel, finding->way_out));
    }
    add_code(panel, sentence + CODE_GAP, code, block);
    return below;
}

double way_out_scene_add(const struct panel *panel, double y, double max_y, bool is_drawn)
{
    const struct analysis *analysis = panel->subject->analysis;
    if (analysis == NULL || analysis->finding_count == 0 || analysis->findings[0].way_out == NULL ||
        analysis->findings[0].way_out[0] == 0) {
        return y;
    }
    struct scene *scene = panel->scene;
    uint32_t item_count = scene->item_count;
    double top = panel_add_head(panel, y, WORD_A_WAY_OUT);
    scene_begin_group(scene, "way-out", analysis->findings[0].way_out,
                      (struct scene_rect){panel->box_x, top, panel->box_width, max_y - top});
    double below = add_contents(panel, top, max_y, &analysis->findings[0]);
    scene_end_group(scene);
    if (!is_drawn || below > max_y) {
        scene->item_count = item_count;
    }
    return below > max_y ? y : below;
}
