/* Words. A line of one style is one run. A paragraph is cut into atoms (words, spaces, single Han
 * characters), atoms are set side by side until the line is full, and neighbours of the same style
 * are joined into one run, so that painters draw few of them. */
#include "viewer/scene/shape/scene.h"

#include <assert.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/shape/character.h"
#include "viewer/scene/shape/scene_item.h"

#define ELLIPSIS           "…"
#define BASELINE_OF_SIZE   0.36 /* below the middle of a line, so that small letters look centred */
#define LEAD_WEIGHT        700
#define APOSTROPHE         0x2019
#define NAME_LENGTH_MAX    3 /* Han characters in a row that are not torn apart */
#define LINE_RUN_COUNT_MAX 32

static double width_of(const struct scene *scene, const char *text, struct text_style style)
{
    return scene->shaper->measure(scene->shaper, text, style).width;
}

/* On a slide no text is too small to be read, whoever sets it. */
static struct text_style readable(const struct scene *scene, struct text_style style)
{
    style.size_px = style.size_px < scene->text_least_px ? scene->text_least_px : style.size_px;
    return style;
}

static char *copy_part(struct scene *scene, const char *text, size_t size)
{
    char *copy = arena_allocate(scene->arena, size + 1);
    character_copy_straight(copy, text, size);
    return copy;
}

/* Where the character begins that the byte at `position` is part of. */
static size_t character_start(const char *text, size_t position)
{
    while (position > 0 && ((unsigned char)text[position] & 0xc0) == 0x80) {
        position--;
    }
    return position;
}

/* Puts an ellipsis in place of all but `kept` bytes of a text, or a little less: characters stay
 * whole. */
typedef void cut_function(const char *text, size_t kept, char *cut);

static void keep_beginning(const char *text, size_t kept, char *cut)
{
    size_t head = character_start(text, kept);
    memcpy(cut, text, head);
    memcpy(cut + head, ELLIPSIS, sizeof ELLIPSIS);
}

static void keep_both_ends(const char *text, size_t kept, char *cut)
{
    size_t size = strlen(text), tail = size - kept / 2;
    while (((unsigned char)text[tail] & 0xc0) == 0x80) {
        tail++;
    }
    keep_beginning(text, kept - kept / 2, cut);
    memcpy(cut + strlen(cut), text + tail, size - tail + 1);
}

/* As much as fits; the ellipsis alone if nothing does. Found by halving, as names can be long. */
static const char *cut_to_width(struct scene *scene, const char *text, struct text_style style,
                                double max_width, cut_function *cut_at)
{
    size_t fits = 0, too_much = strlen(text);
    char *cut = arena_allocate(scene->arena, too_much + sizeof ELLIPSIS);
    while (fits + 1 < too_much) {
        size_t middle = fits + (too_much - fits) / 2;
        cut_at(text, middle, cut);
        if (width_of(scene, cut, style) <= max_width) {
            fits = middle;
        } else {
            too_much = middle;
        }
    }
    cut_at(text, fits, cut);
    return cut;
}

/* Adds a text item whose runs lie at x, relative to `left`, all on one baseline. */
static void add_runs(struct scene *scene, double left, double baseline, const char *text,
                     const struct text_run *runs, uint32_t run_count)
{
    double ascent = 0, descent = 0, width = 0;
    struct text_run *copies = arena_allocate(scene->arena, run_count * sizeof *copies);
    for (uint32_t i = 0; i < run_count; i++) {
        struct text_metrics metrics =
            scene->shaper->measure(scene->shaper, runs[i].text, runs[i].style);
        ascent = metrics.ascent > ascent ? metrics.ascent : ascent;
        descent = metrics.descent > descent ? metrics.descent : descent;
        width = runs[i].x + runs[i].width;
        copies[i] = runs[i];
    }
    for (uint32_t i = 0; i < run_count; i++) {
        copies[i].baseline = ascent;
    }
    struct scene_rect box = {left, baseline - ascent, width, ascent + descent};
    struct scene_item *item = scene_add_item(scene, SCENE_TEXT, box);
    item->text = text;
    item->runs = copies;
    item->run_count = run_count;
}

