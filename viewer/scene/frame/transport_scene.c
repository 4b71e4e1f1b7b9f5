/* The transport: buttons, where the replay stands, its speed, a bar with one dot a step, and the
 * keys a newcomer needs. Key caps give way when the card is narrow. */
#include <stdio.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/frame/scrubber.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define BUTTON_RADIUS      20.0
#define PLAY_RADIUS        27.0
#define STEP_LEFT          302.0 /* of the words, from the card's left */
#define STEP_SIZE          17.0
#define TIME_SIZE          14.0
#define SPEED_GAP          20.0
#define SPEED_LEFT         424.0 /* from the card's left, or further right if the words need it */
#define SPEED_WIDTH_MIN    42.0
#define SPEED_HEIGHT       26.0
#define SPEED_SIZE         13.0
#define BAR_GAP            36.0 /* between the speed and the bar, and the bar and the caps */
#define BAR_HEIGHT         6.0
#define BAR_WIDTH_MIN      240.0
#define BAR_END            50.0 /* kept free at the right of the bar, beside the caps */
#define BAR_LEAST          40.0 /* shorter ones are left out */
#define DOT_RADIUS         5.5
#define DOT_RING           7.0
#define DOT_GAP_MIN        14.0 /* nearer dots are left out */
#define NUMBER_GAP         8.0  /* between numbers, which are about as wide as their digits: */
#define NUMBER_DIGIT_WIDTH 8.0
#define NUMBER_SIZE        12.5
#define NUMBER_RISE        22.0 /* of its middle above the bar's */
#define THUMB_RADIUS       10.0
#define CAPS_RIGHT         26.0
#define CAP_WORD_GAP       7.0
#define CAP_WORD_SIZE      13.0
#define CAP_GAP            16.0

struct transport {
    struct scene *scene;
    const struct subject *subject;
    const struct view *view;
    const struct theme *theme;
    struct scene_rect card;
    double centre_y;
};

static const char *word_of(const struct transport *transport, enum word word)
{
    return word_text(word, transport->view->language);
}

/* A triangle pointing right (direction 1) or left (-1), 14 high, with its blunt side at x. */
static void add_triangle(struct scene *scene, double x, double y, double width, double height,
                         int direction, scene_colour colour, double round)
{
    const struct path_point points[] = {
        {PATH_MOVE, x, y - height / 2},
        {PATH_LINE, x, y + height / 2},
        {PATH_LINE, x + direction * width, y},
        {PATH_CLOSE, 0, 0},
    };
    scene_add_path(scene, points, 4,
                   (struct scene_style){.fill = colour, .stroke = colour, .stroke_width = round});
}

/* What a button shows. */
struct button {
    const char *id;
    enum word title;
    double x;      /* of its centre, from the card's left */
    int direction; /* of the triangle */
    bool has_stop; /* a bar where the triangle points */
};

static const struct button buttons[] = {
    {"transport:start", WORD_TO_START, 42, -1, true},
    {"transport:back", WORD_STEP_BACK, 90, -1, false},
    {"transport:forward", WORD_STEP_FORWARD, 198, 1, false},
    {"transport:end", WORD_TO_END, 246, 1, true},
};

static void add_button(const struct transport *transport, const struct button *button)
{
    struct scene *scene = transport->scene;
    const struct theme *theme = transport->theme;
    double x = transport->card.x + button->x, y = transport->centre_y;
    bool is_hovered =
        transport->view->hover_id != NULL && strcmp(transport->view->hover_id, button->id) == 0;
    scene_begin_group(scene, button->id, word_of(transport, button->title),
                      (struct scene_rect){x - BUTTON_RADIUS, y - BUTTON_RADIUS, 2 * BUTTON_RADIUS,
                                          2 * BUTTON_RADIUS});
    scene_add_circle(scene, x, y, BUTTON_RADIUS,
                     (struct scene_style){.fill = is_hovered ? theme->grid_strong : theme->chip});
    double blunt = x - button->direction * (button->has_stop ? 5.25 : 3.5);
    add_triangle(scene, blunt, y, 9.1, 14, button->direction, theme->ink, 1.2);
    if (button->has_stop) {
        double stop = blunt + button->direction * 11.9 - 1.3;
        scene_add_rect(scene, (struct scene_rect){stop, y - 7, 2.6, 14},
                       (struct scene_style){.fill = theme->ink, .radius = 1});
    }
    scene_end_group(scene);
}

