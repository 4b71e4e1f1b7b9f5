/* The keys, on a card over a veiled picture: as many columns as the height asks for. */
#include <math.h>
#include <string.h>

#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define VEIL         0.72
#define PADDING      28.0
#define TITLE_SIZE   21.0
#define TITLE_HEIGHT 52.0
#define ROW_HEIGHT   34.0 /* at most; caps need … */
#define ROW_LEAST    25.0
#define COLUMN_WIDTH 440.0
#define COLUMN_LEAST 310.0 /* narrower ones say little; then rows are lower */
#define COLUMN_GAP   28.0
#define CAP_GAP      6.0
#define WORDS_GAP    14.0
#define WORDS_SIZE   14.5
#define WORDS_SMALL  13.0 /* in low rows */
#define WORDS_FROM   0.4  /* of a column, at most */
#define MARGIN       12.0

/* The caps of a row side by side; returns their width. */
static double add_caps(struct scene *scene, const struct theme *theme, double x, double centre,
                       const char *keys, bool is_drawn)
{
    double left = x;
    while (*keys != 0) {
        size_t size = strcspn(keys, " ");
        if (size > 0) {
            const char *key = scene_print_text(scene, "%.*s", (int)size, keys);
            x += piece_add_key_cap(scene, theme, x, centre, key, is_drawn) + CAP_GAP;
        }
        keys += size + (keys[size] == ' ');
    }
    return x > left ? x - left - CAP_GAP : 0;
}

/* How the card is divided. */
struct help_layout {
    struct scene_rect card;
    uint32_t row_count; /* of a column */
    double row_height;
    double column_width;
    double words_left; /* from a column's left side */
};

static struct help_layout layout_of(struct scene *scene, const struct view *view)
{
    double most_height = view->height - 2 * MARGIN - TITLE_HEIGHT - 2 * PADDING;
    double all_width = view->width - 2 * MARGIN - 2 * PADDING;
    uint32_t most = (uint32_t)fmax(1, (all_width + COLUMN_GAP) / (COLUMN_LEAST + COLUMN_GAP));
    uint32_t room = (uint32_t)fmax(1, most_height / ROW_HEIGHT);
    uint32_t columns = (view->key_help_count + room - 1) / room;
    columns = columns < most ? columns : most;
    uint32_t rows = (view->key_help_count + columns - 1) / columns;
    double row_height = fmin(ROW_HEIGHT, fmax(ROW_LEAST, most_height / rows));
    double width = fmin(COLUMN_WIDTH, (all_width - (columns - 1) * COLUMN_GAP) / columns);
    double words_left = 0;
    for (uint32_t i = 0; i < view->key_help_count; i++) {
        double caps = add_caps(scene, view->theme, 0, 0, view->key_helps[i].keys, false);
        words_left = caps > words_left ? caps : words_left;
    }
    double card_width = columns * width + (columns - 1) * COLUMN_GAP + 2 * PADDING;
    double card_height = rows * row_height + TITLE_HEIGHT + 2 * PADDING;
    return (struct help_layout){
        .card = {(view->width - card_width) / 2, (view->height - card_height) / 2, card_width,
                 card_height},
        .row_count = rows,
        .row_height = row_height,
        .column_width = width,
        .words_left = fmin(words_left + WORDS_GAP, width * WORDS_FROM),
    };
}

static void add_row(struct scene *scene, const struct view *view, const struct help_layout *layout,
                    uint32_t index)
{
    const struct key_help *help = &view->key_helps[index];
    uint32_t column = index / layout->row_count, row = index % layout->row_count;
    double x = layout->card.x + PADDING + column * (layout->column_width + COLUMN_GAP);
    double centre = layout->card.y + PADDING + TITLE_HEIGHT + (row + 0.5) * layout->row_height;
    const char *words = translate(view->language, help->words);
    double caps = add_caps(scene, view->theme, x, centre, help->keys, true) + WORDS_GAP;
    double left = caps > layout->words_left ? caps : layout->words_left;
    double size = layout->row_height < ROW_HEIGHT ? WORDS_SMALL : WORDS_SIZE;
    scene_add_text(scene, x + left, text_baseline(centre, size), words,
                   text_ui(size, 400, view->theme->ink), ALIGN_LEFT, layout->column_width - left);
}

static void add_title(struct scene *scene, const struct view *view, struct scene_rect card)
{
    double centre = card.y + PADDING + 10, right = card.x + card.width - PADDING;
    scene_add_text(scene, card.x + PADDING, text_baseline(centre, TITLE_SIZE),
                   word_text(WORD_KEYS, view->language), text_ui(TITLE_SIZE, 700, view->theme->ink),
                   ALIGN_LEFT, 0);
    const char *close = word_text(WORD_CLOSE, view->language);
    struct text_style style = text_ui(WORDS_SIZE, 500, view->theme->ink2);
    double word = scene_measure_text(scene, close, style);
    double cap = piece_add_key_cap(scene, view->theme, 0, centre, "Esc", false);
    double left = right - word - WORDS_GAP / 2 - cap;
    scene_begin_group(scene, "help:close", close,
                      (struct scene_rect){left, centre - 14, right - left, 28});
    piece_add_key_cap(scene, view->theme, left, centre, "Esc", true);
    scene_add_text(scene, right, text_baseline(centre, WORDS_SIZE), close, style, ALIGN_RIGHT, 0);
    scene_end_group(scene);
}

void help_scene_build(struct scene *scene, const struct subject *subject, const struct view *view)
{
    (void)subject;
    if (view->key_help_count == 0) {
        return;
    }
    struct scene_rect whole = {0, 0, view->width, view->height};
    struct help_layout layout = layout_of(scene, view);
    scene_begin_group(scene, "help", word_text(WORD_KEYS, view->language), whole);
    scene_add_rect(scene, whole,
                   (struct scene_style){.fill = colour_fade(view->theme->background, VEIL)});
    card_scene_build(scene, view->theme, layout.card);
    add_title(scene, view, layout.card);
    for (uint32_t i = 0; i < view->key_help_count; i++) {
        add_row(scene, view, &layout, i);
    }
    scene_end_group(scene);
}
