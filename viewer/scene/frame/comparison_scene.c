/* Where two runs part, in a box, and beside it all that differs, a line each. */
#include <math.h>

#include "viewer/scene/frame/pair_scene.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/severity.h"
#include "viewer/scene/view/words.h"

#define INSET            28.0
#define HEAD_CENTRE      26.0
#define BODY_TOP         46.0
#define BOX_SHARE        0.44 /* of the card's width */
#define NARROW           1000.0
#define BOX_SHARE_NARROW 0.56 /* of a narrow card's: what it says is the most important */
#define BOX_INSET        8.0  /* the box reaches so far out of the column */
#define PADDING_X        22.0
#define PADDING_Y        12.0
#define COLUMN_GAP       40.0
#define ROW_HEIGHT       25.0
#define ROW_SIZE         14.0
#define BULLET_X         4.0
#define BULLET           3.5 /* radius */
#define ROW_TEXT_X       18.0
#define BOTTOM           14.0
#define LABEL_WIDTH      240.0 /* room for "and 12 more" */

struct text_size {
    double size, line_height;
    bool has_verdict; /* the headings say it, too */
};

static const char *word_of(const struct pair *pair, enum word word)
{
    return word_text(word, pair->comparison->language);
}

static const char *sentence_of(const struct pair *pair)
{
    const struct comparison *comparison = pair->comparison;
    if (comparison->divergence != NULL) {
        return comparison->divergence->sentence;
    }
    bool is_same = comparison->difference_count == 0;
    return word_of(pair, is_same ? WORD_RUNS_SAME : WORD_RUNS_SAME_ORDER);
}

/* Where they part; then, if there is room for it, how each ends. */
static double add_words(struct scene *scene, const struct pair *pair, struct scene_rect box,
                        struct text_size font)
{
    const struct theme *theme = pair->views[0].theme;
    double x = box.x + PADDING_X, width = box.width - 2 * PADDING_X, y = box.y + PADDING_Y;
    y = scene_add_paragraph(scene, x, y, width, font.line_height, sentence_of(pair),
                            text_ui(font.size, 600, theme->ink));
    if (!font.has_verdict) {
        return y + PADDING_Y;
    }
    return scene_add_paragraph(scene, x, y + 4, width, font.line_height, pair->comparison->verdict,
                               text_ui(font.size, 400, theme->ink2)) +
           PADDING_Y;
}

/* The largest that fits. */
static struct text_size choose_size(struct scene *scene, const struct pair *pair,
                                    struct scene_rect box)
{
    static const struct text_size sizes[] = {{15.5, 24, true}, {14, 21, true},  {13, 19, true},
                                             {12, 17, true},   {12, 17, false}, {11, 15, false}};
    struct text_size chosen = sizes[0];
    uint32_t item_count = scene->item_count;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        chosen = sizes[i];
        bool fits = add_words(scene, pair, box, chosen) <= box.y + box.height;
        scene->item_count = item_count; /* it was only measured */
        if (fits) {
            break;
        }
    }
    return chosen;
}

/* A click on it leads to where they part. */
static const char *box_id(struct scene *scene, const struct pair *pair)
{
    const struct comparison *comparison = pair->comparison;
    return comparison->divergence == NULL
               ? "divergence"
               : scene_print_text(scene, "difference:%u",
                                  (uint32_t)(comparison->divergence - comparison->differences) + 1);
}

static void add_box(struct scene *scene, const struct pair *pair, struct scene_rect room)
{
    const struct theme *theme = pair->views[0].theme;
    bool parts = pair->comparison->divergence != NULL;
    struct severity_colours colours =
        severity_colours_of(theme, parts ? SEVERITY_CAUTION : SEVERITY_CALM);
    struct text_size font = choose_size(scene, pair, room);
    uint32_t item_count = scene->item_count;
    room.height = fmin(room.height, add_words(scene, pair, room, font) - room.y);
    scene->item_count = item_count;
    scene_begin_group(scene, box_id(scene, pair), sentence_of(pair), room);
    callout_box_build(scene, room, colours.edge, colours.tint);
    scene_begin_clip(scene, room);
    add_words(scene, pair, room, font);
    scene_end_clip(scene);
    scene_end_group(scene);
}

