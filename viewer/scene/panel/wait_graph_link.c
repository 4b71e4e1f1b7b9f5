/* Links are ways between boxes, each a thing of its own to a person: a thread's wait, an object in
 * its holder's hands. */
#include <math.h>

#include "tracer/analysis/state_sentence.h"
#include "viewer/scene/panel/wait_graph_drawing.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/seen_time.h"
#include "viewer/scene/view/words.h"

#define LINK_WIDTH    2.0
#define MARKED_WIDTH  4.5
#define HEAD_LENGTH   11.0
#define LABEL_RISE    15.0 /* of its middle over a link */
#define PAIR_OFFSET   7.0  /* of two links between the same two nodes */
#define HIT_MARGIN    6.0
#define SENTENCE_SIZE 512

static scene_colour link_colour(const struct graph_drawing *drawing, const struct graph_node *from,
                                const struct graph_node *to)
{
    if (from->link == LINK_NOBODY || (from->is_in_ring && to->is_in_ring)) {
        return drawing->theme->forever;
    }
    return from->link == LINK_HELD || from->link == LINK_NEEDS
               ? drawing->theme->hold
               : theme_state_colour(drawing->theme, from->state);
}

static const char *link_word(const struct graph_drawing *drawing, const struct graph_node *from)
{
    static const enum word words[] = {
        [LINK_JOIN] = WORD_EDGE_JOIN,   [LINK_WAIT] = WORD_EDGE_WAIT,
        [LINK_LOCK] = WORD_EDGE_LOCK,   [LINK_HELD] = WORD_EDGE_HELD_BY,
        [LINK_NEEDS] = WORD_EDGE_NEEDS,
    };
    bool is_wait = from->link == LINK_WAIT || from->link == LINK_LOCK;
    enum word word = is_wait && from->is_in_ring ? WORD_EDGE_WAITS_FOR : words[from->link];
    return word_text(word, drawing->view->language);
}

/* A link's way: from one side of a box, perhaps round one corner, to the side of another. */
struct way {
    double x1, y1;   /* where it leaves */
    double corner_x; /* of a corner at y1; without one it is x1 or x2 */
    double x2, y2;   /* the tip */
};

static struct way way_between(const struct graph_drawing *drawing, uint32_t from, uint32_t to)
{
    const struct graph_node *a = &drawing->graph.nodes[from], *b = &drawing->graph.nodes[to];
    struct scene_rect box_a = drawing->boxes[from], box_b = drawing->boxes[to];
    double middle_a = box_a.x + box_a.width / 2, middle_b = box_b.x + box_b.width / 2;
    double height_a = box_a.y + box_a.height / 2;
    double below_or_above = b->row < a->row ? box_b.y + box_b.height + 1 : box_b.y - 1;
    bool goes_right = a->column < b->column;
    double leaves = goes_right ? box_a.x + box_a.width : box_a.x;
    if (a->column == b->column) {
        double top = b->row < a->row ? box_a.y : box_a.y + box_a.height;
        return (struct way){middle_a, top, middle_a, middle_a, below_or_above};
    }
    if (a->row != b->row) {
        return (struct way){leaves, height_a, middle_b, middle_b, below_or_above};
    }
    double tip = goes_right ? box_b.x - 1 : box_b.x + box_b.width + 1;
    bool is_pair = a->next == to && b->next == from;
    double y = height_a + (!is_pair ? 0 : goes_right ? -PAIR_OFFSET : PAIR_OFFSET);
    return (struct way){leaves, y, tip, tip, y};
}

static void add_way(const struct graph_drawing *drawing, const struct way *way, scene_colour colour,
                    double width, bool is_dashed)
{
    bool ends_flat = way->y1 == way->y2; /* else it comes from above or below */
    double dx = !ends_flat ? 0 : way->x2 > way->x1 ? 1 : -1;
    double dy = ends_flat ? 0 : way->y2 > way->y1 ? 1 : -1;
    double back = is_dashed ? 0 : HEAD_LENGTH / 2;
    const struct path_point points[] = {
        {PATH_MOVE, way->x1, way->y1},
        {PATH_LINE, ends_flat ? way->x2 - dx * back : way->corner_x, way->y1},
        {PATH_LINE, way->x2 - dx * back, way->y2 - dy * back},
    };
    struct scene_style style = {.stroke = colour, .stroke_width = width};
    if (is_dashed) {
        style.dash[0] = style.dash[1] = 5;
    }
    scene_add_path(drawing->scene, points, ends_flat ? 2 : 3, style);
    if (!is_dashed) {
        piece_add_arrow_head(drawing->scene, way->x2, way->y2, dx, dy, HEAD_LENGTH, colour);
    }
}