static double add_line(struct scene *scene, double x, double y, const char *text,
                       struct text_style style, enum text_align align, double max_width,
                       bool is_name)
{
    const char *shown = scene_copy_text(scene, text);
    double width = width_of(scene, shown, style);
    if (max_width > 0 && width > max_width) {
        shown =
            cut_to_width(scene, shown, style, max_width, is_name ? keep_both_ends : keep_beginning);
        width = width_of(scene, shown, style);
    }
    static const double share_left_of_x[] = {
        [ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    struct text_run run = {.width = width, .text = shown, .style = style};
    add_runs(scene, x - width * share_left_of_x[align], y, shown, &run, 1);
    return width;
}

double scene_add_text(struct scene *scene, double x, double y, const char *text,
                      struct text_style style, enum text_align align, double max_width)
{
    return add_line(scene, x, y, text, readable(scene, style), align, max_width, false);
}

double scene_add_name(struct scene *scene, double x, double y, const char *name,
                      struct text_style style, enum text_align align, double max_width)
{
    return add_line(scene, x, y, name, readable(scene, style), align, max_width, true);
}

double scene_measure_text(const struct scene *scene, const char *text, struct text_style style)
{
    return width_of(scene, text, readable(scene, style));
}

/* A paragraph being set. Runs of the line so far lie in `runs`; the last one grows atom by atom,
 * its text being the part of `source` from run_begin[last] on. */
struct paragraph {
    struct scene *scene;
    double x, width;
    double baseline, line_height;
    struct text_style style;
    struct text_run runs[LINE_RUN_COUNT_MAX];
    uint32_t run_count;
    double line_width;
    const char *spaces; /* after the last atom, not yet set; NULL: none */
    struct text_style space_style;
    double space_width;
};

static const char *join_texts(struct scene *scene, const struct text_run *runs, uint32_t count)
{
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        size += strlen(runs[i].text);
    }
    char *text = arena_allocate(scene->arena, size + 1), *end = text;
    for (uint32_t i = 0; i < count; i++) {
        size_t part = strlen(runs[i].text);
        memcpy(end, runs[i].text, part);
        end += part;
    }
    *end = 0;
    return text;
}

static void finish_line(struct paragraph *paragraph)
{
    if (paragraph->run_count > 0) {
        const char *text = join_texts(paragraph->scene, paragraph->runs, paragraph->run_count);
        add_runs(paragraph->scene, paragraph->x, paragraph->baseline, text, paragraph->runs,
                 paragraph->run_count);
    }
    paragraph->baseline += paragraph->line_height;
    paragraph->run_count = 0;
    paragraph->line_width = 0;
    paragraph->space_width = 0;
    paragraph->spaces = NULL;
}

static bool is_same_style(struct text_style a, struct text_style b)
{
    return a.font == b.font && a.weight == b.weight && a.size_px == b.size_px;
}

/* Puts text behind what the line has, joining it to a last run of the same style. */
static void append_text(struct paragraph *paragraph, const char *text, struct text_style style)
{
    struct scene *scene = paragraph->scene;
    struct text_run *last =
        paragraph->run_count > 0 ? &paragraph->runs[paragraph->run_count - 1] : NULL;
    if (last != NULL && is_same_style(last->style, style)) {
        struct text_run pair[] = {*last, {.text = text}};
        last->text = join_texts(scene, pair, 2);
    } else {
        assert(paragraph->run_count < LINE_RUN_COUNT_MAX);
        last = &paragraph->runs[paragraph->run_count++];
        *last = (struct text_run){.x = paragraph->line_width, .text = text, .style = style};
    }
    last->width = width_of(scene, last->text, style);
    paragraph->line_width = last->x + last->width;
}

/* Sets an atom, on the next line if this one has no room for it. */
static void add_atom(struct paragraph *paragraph, const char *text, size_t size)
{
    struct text_style style = paragraph->style;
    const char *atom = copy_part(paragraph->scene, text, size);
    double width = width_of(paragraph->scene, atom, style);
    if (width > paragraph->width) { /* longer than a line: both ends tell most */
        atom = cut_to_width(paragraph->scene, atom, style, paragraph->width, keep_both_ends);
        width = width_of(paragraph->scene, atom, style);
    }
    bool is_full = paragraph->run_count == LINE_RUN_COUNT_MAX ||
                   paragraph->line_width + paragraph->space_width + width > paragraph->width;
    if (paragraph->run_count > 0 && is_full) {
        finish_line(paragraph);
    }
    if (paragraph->spaces != NULL && paragraph->run_count > 0) {
        append_text(paragraph, paragraph->spaces, paragraph->space_style);
    }
    paragraph->spaces = NULL;
    paragraph->space_width = 0;
    append_text(paragraph, atom, style);
}

/* Spaces are set only when an atom follows on the same line. */
static void keep_spaces(struct paragraph *paragraph, const char *text, size_t size)
{
    paragraph->spaces = copy_part(paragraph->scene, text, size);
    paragraph->space_style = paragraph->style;
    paragraph->space_width = width_of(paragraph->scene, paragraph->spaces, paragraph->space_style);
}

/* A short run of Han characters at the start of `text` is a name or a word and stays whole: its
 * size, or 0 if there is none. */
static size_t name_size(const char *text)
{
    uint32_t code;
    size_t size = 0, count = 0;
    for (size_t next; (next = character_read(text + size, &code)) > 0; size += next) {
        if (!character_is_wide(code) || character_is_closing(code) || character_is_opening(code)) {
            break;
        }
        count++;
    }
    return count <= NAME_LENGTH_MAX ? size : 0;
}

/* How many bytes from `text` on may not be torn apart: a word, a name, or one Han character, with
 * the opening sign before and the closing signs after it. */
static size_t atom_size(const char *text, bool follows_han)
{
    uint32_t code;
    size_t sign = character_read(text, &code);
    if (character_is_opening(code) && text[sign] != 0 && strchr(" \n", text[sign]) == NULL) {
        return sign + atom_size(text + sign, false);
    }
    size_t name = follows_han ? 0 : name_size(text);
    size_t size = name > 0 ? name : character_read(text, &code);
    bool is_wide = name > 0 || character_is_wide(code);
    for (size_t next; (next = character_read(text + size, &code)) > 0; size += next) {
        bool ends = code == ' ' || code == '\n';
        is_wide = is_wide && code != '\'' && code != APOSTROPHE; /* "天猫's" */
        if (ends || (!character_is_closing(code) && (is_wide || character_is_wide(code)))) {
            break;
        }
    }
    return size;
}

/* Whether the last character of a part of a text is a Han one. */
static bool ends_in_han(const char *text, size_t size)
{
    uint32_t code;
    character_read(text + character_start(text, size - 1), &code);
    return character_is_wide(code) && !character_is_closing(code);
}

static void set_text(struct paragraph *paragraph, const char *text)
{
    bool follows_han = false;
    while (*text != 0) {
        size_t size = *text == ' ' ? strspn(text, " ") : 1;
        if (*text == '\n') {
            finish_line(paragraph);
        } else if (*text == ' ') {
            keep_spaces(paragraph, text, size);
        } else {
            size = atom_size(text, follows_han);
            add_atom(paragraph, text, size);
        }
        follows_han = ends_in_han(text, size);
        text += size;
    }
}

double scene_add_lead_paragraph(struct scene *scene, double x, double y, double width,
                                double line_height, const char *lead, const char *text,
                                struct text_style style)
{
    struct paragraph paragraph = {
        .scene = scene,
        .x = x,
        .width = width,
        .baseline = y + line_height / 2 + style.size_px * BASELINE_OF_SIZE,
        .line_height = line_height,
        .style = style,
    };
    double first_baseline = paragraph.baseline;
    paragraph.style.weight = LEAD_WEIGHT;
    set_text(&paragraph, lead);
    paragraph.style = style;
    set_text(&paragraph, text);
    if (paragraph.run_count > 0) {
        finish_line(&paragraph);
    }
    return y + (paragraph.baseline - first_baseline);
}

double scene_add_paragraph(struct scene *scene, double x, double y, double width,
                           double line_height, const char *text, struct text_style style)
{
    return scene_add_lead_paragraph(scene, x, y, width, line_height, "", text, style);
}
