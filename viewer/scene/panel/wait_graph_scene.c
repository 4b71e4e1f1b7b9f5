#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/panel/wait_graph_drawing.h"
#include "viewer/scene/piece/state_words.h"

#define NODE_HEIGHT    34.0
#define NODE_RADIUS    9.0
#define NODE_STROKE    1.6
#define GAP_MAX        92.0
#define GAP_MIN        26.0
#define PITCH_MAX      64.0 /* from row to row */
#define PITCH_MIN      52.0
#define TOP            15.0 /* for the words over the first row's links */
#define OVERHANG       6.0  /* words may reach so far below the area */
#define NOTE_SIZE      15.0 /* of the words when nobody waits */
#define NOTE_HEIGHT    18.0
#define NODE_SHARE_MAX 0.4 /* of the area, for a long name */
#define WORDS_SIZE     12.5

/* From the usual one to the smallest, for graphs of many columns. */
static const struct node_font node_fonts[] = {{15, 17, 56}, {13.5, 10, 42}, {12, 6, 34}};

#define NODE_FONT_COUNT (sizeof node_fonts / sizeof node_fonts[0])

/* The pipe of a queue is known as the queue. */
static const char *object_name(const struct trace *trace, uint32_t object)
{
    const struct trace_object *about = &trace->objects[object];
    bool is_of_queue = about->type == TYPE_PIPE && about->parent != NONE_INDEX &&
                       trace->objects[about->parent].type == TYPE_PROCESS_QUEUE;
    return is_of_queue ? trace->objects[about->parent].name : about->name;
}

static const char *name_of(const struct graph_drawing *drawing, const struct graph_node *node)
{
    const struct trace *trace = drawing->subject->trace;
    switch (node->kind) {
    case GRAPH_THREAD:
        return node->index < trace->thread_count ? trace->threads[node->index].name : "?";
    case GRAPH_OBJECT:
        return node->index < trace->object_count ? object_name(trace, node->index) : "?";
    case GRAPH_PROCESS:
        return node->index < trace->process_count ? trace->processes[node->index].name : "?";
    case GRAPH_NOBODY:
        break;
    }
    return "?";
}

static double wanted_width(const struct graph_drawing *drawing, uint32_t node)
{
    const struct node_font *font = &drawing->font;
    double width =
        scene_measure_text(drawing->scene, drawing->names[node], text_ui(font->size, 700, 0)) +
        2 * font->padding;
    double most = drawing->area.width * NODE_SHARE_MAX;
    width = width > most ? most : width;
    return width < font->width_min ? font->width_min : width;
}

/* The columns' widths, and the gap between them. */
struct columns {
    double widths[GRAPH_NODES_MAX];
    double sum;
    double gap;
};

/* As wide as their widest boxes. */
static struct columns measure_columns(const struct graph_drawing *drawing)
{
    const struct wait_graph *graph = &drawing->graph;
    struct columns columns = {.gap = GAP_MIN};
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].is_placed) {
            double *width = &columns.widths[graph->nodes[i].column];
            double wanted = wanted_width(drawing, i);
            *width = wanted > *width ? wanted : *width;
        }
    }
    for (int i = 0; i < graph->column_count; i++) {
        columns.sum += columns.widths[i];
    }
    return columns;
}

/* With the largest font that leaves links their room; with the smallest, names are cut. */
static struct columns choose_columns(struct graph_drawing *drawing)
{
    int count = drawing->graph.column_count, gap_count = count > 1 ? count - 1 : 1;
    double room = drawing->area.width - GAP_MIN * (count - 1);
    struct columns columns = {0};
    for (size_t i = 0; i < NODE_FONT_COUNT; i++) {
        drawing->font = node_fonts[i];
        columns = measure_columns(drawing);
        if (columns.sum <= room) {
            double gap = (drawing->area.width - columns.sum) / gap_count;
            columns.gap = gap > GAP_MAX ? GAP_MAX : gap;
            return columns;
        }
    }
    for (int i = 0; i < count; i++) {
        columns.widths[i] *= room / columns.sum;
    }
    return columns;
}