static void add_play(const struct transport *transport)
{
    struct scene *scene = transport->scene;
    const struct theme *theme = transport->theme;
    bool is_playing = transport->view->is_playing;
    double x = transport->card.x + 144, y = transport->centre_y;
    scene_begin_group(
        scene, "transport:play", word_of(transport, is_playing ? WORD_PAUSE : WORD_PLAY),
        (struct scene_rect){x - PLAY_RADIUS, y - PLAY_RADIUS, 2 * PLAY_RADIUS, 2 * PLAY_RADIUS});
    scene_add_circle(scene, x, y, PLAY_RADIUS, (struct scene_style){.fill = theme->ink});
    if (is_playing) {
        struct scene_style bar = {.fill = theme->card, .radius = 1.5};
        scene_add_rect(scene, (struct scene_rect){x - 8, y - 10, 6, 20}, bar);
        scene_add_rect(scene, (struct scene_rect){x + 2, y - 10, 6, 20}, bar);
    } else {
        add_triangle(scene, x - 6, y, 16, 20, 1, theme->card, 2);
    }
    scene_end_group(scene);
}

/* "Step 8" for a step's number, or where the replay stands before the first. */
static const char *step_text(const struct transport *transport, uint32_t number)
{
    if (number == 0) {
        return word_of(transport, WORD_BEFORE_FIRST_STEP);
    }
    return scene_print_text(transport->scene, word_of(transport, WORD_STEP_NUMBER),
                            scene_print_text(transport->scene, "%u", number));
}

static uint64_t last_event_ns(const struct trace *trace)
{
    return trace->event_count > 0 ? trace->events[trace->event_count - 1].time_ns : 0;
}

/* "Step 8 of 8" and the time. Returns the right side that the words never pass, so that what
 * stands beside them keeps its place during the replay. */
static double add_position(const struct transport *transport)
{
    struct scene *scene = transport->scene;
    const struct view *view = transport->view;
    uint32_t count = transport->subject->story->step_count;
    uint32_t number = view->step == NONE_INDEX || view->step >= count ? 0 : view->step + 1;
    struct text_style bold = text_ui(STEP_SIZE, 700, transport->theme->ink);
    struct text_style plain = text_ui(STEP_SIZE, 500, transport->theme->ink);
    const char *step = step_text(transport, number);
    const char *of = scene_print_text(scene, word_of(transport, WORD_STEP_OF),
                                      scene_print_text(scene, "%u", count));
    double x = transport->card.x + STEP_LEFT, y = transport->centre_y;
    double widest = scene_measure_text(scene, step_text(transport, count), bold) +
                    scene_measure_text(scene, of, plain);
    char time[32];
    clock_text(view->cursor_ns, last_event_ns(transport->subject->trace), time, sizeof time);
    scene_begin_group(scene, "transport:position", scene_print_text(scene, "%s%s", step, of),
                      (struct scene_rect){x, y - 24, widest, 48});
    double width =
        scene_add_text(scene, x, text_baseline(y - 12, STEP_SIZE), step, bold, ALIGN_LEFT, 0);
    scene_add_text(scene, x + width, text_baseline(y - 12, STEP_SIZE), of, plain, ALIGN_LEFT, 0);
    scene_add_text(scene, x, text_baseline(y + 13, TIME_SIZE), time,
                   text_ui(TIME_SIZE, 400, transport->theme->ink2), ALIGN_LEFT, 0);
    scene_end_group(scene);
    return x + widest;
}

