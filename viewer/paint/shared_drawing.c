/* Every item becomes a line of SVG, known by a number; a picture is a sequence of such numbers, and
 * the drawing is their merged order. Groups and clips are what a line lies in, its frame: lines of
 * the same frame that follow each other lie in one <g>. */
#include "viewer/paint/shared_drawing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/paint/merged_order.h"
#include "viewer/paint/svg_item.h"
#include "viewer/paint/text_pool.h"
#include "viewer/paint/xml_text.h"

#define PREFIX_SIZE 8
#define DEPTH_MAX   64 /* of groups and clips in each other */
#define OUTERMOST   UINT32_MAX

struct frame {
    uint32_t parent; /* or OUTERMOST */
    uint32_t depth;  /* from 1 */
};

struct line {
    uint32_t frame; /* or OUTERMOST */
    const char *text;
};

/* Lines that belong to the same pictures, one after the other. */
struct piece {
    size_t first, end; /* in the merged order */
    uint32_t set;
};

struct shared_drawing {
    struct arena *arena;
    char prefix[PREFIX_SIZE];
    void (*write_colour)(FILE *, scene_colour);
    struct text_pool definitions; /* "element rest" */
    struct text_pool frame_texts; /* "parent <g …>" */
    struct text_pool line_texts;  /* "frame <rect …/>" */
    struct frame *frames;         /* by number of frame_texts */
    size_t frame_count, frame_capacity;
    struct line *lines; /* by number of line_texts */
    size_t line_count, line_capacity;
    struct merged_order order;
    struct piece *pieces; /* NULL until the drawing is written */
    size_t piece_count, piece_capacity;
};

/* What one picture's adding works on. */
struct adding {
    struct shared_drawing *drawing;
    uint32_t frame;
    uint32_t skipped_depth; /* frames deeper than DEPTH_MAX */
    uint32_t *numbers;
    size_t count, capacity;
};

struct shared_drawing *shared_drawing_create(void (*write_colour)(FILE *, scene_colour),
                                             const char *prefix)
{
    assert(strlen(prefix) < PREFIX_SIZE);
    struct arena *arena = arena_create();
    struct shared_drawing *drawing = arena_allocate(arena, sizeof *drawing);
    *drawing = (struct shared_drawing){
        .arena = arena,
        .write_colour = write_colour,
        .definitions = text_pool_in(arena),
        .frame_texts = text_pool_in(arena),
        .line_texts = text_pool_in(arena),
    };
    memcpy(drawing->prefix, prefix, strlen(prefix) + 1);
    return drawing;
}

void shared_drawing_destroy(struct shared_drawing *drawing)
{
    if (drawing == NULL) {
        return;
    }
    merged_order_finish(&drawing->order);
    free(drawing->frames);
    free(drawing->lines);
    free(drawing->pieces);
    arena_destroy(drawing->arena);
}

/* ---- adding ---- */

static uint32_t define(void *owner, const char *element, const char *rest)
{
    struct shared_drawing *drawing = owner;
    return text_pool_number(&drawing->definitions,
                            arena_print_text(drawing->arena, "%s %s", element, rest));
}

static struct svg_out out_into(struct shared_drawing *drawing, FILE *file)
{
    return (struct svg_out){.file = file,
                            .prefix = drawing->prefix,
                            .write_colour = drawing->write_colour,
                            .define = define,
                            .owner = drawing};
}

/* The text that an item becomes, from the arena; "" if it is nothing to see. */
static const char *text_of(struct shared_drawing *drawing, const struct scene_item *item,
                           void (*write)(const struct svg_out *, const struct scene_item *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        return "";
    }
    struct svg_out out = out_into(drawing, file);
    write(&out, item);
    const char *copy = fclose(file) == 0 ? arena_copy_text(drawing->arena, text) : "";
    free(text);
    return copy;
}

static void write_frame_begin(const struct svg_out *out, const struct scene_item *item)
{
    if (item->shape == SCENE_CLIP_BEGIN) {
        fprintf(out->file, "<g clip-path=\"url(#%sd%u)\">", out->prefix,
                svg_define_clip(out, item));
        return;
    }
    fputs("<g", out->file);
    if (item->id) { /* no id: a group may come several times */
        fputs(" data-id=\"", out->file);
        xml_text_write(out->file, item->id);
        fputc('"', out->file);
    }
    fputc('>', out->file);
    if (item->title) {
        fputs("<title>", out->file);
        xml_text_write(out->file, item->title);
        fputs("</title>", out->file);
    }
}

static uint32_t depth_of(const struct shared_drawing *drawing, uint32_t frame)
{
    return frame == OUTERMOST ? 0 : drawing->frames[frame].depth;
}

static void begin_frame(struct adding *adding, const struct scene_item *item)
{
    struct shared_drawing *drawing = adding->drawing;
    if (adding->skipped_depth > 0 || depth_of(drawing, adding->frame) == DEPTH_MAX) {
        adding->skipped_depth++;
        return;
    }
    const char *text = arena_print_text(drawing->arena, "%u %s", adding->frame,
                                        text_of(drawing, item, write_frame_begin));
    uint32_t number = text_pool_number(&drawing->frame_texts, text);
    if (number == drawing->frame_count) {
        drawing->frames = array_grow(drawing->frames, drawing->frame_count + 1,
                                     &drawing->frame_capacity, sizeof *drawing->frames);
        drawing->frames[drawing->frame_count++] =
            (struct frame){adding->frame, depth_of(drawing, adding->frame) + 1};
    }
    adding->frame = number;
}

static void end_frame(struct adding *adding)
{
    if (adding->skipped_depth > 0) {
        adding->skipped_depth--;
    } else if (adding->frame != OUTERMOST) {
        adding->frame = adding->drawing->frames[adding->frame].parent;
    }
}