/* Whether no words stand there yet. */
static bool is_free(const struct scene *scene, double left, double right, double y)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_TEXT && item->rect.x < right &&
            item->rect.x + item->rect.width > left && item->rect.y < y &&
            item->rect.y + item->rect.height > y) {
            return false;
        }
    }
    return true;
}

/* The link's word over its flat part or beside its upright one, where there is room for it. */
static void add_label(const struct graph_drawing *drawing, const struct way *way, const char *word,
                      scene_colour ink)
{
    struct text_style style = text_code(GRAPH_LABEL_SIZE, 500, ink);
    double width = scene_measure_text(drawing->scene, word, style);
    bool is_upright = way->x1 == way->x2;
    double right = drawing->area.x + drawing->area.width;
    if (is_upright) {
        bool fits_right = way->x1 + 8 + width <= right;
        double y = (way->y1 + way->y2) / 2, left = way->x1 + (fits_right ? 8 : -8 - width);
        if (is_free(drawing->scene, left - 4, left + width + 4, y)) {
            scene_add_text(drawing->scene, left, text_baseline(y, GRAPH_LABEL_SIZE), word, style,
                           ALIGN_LEFT, 0);
        }
        return;
    }
    double left = way->x1 < way->corner_x ? way->x1 : way->corner_x;
    double length = way->x1 < way->corner_x ? way->corner_x - way->x1 : way->x1 - way->corner_x;
    if (width + 4 <= length) {
        bool is_back = way->x2 < way->x1; /* the way back of a ring is told below it */
        double centre = way->y1 + (is_back ? LABEL_RISE : -LABEL_RISE);
        scene_add_text(drawing->scene, left + length / 2, text_baseline(centre, GRAPH_LABEL_SIZE),
                       word, style, ALIGN_CENTRE, 0);
    }
}

/* Whether it is the wait, or the hold, that is selected. */
static bool is_marked(const struct graph_drawing *drawing, const struct graph_node *from,
                      const struct graph_node *to)
{
    const struct selection *selection = &drawing->view->selection;
    if (from->kind == GRAPH_THREAD) {
        return selection->kind == SELECTION_STATE && selection->thread == from->index;
    }
    return selection->kind == SELECTION_HOLD && from->link == LINK_HELD &&
           selection->object == from->index && selection->thread == to->index;
}

static void begin_group(const struct graph_drawing *drawing, const struct graph_node *from,
                        const struct way *way)
{
    struct scene *scene = drawing->scene;
    const struct subject *subject = drawing->subject;
    const struct state_subject asked = {subject->lanes, subject->analysis, drawing->view->language};
    uint64_t time_ns = seen_time(subject, drawing->view);
    char sentence[SENTENCE_SIZE] = "";
    struct lane_segment segment;
    if (from->kind == GRAPH_OBJECT) {
        state_sentence_of_object(&asked, from->index, time_ns, sentence, sizeof sentence);
    } else if (state_segment_at(subject->lanes, from->index, time_ns, &segment)) {
        state_sentence_of_segment(&asked, from->index, &segment, sentence, sizeof sentence);
    }
    struct scene_rect hit = {
        fmin(way->x1, way->x2) - HIT_MARGIN, fmin(way->y1, way->y2) - HIT_MARGIN,
        fabs(way->x2 - way->x1) + 2 * HIT_MARGIN, fabs(way->y2 - way->y1) + 2 * HIT_MARGIN};
    const char *format = from->kind == GRAPH_OBJECT ? "graph:held:%u" : "graph:wait:%u";
    scene_begin_group(scene, scene_print_text(scene, format, from->index), sentence, hit);
}

void wait_graph_add_link(const struct graph_drawing *drawing, uint32_t from)
{
    const struct graph_node *node = &drawing->graph.nodes[from];
    const struct graph_node *next = &drawing->graph.nodes[node->next];
    struct way way = way_between(drawing, from, node->next);
    scene_colour colour = link_colour(drawing, node, next);
    double width = is_marked(drawing, node, next) ? MARKED_WIDTH : LINK_WIDTH;
    bool is_nobody = node->link == LINK_NOBODY;
    bool is_thing = node->kind == GRAPH_THREAD || node->link == LINK_HELD;
    if (is_thing) {
        begin_group(drawing, node, &way);
    }
    add_way(drawing, &way, colour, width, is_nobody);
    if (!is_nobody) {
        const struct theme *theme = drawing->theme;
        scene_colour ink = node->is_in_ring && next->is_in_ring ? theme->forever_text
                           : node->state == LANE_WAIT_CONDITION && node->link == LINK_WAIT
                               ? theme->wait_condition_text
                               : theme->ink2;
        add_label(drawing, &way, link_word(drawing, node), ink);
    }
    if (is_thing) {
        scene_end_group(drawing->scene);
    }
}