/* "1 step/s", or "1×" where playing is true to time. */
static const char *speed_text(const struct transport *transport)
{
    const struct view *view = transport->view;
    const char *number = scene_print_text(transport->scene, "%g", view->speed);
    unsigned long count = view->speed == 1 ? 1 : 2; /* half a step is many, too */
    return view->is_timed
               ? scene_print_text(transport->scene, "%s×", number)
               : scene_print_text(transport->scene,
                                  word_count_text(WORD_STEPS_A_SECOND, count, view->language),
                                  number);
}

/* Returns its right side. */
static double add_speed(const struct transport *transport, double left)
{
    struct scene *scene = transport->scene;
    const struct theme *theme = transport->theme;
    const char *speed = speed_text(transport);
    struct text_style style = text_ui(SPEED_SIZE, 600, theme->ink);
    double width = scene_measure_text(scene, speed, style) + 26;
    struct scene_rect pill = {left, transport->centre_y - SPEED_HEIGHT / 2,
                              width > SPEED_WIDTH_MIN ? width : SPEED_WIDTH_MIN, SPEED_HEIGHT};
    scene_begin_group(scene, "transport:speed", word_of(transport, WORD_SPEED), pill);
    scene_add_rect(scene, pill,
                   (struct scene_style){.fill = theme->chip,
                                        .stroke = theme->border,
                                        .stroke_width = 1,
                                        .radius = SPEED_HEIGHT / 2});
    scene_add_text(scene, pill.x + pill.width / 2, text_baseline(transport->centre_y, SPEED_SIZE),
                   speed, style, ALIGN_CENTRE, 0);
    scene_end_group(scene);
    return pill.x + pill.width;
}

static const struct key_word {
    const char *id;
    const char *key; /* NULL: the space bar, whose name is a word */
    enum word word;
} key_words[] = {
    {"key:space", NULL, WORD_PLAY},   {"key:step", "← →", WORD_STEP}, {"key:fit", "F", WORD_FIT},
    {"key:export", "E", WORD_EXPORT}, {"help", "?", WORD_HELP},
};

#define KEY_WORD_COUNT (sizeof key_words / sizeof key_words[0])

static const char *cap_text(const struct transport *transport, const struct key_word *key_word)
{
    return key_word->key != NULL ? key_word->key : word_of(transport, WORD_KEY_SPACE);
}

static const char *does_text(const struct transport *transport, const struct key_word *key_word)
{
    bool is_pause = key_word->word == WORD_PLAY && transport->view->is_playing;
    return word_of(transport, is_pause ? WORD_PAUSE : key_word->word);
}

static double measure_key_word(const struct transport *transport, const struct key_word *key_word)
{
    const char *cap = cap_text(transport, key_word), *does = does_text(transport, key_word);
    return piece_add_key_cap(transport->scene, transport->theme, 0, 0, cap, false) + CAP_WORD_GAP +
           scene_measure_text(transport->scene, does, text_ui(CAP_WORD_SIZE, 500, 0));
}

/* A cap and what it does; returns the width of both. */
static double add_key_word(const struct transport *transport, const struct key_word *key_word,
                           double x)
{
    struct scene *scene = transport->scene;
    double y = transport->centre_y, width = measure_key_word(transport, key_word);
    const char *does = does_text(transport, key_word);
    scene_begin_group(scene, key_word->id, does, (struct scene_rect){x, y - 12, width, 24});
    double cap =
        piece_add_key_cap(scene, transport->theme, x, y, cap_text(transport, key_word), true);
    scene_add_text(scene, x + cap + CAP_WORD_GAP, text_baseline(y, CAP_WORD_SIZE), does,
                   text_ui(CAP_WORD_SIZE, 500, transport->theme->ink2), ALIGN_LEFT, 0);
    scene_end_group(scene);
    return width;
}