static void place_boxes(struct graph_drawing *drawing)
{
    struct columns columns = choose_columns(drawing);
    const struct wait_graph *graph = &drawing->graph;
    double note = graph->hidden_count > 0 ? NOTE_HEIGHT : 0;
    double room = drawing->area.height - TOP - NODE_HEIGHT - note;
    double pitch = graph->row_count > 1 ? room / (graph->row_count - 1) : 0;
    pitch = pitch > PITCH_MAX ? PITCH_MAX : pitch;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *node = &graph->nodes[i];
        if (!node->is_placed) {
            continue;
        }
        double x = drawing->area.x;
        for (int column = 0; column < node->column; column++) {
            x += columns.widths[column] + columns.gap;
        }
        double width = wanted_width(drawing, i), most = columns.widths[node->column];
        width = width < most ? width : most;
        drawing->boxes[i] = (struct scene_rect){
            x + (most - width) / 2, drawing->area.y + TOP + pitch * node->row, width, NODE_HEIGHT};
    }
}

static void add_nobody(const struct graph_drawing *drawing, struct scene_rect box)
{
    scene_colour red = drawing->theme->forever;
    scene_add_rect(
        drawing->scene, box,
        (struct scene_style){
            .stroke = red, .stroke_width = NODE_STROKE, .radius = NODE_RADIUS, .dash = {5, 4}});
    scene_add_text(drawing->scene, box.x + box.width / 2,
                   text_baseline(box.y + box.height / 2, drawing->font.size), "?",
                   text_ui(drawing->font.size, 700, red), ALIGN_CENTRE, 0);
}

/* How a box is painted, by what it stands for. */
struct node_colours {
    scene_colour fill, stroke, ink;
};

static struct node_colours node_colours_of(const struct graph_drawing *drawing,
                                           const struct graph_node *node)
{
    const struct theme *theme = drawing->theme;
    struct node_colours colours = {theme->card, theme->ink3, theme->ink};
    if (node->kind == GRAPH_OBJECT) {
        enum object_type type = drawing->subject->trace->objects[node->index].type;
        bool is_lock = (type >= TYPE_RLOCK && type <= TYPE_PROCESS_LOCK);
        bool is_condition = type == TYPE_CONDITION || type == TYPE_EVENT || type == TYPE_BARRIER;
        colours =
            is_lock ? (struct node_colours){colour_fade(theme->hold, 0.12), theme->hold, theme->ink}
            : is_condition
                ? (struct node_colours){theme->wait_condition_tint, theme->wait_condition,
                                        theme->wait_condition_text}
                : (struct node_colours){colour_fade(theme->wait_transfer, 0.2),
                                        theme->wait_transfer, theme->ink};
    }
    colours.stroke = node->is_in_ring ? theme->forever : colours.stroke;
    return colours;
}

/* Whether it is who does the step that is followed, or what that is done to. */
static bool is_of_step(const struct graph_drawing *drawing, const struct graph_node *node)
{
    const struct view *view = drawing->view;
    const struct story *story = drawing->subject->story;
    if (!view->follows_step || view->step >= story->step_count) {
        return false;
    }
    const struct story_step step = story_bare_step(story, view->step);
    return (node->kind == GRAPH_THREAD && node->index == step.thread) ||
           (node->kind == GRAPH_OBJECT && step.target == target_make(TARGET_OBJECT, node->index));
}

static bool is_selected(const struct graph_drawing *drawing, const struct graph_node *node)
{
    const struct selection *selection = &drawing->view->selection;
    if (selection->kind == SELECTION_NONE) {
        return is_of_step(drawing, node);
    }
    return (node->kind == GRAPH_THREAD && node->index == selection->thread) ||
           (node->kind == GRAPH_OBJECT && node->index == selection->object);
}

/* What it is at; the missing one says for what it is missing. */
static const char *title_of(const struct graph_drawing *drawing, uint32_t index)
{
    const struct graph_node *node = &drawing->graph.nodes[index];
    switch (node->kind) {
    case GRAPH_THREAD:
        return state_words_of_thread(drawing->scene, drawing->subject, drawing->view, node->index);
    case GRAPH_OBJECT:
        return state_words_of_object(drawing->scene, drawing->subject, drawing->view, node->index);
    case GRAPH_NOBODY:
        return scene_print_text(drawing->scene,
                                word_text(WORD_NOBODY_IS_LEFT, drawing->view->language),
                                drawing->subject->trace->objects[node->index].name);
    case GRAPH_PROCESS:
        break;
    }
    return drawing->names[index];
}