static void add_line(struct adding *adding, const struct scene_item *item)
{
    struct shared_drawing *drawing = adding->drawing;
    const char *text = text_of(drawing, item, svg_write_item);
    if (*text == 0) {
        return;
    }
    const char *key = arena_print_text(drawing->arena, "%u %s", adding->frame, text);
    uint32_t number = text_pool_number(&drawing->line_texts, key);
    if (number == drawing->line_count) {
        drawing->lines = array_grow(drawing->lines, drawing->line_count + 1,
                                    &drawing->line_capacity, sizeof *drawing->lines);
        drawing->lines[drawing->line_count++] = (struct line){adding->frame, text};
    }
    adding->numbers =
        array_grow(adding->numbers, adding->count + 1, &adding->capacity, sizeof *adding->numbers);
    adding->numbers[adding->count++] = number;
}

static void add_item(struct adding *adding, const struct scene_item *item)
{
    switch (item->shape) {
    case SCENE_CLIP_BEGIN:
    case SCENE_GROUP_BEGIN:
        begin_frame(adding, item);
        break;
    case SCENE_CLIP_END:
    case SCENE_GROUP_END:
        end_frame(adding);
        break;
    default:
        add_line(adding, item);
        break;
    }
}

void shared_drawing_add(struct shared_drawing *drawing, const struct scene *scene)
{
    assert(drawing->pieces == NULL);
    struct adding adding = {.drawing = drawing, .frame = OUTERMOST};
    for (uint32_t i = 0; i < scene->item_count; i++) {
        add_item(&adding, &scene->items[i]);
    }
    merged_order_add(&drawing->order, adding.numbers, adding.count, (uint32_t)drawing->line_count);
    free(adding.numbers);
}

/* ---- writing ---- */

/* Once, when all pictures are there. */
static void cut_pieces(struct shared_drawing *drawing)
{
    if (drawing->pieces != NULL) {
        return;
    }
    const struct merged_order *order = &drawing->order;
    for (size_t first = 0, end; first < order->entry_count; first = end) {
        uint32_t set = order->entries[first].set;
        for (end = first + 1; end < order->entry_count && order->entries[end].set == set; end++) {
        }
        drawing->pieces = array_grow(drawing->pieces, drawing->piece_count + 1,
                                     &drawing->piece_capacity, sizeof *drawing->pieces);
        drawing->pieces[drawing->piece_count++] = (struct piece){first, end, set};
    }
}

/* The part of a key behind the number it begins with. */
static const char *key_text(const char *key)
{
    return strchr(key, ' ') + 1;
}

static void write_definitions(const struct shared_drawing *drawing, FILE *file)
{
    fputs("<defs>", file);
    for (uint32_t i = 0; i < drawing->definitions.count; i++) {
        const char *text = drawing->definitions.texts[i];
        int element_size = (int)strcspn(text, " ");
        fprintf(file, "<%.*s id=\"%sd%u\"%s\n", element_size, text, drawing->prefix, i,
                text + element_size + 1);
    }
    fputs("</defs>\n", file);
}

/* Frames that are open while lines are written, the outermost first. */
struct open_frames {
    uint32_t frames[DEPTH_MAX];
    uint32_t depth;
};

static void close_frames(struct open_frames *open, uint32_t depth, FILE *file)
{
    for (; open->depth > depth; open->depth--) {
        fputs("</g>", file);
    }
}

/* Leaves those that do not hold the frame, and enters those that do. */
static void move_to_frame(const struct shared_drawing *drawing, struct open_frames *open,
                          uint32_t frame, FILE *file)
{
    uint32_t path[DEPTH_MAX], depth = depth_of(drawing, frame), shared = 0;
    for (uint32_t at = frame; at != OUTERMOST; at = drawing->frames[at].parent) {
        path[drawing->frames[at].depth - 1] = at;
    }
    while (shared < depth && shared < open->depth && path[shared] == open->frames[shared]) {
        shared++;
    }
    close_frames(open, shared, file);
    for (; open->depth < depth; open->depth++) {
        open->frames[open->depth] = path[open->depth];
        fputs(key_text(drawing->frame_texts.texts[path[open->depth]]), file);
    }
}

static void write_piece(const struct shared_drawing *drawing, size_t index, FILE *file)
{
    const struct piece *piece = &drawing->pieces[index];
    struct open_frames open = {.depth = 0};
    fprintf(file, "<g id=\"%s%zu\">", drawing->prefix, index);
    for (size_t i = piece->first; i < piece->end; i++) {
        const struct line *line = &drawing->lines[drawing->order.entries[i].number];
        move_to_frame(drawing, &open, line->frame, file);
        fputs(line->text, file);
    }
    close_frames(&open, 0, file);
    fputs("</g>\n", file);
}

void shared_drawing_write(struct shared_drawing *drawing, FILE *file)
{
    cut_pieces(drawing);
    write_definitions(drawing, file);
    for (size_t i = 0; i < drawing->piece_count; i++) {
        write_piece(drawing, i, file);
    }
}

static bool is_in_set(const struct merged_order *order, uint32_t set, uint32_t sequence)
{
    while (set != NO_SET && order->sets[set].sequence > sequence) {
        set = order->sets[set].parent;
    }
    return set != NO_SET && order->sets[set].sequence == sequence;
}

void shared_drawing_write_uses(struct shared_drawing *drawing, uint32_t picture, FILE *file)
{
    cut_pieces(drawing);
    for (size_t i = 0; i < drawing->piece_count; i++) {
        if (is_in_set(&drawing->order, drawing->pieces[i].set, picture)) {
            fprintf(file, "<use href=\"#%s%zu\"/>", drawing->prefix, i);
        }
    }
}