/* As many keys as leave the bar its room, right-aligned; returns their left side. */
static double add_key_words(const struct transport *transport, double bar_left)
{
    double right = transport->card.x + transport->card.width - CAPS_RIGHT;
    double room = right - bar_left - BAR_WIDTH_MIN - BAR_END, width = 0;
    size_t count = 0;
    for (; count < KEY_WORD_COUNT; count++) {
        double next = measure_key_word(transport, &key_words[count]);
        next += count > 0 ? CAP_GAP : 0;
        if (width + next > room) {
            break;
        }
        width += next;
    }
    double x = right - width;
    for (size_t i = 0; i < count; i++) {
        x += add_key_word(transport, &key_words[i], x) + CAP_GAP;
    }
    return right - width;
}

/* Who is given a place first. */
enum step_rank { RANK_CURRENT, RANK_BAD, RANK_OTHER, RANK_COUNT };

static enum step_rank rank_of(const struct transport *transport, uint32_t step)
{
    if (step == transport->view->step) {
        return RANK_CURRENT;
    }
    bool is_bad = story_bare_step(transport->subject->story, step).tone >= TONE_BAD;
    return is_bad ? RANK_BAD : RANK_OTHER;
}

/* Takes [x - gap, x + gap] of the bar if it is free. */
static bool take_place(char *taken, const struct scrubber *scrubber, double x, double gap)
{
    long width = (long)(scrubber->right_x - scrubber->left_x);
    long begin = (long)(x - scrubber->left_x - gap / 2), end = begin + (long)gap;
    begin = begin < 0 ? 0 : begin;
    end = end > width ? width : end;
    for (long i = begin; i <= end; i++) {
        if (taken[i]) {
            return false;
        }
    }
    memset(taken + begin, 1, (size_t)(end - begin + 1));
    return true;
}

/* Which of the candidates (NULL: all) have a place: by rank, then from left to right. */
static bool *choose_steps(const struct transport *transport, const struct scrubber *scrubber,
                          const bool *is_candidate, double gap)
{
    uint32_t count = scrubber->step_count;
    bool *is_chosen = arena_allocate(transport->scene->arena, count + 1);
    char *taken =
        arena_allocate(transport->scene->arena, (size_t)(scrubber->right_x - scrubber->left_x) + 2);
    for (int rank = 0; rank < RANK_COUNT; rank++) {
        for (uint32_t i = 0; i < count; i++) {
            bool is_asked = is_candidate == NULL || is_candidate[i];
            if (is_asked && rank_of(transport, i) == (enum step_rank)rank) {
                is_chosen[i] = take_place(taken, scrubber, scrubber->step_x[i], gap);
            }
        }
    }
    return is_chosen;
}

static void add_step(const struct transport *transport, const struct scrubber *scrubber,
                     uint32_t index, bool has_number)
{
    struct scene *scene = transport->scene;
    const struct story_step step = story_step(transport->subject->story, index);
    double x = scrubber_step_x(scrubber, index), y = transport->centre_y;
    scene_colour colour = tone_colour(transport->theme, step.tone);
    const char *id = scene_print_text(scene, "scrub:%u", index + 1);
    scene_begin_group(scene, id, step.sentence,
                      (struct scene_rect){x - DOT_RING, y - DOT_RING, 2 * DOT_RING, 2 * DOT_RING});
    scene_add_circle(scene, x, y, DOT_RING, (struct scene_style){.fill = transport->theme->card});
    scene_add_circle(scene, x, y, DOT_RADIUS, (struct scene_style){.fill = colour});
    if (has_number) {
        scene_colour ink = step.tone >= TONE_BAD ? colour : transport->theme->ink2;
        scene_add_text(scene, x, text_baseline(y - NUMBER_RISE, NUMBER_SIZE),
                       scene_print_text(scene, "%u", index + 1), text_ui(NUMBER_SIZE, 600, ink),
                       ALIGN_CENTRE, 0);
    }
    scene_end_group(scene);
}