static void add_node(const struct graph_drawing *drawing, uint32_t index)
{
    static const char *const kinds[] = {
        [GRAPH_THREAD] = "thread",
        [GRAPH_OBJECT] = "object",
        [GRAPH_PROCESS] = "process",
        [GRAPH_NOBODY] = "nobody",
    };
    struct scene *scene = drawing->scene;
    const struct graph_node *node = &drawing->graph.nodes[index];
    struct scene_rect box = drawing->boxes[index];
    const char *id = scene_print_text(scene, "graph:%s:%u", kinds[node->kind], node->index);
    scene_begin_group(scene, id, title_of(drawing, index), box);
    if (node->kind == GRAPH_NOBODY) {
        add_nobody(drawing, box);
    } else {
        struct node_colours colours = node_colours_of(drawing, node);
        scene_add_rect(scene, box,
                       (struct scene_style){.fill = drawing->theme->card, .radius = NODE_RADIUS});
        scene_add_rect(scene, box,
                       (struct scene_style){.fill = colours.fill,
                                            .stroke = colours.stroke,
                                            .stroke_width = is_selected(drawing, node)
                                                                ? 2 * NODE_STROKE
                                                                : NODE_STROKE,
                                            .radius = NODE_RADIUS});
        scene_add_text(scene, box.x + box.width / 2,
                       text_baseline(box.y + box.height / 2, drawing->font.size),
                       drawing->names[index], text_ui(drawing->font.size, 700, colours.ink),
                       ALIGN_CENTRE, box.width - 10);
    }
    scene_end_group(scene);
}

static enum word any_more_word(const struct graph_drawing *drawing, const struct graph_node *nobody)
{
    enum object_type type = drawing->subject->trace->objects[nobody->index].type;
    switch (type) {
    case TYPE_CONDITION:
        return WORD_NOTIFY_ANY_MORE;
    case TYPE_EVENT:
        return WORD_SET_ANY_MORE;
    case TYPE_BARRIER:
        return WORD_ARRIVE_ANY_MORE;
    case TYPE_FUTURE:
    case TYPE_WAITER:
    case TYPE_ITERATOR:
        return WORD_FINISH_ANY_MORE;
    default:
        break;
    }
    return type >= TYPE_RLOCK && type <= TYPE_PROCESS_LOCK ? WORD_RELEASE_ANY_MORE
                                                           : WORD_GIVE_ANY_MORE;
}

/* "nobody can / notify any more", below the box; left out if a neighbour stands there, or the area
 * ends. */
static void add_nobody_words(const struct graph_drawing *drawing, uint32_t index)
{
    const struct graph_node *node = &drawing->graph.nodes[index];
    struct scene_rect box = drawing->boxes[index];
    enum language language = drawing->view->language;
    struct text_style style = text_ui(WORDS_SIZE, 500, drawing->theme->forever_text);
    const char *first = word_text(WORD_NOBODY_CAN, language);
    const char *second = word_text(any_more_word(drawing, node), language);
    double right = box.x + box.width, y = box.y + box.height + 16;
    double left = right - scene_measure_text(drawing->scene, second, style);
    double note = drawing->graph.hidden_count > 0 ? NOTE_HEIGHT + OVERHANG : 0;
    if (y + 16 + WORDS_SIZE / 2 > drawing->area.y + drawing->area.height + OVERHANG - note) {
        return;
    }
    double label = scene_measure_text(drawing->scene, word_text(WORD_EDGE_WAIT, language),
                                      text_code(GRAPH_LABEL_SIZE, 500, 0));
    for (uint32_t i = 0; i < drawing->graph.node_count; i++) {
        const struct graph_node *other = &drawing->graph.nodes[i];
        struct scene_rect beside = drawing->boxes[i];
        double reach = beside.x + beside.width / 2 + 8 + label;
        reach = reach > beside.x + beside.width ? reach : beside.x + beside.width;
        if (other->is_placed && other->row == node->row + 1 && reach + 4 > left) {
            return;
        }
    }
    scene_add_text(drawing->scene, right, text_baseline(y, WORDS_SIZE), first, style, ALIGN_RIGHT,
                   0);
    scene_add_text(drawing->scene, right, text_baseline(y + 16, WORDS_SIZE), second, style,
                   ALIGN_RIGHT, 0);
}