static void add_row(struct scene *scene, const struct pair *pair, uint32_t index,
                    struct scene_rect row)
{
    const struct theme *theme = pair->views[0].theme;
    const char *sentence = pair->comparison->differences[index].sentence;
    double centre = row.y + ROW_HEIGHT / 2;
    scene_begin_group(scene, scene_print_text(scene, "difference:%u", index + 1), sentence, row);
    scene_add_circle(scene, row.x + BULLET_X, centre, BULLET,
                     (struct scene_style){.fill = theme->ink3});
    scene_add_text(scene, row.x + ROW_TEXT_X, text_baseline(centre, ROW_SIZE), sentence,
                   text_ui(ROW_SIZE, 400, theme->ink), ALIGN_LEFT, row.width - ROW_TEXT_X);
    scene_end_group(scene);
}

static void add_more(struct scene *scene, const struct pair *pair, uint32_t count,
                     struct scene_rect row)
{
    const char *number = scene_print_text(scene, "%u", count);
    scene_add_text(scene, row.x + ROW_TEXT_X, text_baseline(row.y + ROW_HEIGHT / 2, ROW_SIZE),
                   scene_print_text(scene, word_of(pair, WORD_DIFFERENCES_MORE), number),
                   text_ui(ROW_SIZE, 400, pair->views[0].theme->ink3), ALIGN_LEFT, row.width);
}

/* What the box does not say, as much of it as there is room for; of a list that is cut, the last
 * row says how many are left. */
static void add_list(struct scene *scene, const struct pair *pair, struct scene_rect room)
{
    const struct comparison *comparison = pair->comparison;
    uint32_t rows = (uint32_t)fmax(1, floor(room.height / ROW_HEIGHT));
    uint32_t left = comparison->difference_count + comparison->more_count;
    left -= comparison->divergence != NULL;
    uint32_t shown = left <= rows ? left : rows - 1;
    struct scene_rect row = {room.x, room.y, room.width, ROW_HEIGHT};
    for (uint32_t i = 0; i < comparison->difference_count && shown > 0; i++) {
        if (&comparison->differences[i] != comparison->divergence) {
            add_row(scene, pair, i, row);
            row.y += ROW_HEIGHT;
            shown--;
            left--;
        }
    }
    if (left > 0) {
        add_more(scene, pair, left, row);
    }
}

void comparison_scene_build(struct scene *scene, const struct pair *pair, struct scene_rect card)
{
    const struct theme *theme = pair->views[0].theme;
    double inner = card.width - 2 * INSET;
    double left = inner * (card.width < NARROW ? BOX_SHARE_NARROW : BOX_SHARE);
    double list_x = card.x + INSET + left + COLUMN_GAP, height = card.height - BODY_TOP - BOTTOM;
    struct scene_rect box = {card.x + INSET - BOX_INSET, card.y + BODY_TOP, left + BOX_INSET,
                             height};
    struct scene_rect list = {list_x, card.y + BODY_TOP, inner - left - COLUMN_GAP, height};
    card_scene_build(scene, theme, card);
    scene_begin_group(scene, "comparison", NULL, card);
    piece_add_section_head(scene, theme, card.x + INSET, card.y + HEAD_CENTRE,
                           word_of(pair, WORD_WHERE_THEY_PART), left);
    add_box(scene, pair, box);
    piece_add_section_head(scene, theme, list_x, card.y + HEAD_CENTRE,
                           word_of(pair, WORD_WHAT_DIFFERS), list.width);
    add_list(scene, pair, list);
    scene_end_group(scene);
}