/* Of a long story, only what went wrong. */
static void add_bad_steps(const struct transport *transport, const struct scrubber *scrubber)
{
    const struct story *story = transport->subject->story;
    double free_x = scrubber->left_x - DOT_GAP_MIN;
    for (uint32_t i = 0; i < story->bad_step_count; i++) {
        double x = scrubber_step_x(scrubber, story->bad_steps[i]);
        if (x - free_x >= DOT_GAP_MIN) {
            add_step(transport, scrubber, story->bad_steps[i], false);
            free_x = x;
        }
    }
}

static void add_steps(const struct transport *transport, const struct scrubber *scrubber)
{
    uint32_t count = scrubber->step_count, digits = 1;
    for (uint32_t n = count; n >= 10; n /= 10) {
        digits++;
    }
    const bool *has_dot = choose_steps(transport, scrubber, NULL, DOT_GAP_MIN);
    const bool *has_number =
        choose_steps(transport, scrubber, has_dot, NUMBER_GAP + NUMBER_DIGIT_WIDTH * digits);
    for (uint32_t i = 0; i < count; i++) {
        if (has_dot[i]) {
            add_step(transport, scrubber, i, has_number[i]);
        }
    }
}

/* Where the cursor stands; a step that was moved aside takes the thumb with it. */
static double thumb_x(const struct transport *transport, const struct scrubber *scrubber)
{
    const struct view *view = transport->view;
    const struct story *story = transport->subject->story;
    bool is_on_step =
        view->step < story->step_count && story_time(story, view->step) == view->cursor_ns;
    return is_on_step ? scrubber_step_x(scrubber, view->step)
                      : scrubber_x(scrubber, view->cursor_ns);
}

static void add_bar(const struct transport *transport, double left, double right)
{
    struct scene *scene = transport->scene;
    const struct theme *theme = transport->theme;
    struct scrubber scrubber;
    scrubber_init(&scrubber, transport->subject, left, right);
    double thumb = thumb_x(transport, &scrubber), top = transport->centre_y - BAR_HEIGHT / 2;
    struct scene_rect hit = {left, transport->centre_y - THUMB_RADIUS, right - left,
                             2 * THUMB_RADIUS};
    scene_begin_group(scene, "scrubber", word_of(transport, WORD_SCRUBBER), hit);
    scene_add_rect(scene, (struct scene_rect){left, top, right - left, BAR_HEIGHT},
                   (struct scene_style){.fill = theme->grid_strong, .radius = BAR_HEIGHT / 2});
    scene_add_rect(scene, (struct scene_rect){left, top, thumb - left, BAR_HEIGHT},
                   (struct scene_style){.fill = theme->ink2, .radius = BAR_HEIGHT / 2});
    scene_end_group(scene);
    if (scrubber.step_count < transport->subject->story->step_count) {
        add_bad_steps(transport, &scrubber);
    } else {
        add_steps(transport, &scrubber);
    }
    scene_add_circle(
        scene, thumb, transport->centre_y, THUMB_RADIUS,
        (struct scene_style){.fill = theme->card, .stroke = theme->ink, .stroke_width = 3});
    scrubber_finish(&scrubber);
}

void transport_scene_build(struct scene *scene, const struct subject *subject,
                           const struct view *view, struct scene_rect card)
{
    struct transport transport = {
        .scene = scene,
        .subject = subject,
        .view = view,
        .theme = view->theme,
        .card = card,
        .centre_y = card.y + card.height / 2,
    };
    card_scene_build(scene, view->theme, card);
    for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
        add_button(&transport, &buttons[i]);
    }
    add_play(&transport);
    double speed_left = add_position(&transport) + SPEED_GAP;
    double speed_least = card.x + SPEED_LEFT;
    double bar_left =
        add_speed(&transport, speed_left > speed_least ? speed_left : speed_least) + BAR_GAP;
    double caps_left = add_key_words(&transport, bar_left);
    if (caps_left - BAR_END - bar_left >= BAR_LEAST) {
        add_bar(&transport, bar_left, caps_left - BAR_END);
    }
}