static void add_hidden_note(const struct graph_drawing *drawing)
{
    const char *count = scene_print_text(drawing->scene, "%u", drawing->graph.hidden_count);
    const char *note = scene_print_text(drawing->scene,
                                        word_text(WORD_NODES_MORE, drawing->view->language), count);
    double centre = drawing->area.y + drawing->area.height - NOTE_HEIGHT / 2 + 2;
    scene_add_text(drawing->scene, drawing->area.x, text_baseline(centre, WORDS_SIZE), note,
                   text_ui(WORDS_SIZE, 500, drawing->theme->ink3), ALIGN_LEFT, 0);
}

static int column_limit(double width)
{
    return (int)((width + GAP_MIN) / (node_fonts[NODE_FONT_COUNT - 1].width_min + GAP_MIN));
}

static void init_graph(struct graph_drawing *drawing)
{
    struct scene_rect area = drawing->area;
    int columns = column_limit(area.width);
    int rows = 1 + (int)((area.height - TOP - NODE_HEIGHT) / PITCH_MIN);
    int noted_rows = 1 + (int)((area.height - TOP - NODE_HEIGHT - NOTE_HEIGHT) / PITCH_MIN);
    wait_graph_fill(&drawing->graph, drawing->subject, drawing->view);
    wait_graph_place(&drawing->graph, columns, rows, noted_rows);
    for (uint32_t i = 0; i < drawing->graph.node_count; i++) {
        drawing->names[i] = name_of(drawing, &drawing->graph.nodes[i]);
    }
}

static void add_all(const struct graph_drawing *drawing)
{
    const struct wait_graph *graph = &drawing->graph;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *node = &graph->nodes[i];
        if (node->is_placed && node->next != NONE_INDEX && node->next != i &&
            graph->nodes[node->next].is_placed) {
            wait_graph_add_link(drawing, i);
        }
    }
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].is_placed) {
            add_node(drawing, i);
            if (graph->nodes[i].kind == GRAPH_NOBODY) {
                add_nobody_words(drawing, i);
            }
        }
    }
}

double wait_graph_height(const struct subject *subject, const struct view *view, double width)
{
    struct view end = *view;
    uint32_t step_count = subject->story->step_count;
    end.step = step_count - 1;
    end.cursor_ns = step_count > 0 ? story_time(subject->story, step_count - 1) : 0;
    struct wait_graph graph;
    wait_graph_sketch(&graph, subject, &end);
    wait_graph_place(&graph, column_limit(width), GRAPH_NODES_MAX, GRAPH_NODES_MAX);
    double rows = graph.row_count > 2 ? graph.row_count : 2;
    return TOP + NODE_HEIGHT + (rows - 1) * PITCH_MAX + (graph.hidden_count > 0 ? NOTE_HEIGHT : 0);
}

void wait_graph_scene_build(struct scene *scene, const struct subject *subject,
                            const struct view *view, struct scene_rect area)
{
    struct graph_drawing drawing = {scene, subject, view, view->theme, area};
    enum language language = view->language;
    init_graph(&drawing);
    scene_begin_group(scene, "wait-graph", word_text(WORD_WHO_WAITS_FOR_WHOM, language), area);
    if (drawing.graph.waiting_count == 0) {
        scene_add_text(scene, area.x, text_baseline(area.y + NODE_HEIGHT / 2, NOTE_SIZE),
                       word_text(WORD_NOBODY_WAITS, language),
                       text_ui(NOTE_SIZE, 400, view->theme->ink3), ALIGN_LEFT, area.width);
    }
    place_boxes(&drawing);
    add_all(&drawing);
    if (drawing.graph.hidden_count > 0) {
        add_hidden_note(&drawing);
    }
    scene_end_group(scene);
}
