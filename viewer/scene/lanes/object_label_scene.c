#include <ctype.h>
#include <string.h>

#include "viewer/scene/lanes/fold_mark.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/icon.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define AVATAR_OFFSET     16.0
#define SQUARE_RADIUS     0.5 /* of half the side */
#define TINT              0.12
#define SUB_NAME_SIZE     12.5
#define NAME_RISE         9.0
#define SUB_NAME_DROP     11.0
#define INDENT            14.0 /* of a part, for each lane it is part of */
#define PART_SHARE        0.78 /* of a part's icon, of the usual size */
#define NAME_SHARE        0.88 /* of its name */
#define COMPACT_RULE_DROP 4.5  /* keeps the line off the last thread's bar */
#define HEADING_DROP      0.55 /* of the heading's height */

/* "CONDITION": the type in capitals, where the script has them. */
static const char *heading_text(struct timeline *timeline, const struct lane_place *place)
{
    const char *word = object_type_word(place->type, place->row_count, timeline->view->language);
    char *text = (char *)scene_copy_text(timeline->scene, word);
    for (char *c = text; *c != 0; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
    return text;
}

void group_heading_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    if (place->height <= 0) {
        return; /* a slide has none */
    }
    bool is_roomy = timeline->layout.measure.has_details;
    double y = place->top + (is_roomy ? 0.5 : COMPACT_RULE_DROP);
    double bottom = place->top + place->height;
    double centre = is_roomy ? place->top + place->height * HEADING_DROP - 2 : (y + bottom) / 2 + 1;
    scene_add_line(timeline->scene, timeline->card.x + 1, y,
                   timeline->card.x + timeline->card.width - 1, y, timeline->theme->border, 1);
    piece_add_section_head(timeline->scene, timeline->theme, timeline->columns.label_left, centre,
                           heading_text(timeline, place), 0);
}

/* What an object's lane is called, and what stands below in small. */
struct object_names {
    const char *name, *sub_name;
    enum icon icon;
    scene_colour colour;
};

static const char *utilisation_of(struct timeline *timeline, uint32_t object)
{
    const struct analysis *analysis = timeline->subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        const struct throttling *throttling = analysis->findings[i].throttling;
        if (throttling != NULL && throttling->object == object) {
            return scene_print_text(timeline->scene, " · %.0f %%", throttling->utilisation * 100);
        }
    }
    return "";
}

/* "holds 3 at most", "4 parties". */
static const char *limit_text(struct timeline *timeline, enum word word, uint32_t object)
{
    const struct trace_object *about = &timeline->subject->trace->objects[object];
    const char *limit = scene_print_text(timeline->scene, "%llu", (unsigned long long)about->limit);
    return scene_print_text(timeline->scene, word_text(word, timeline->view->language), limit);
}

/* "3 at a time · 87 %". */
static const char *permits_text(struct timeline *timeline, uint32_t object)
{
    return scene_print_text(timeline->scene, "%s%s", limit_text(timeline, WORD_PERMITS_OF, object),
                            utilisation_of(timeline, object));
}

/* "7 messages", "1 call": all that the lane ever held. */
static const char *count_text(struct timeline *timeline, enum word word, uint32_t object)
{
    uint32_t count = timeline->subject->lanes->objects[object].holds.list.count;
    return scene_print_text(timeline->scene, word_count_text(word, count, timeline->view->language),
                            scene_print_text(timeline->scene, "%u", count));
}

/* "7 calls, kept by manager". */
static const char *calls_text(struct timeline *timeline, uint32_t object)
{
    const struct trace *trace = timeline->subject->trace;
    const char *calls = count_text(timeline, WORD_CALL_COUNT, object);
    uint32_t manager = trace->objects[object].parent;
    return manager == NONE_INDEX
               ? calls
               : scene_print_text(timeline->scene,
                                  word_text(WORD_KEPT_BY, timeline->view->language), calls,
                                  trace->objects[manager].name);
}

/* Where its holder looks whether it should drop the GIL, as the recording says. */
static const char *gil_text(struct timeline *timeline)
{
    static const struct {
        const char *policy;
        enum word word;
    } policies[] = {
        {"every_op", WORD_LOOKS_EVERY_OP},
        {"backedge_call", WORD_LOOKS_BACKEDGE_CALL},
        {"ticks", WORD_LOOKS_TICKS},
    };
    const char *policy = trace_info_value(timeline->subject->trace, "gil");
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        if (strcmp(policies[i].policy, policy) == 0) {
            return word_text(policies[i].word, timeline->view->language);
        }
    }
    return word_text(WORD_WHO_MAY_RUN, timeline->view->language);
}

/* What a part was given no name for is called after what it is. */
static const char *part_name(const struct timeline *timeline, const struct lane_place *place)
{
    const struct trace_object *about = &timeline->subject->trace->objects[place->index];
    enum language language = timeline->view->language;
    if (place->kind == LANE_LOCK) {
        return word_text(WORD_LOCK, language);
    }
    bool is_room = place->kind == LANE_ROOM && timeline->layout.measure.has_details;
    const char *type = is_room ? word_text(WORD_WAITING_ROOM, language)
                               : object_type_word(about->type, 1, language);
    return about->has_name ? about->name : type;
}

/* What kind of thing it is, or what there is to say of it. */
static const char *usual_sub_name(struct timeline *timeline, const struct lane_place *place)
{
    const struct trace_object *about = &timeline->subject->trace->objects[place->index];
    enum language language = timeline->view->language;
    switch (place->kind) {
    case LANE_BARRIER:
        return limit_text(timeline, WORD_PARTIES_OF, place->index);
    case LANE_MANAGER:
        return word_text(WORD_CALLS_TO_IT, language);
    case LANE_REFERENT:
        return calls_text(timeline, place->index);
    case LANE_QUEUE:
        return about->type == TYPE_PIPE ? count_text(timeline, WORD_MESSAGE_COUNT, place->index)
               : about->limit > 0       ? limit_text(timeline, WORD_CAPACITY_OF, place->index)
                                        : word_text(WORD_NO_CAPACITY, language);
    case LANE_SEMAPHORE:
        return permits_text(timeline, place->index);
    case LANE_GIL:
        return gil_text(timeline);
    case LANE_EXECUTOR:
        return about->limit == 1 ? word_text(WORD_ONE_WORKER, language)
                                 : limit_text(timeline, WORD_WORKERS_OF, place->index);
    default:
        return object_type_word(about->type, 1, language);
    }
}

static void set_icon(struct object_names *names, enum lane_kind kind, const struct theme *theme)
{
    const struct {
        enum icon icon;
        scene_colour colour;
    } icons[] = {
        [LANE_ROOM] = {ICON_HOURGLASS, theme->wait_condition},
        [LANE_LOCK] = {ICON_LOCK, theme->hold},
        [LANE_RWLOCK] = {ICON_LOCK, theme->hold},
        [LANE_SEMAPHORE] = {ICON_PERMITS, theme->wait_transfer},
        [LANE_EVENT] = {ICON_FLAG, theme->wait_condition},
        [LANE_BARRIER] = {ICON_BARRIER, theme->wait_condition},
        [LANE_QUEUE] = {ICON_QUEUE, theme->wait_transfer},
        [LANE_MANAGER] = {ICON_PERMITS, theme->wait_transfer},
        [LANE_REFERENT] = {ICON_QUEUE, theme->wait_transfer},
        [LANE_GIL] = {ICON_LOCK, theme->hold},
        [LANE_VARIABLE] = {ICON_STEPS, theme->ink2},
        [LANE_EXECUTOR] = {ICON_PERMITS, theme->wait_transfer},
        [LANE_FUTURE] = {ICON_FLAG, theme->running},
    };
    names->icon = icons[kind].icon;
    names->colour = icons[kind].colour;
}

static struct object_names names_of(struct timeline *timeline, const struct lane_place *place)
{
    const struct trace *trace = timeline->subject->trace;
    const struct trace_object *about = &trace->objects[place->index];
    enum language language = timeline->view->language;
    struct object_names names = {
        .name = about->name,
        .sub_name = usual_sub_name(timeline, place),
    };
    set_icon(&names, place->kind, timeline->theme);
    if (place->kind == LANE_ROOM && timeline->layout.measure.has_details) {
        names.name = word_text(WORD_WAITING_ROOM, language);
        names.sub_name =
            scene_print_text(timeline->scene, word_text(WORD_WHO_WAITS_ON, language), about->name);
    }
    if (about->origin != NONE_INDEX) {
        names.sub_name = scene_print_text(timeline->scene, word_text(WORD_COPY_IN, language),
                                          trace->processes[about->process].name);
    }
    if (place->is_inside) {
        names.name = part_name(timeline, place);
        names.sub_name = scene_print_text(timeline->scene, word_text(WORD_LOCK_INSIDE, language),
                                          trace->objects[about->parent].name);
    }
    return names;
}

/* Where a lane's icon and names stand: those of parts are indented and smaller. */
struct label_place {
    double icon_x, icon_half; /* middle and half the side */
    double name_left, name_size;
};

static struct label_place label_place_of(const struct timeline *timeline,
                                         const struct lane_place *place)
{
    const struct timeline_columns *columns = &timeline->columns;
    const struct lane_measure *measure = &timeline->layout.measure;
    bool is_small = place->depth > 0 || place->kind == LANE_FUTURE;
    double share = is_small ? PART_SHARE : 1, half = measure->avatar_radius * share;
    double indent = place->depth * INDENT;
    return (struct label_place){
        .icon_x = columns->label_left + AVATAR_OFFSET - measure->avatar_radius + half + indent,
        .icon_half = half,
        .name_left = columns->name_left - 2 * (measure->avatar_radius - half) + indent,
        .name_size = measure->name_size * (is_small ? NAME_SHARE : 1),
    };
}

/* Without room for a second line the object's own name says most. */
static void add_names(struct timeline *timeline, const struct lane_place *place,
                      const struct object_names *names, const struct label_place *label)
{
    bool is_roomy = timeline->layout.measure.has_details;
    double room = timeline->columns.name_right - label->name_left;
    struct text_style sub_style = text_ui(SUB_NAME_SIZE, 400, timeline->theme->ink3);
    const char *sub_name = piece_parts_that_fit(timeline->scene, names->sub_name, sub_style, room);
    bool has_details = *sub_name != 0 && place->kind != LANE_FUTURE && /* those are slim */
                       (is_roomy || place->slot_count > 1);
    double y = has_details ? place->centre - NAME_RISE : place->centre;
    const struct trace *trace = timeline->subject->trace;
    const struct trace_object *about = &trace->objects[place->index];
    bool is_copy = about->origin != NONE_INDEX;
    const char *name = is_copy && !has_details /* else two lanes have the same name */
                           ? scene_print_text(timeline->scene, "%s · %s", names->name,
                                              trace->processes[about->process].name)
                           : names->name;
    scene_add_name(timeline->scene, label->name_left, text_baseline(y, label->name_size), name,
                   text_ui(label->name_size, is_roomy ? 700 : 600, timeline->theme->ink),
                   ALIGN_LEFT, room);
    if (has_details) {
        scene_add_text(timeline->scene, label->name_left,
                       text_baseline(place->centre + SUB_NAME_DROP, SUB_NAME_SIZE), sub_name,
                       sub_style, ALIGN_LEFT, room);
    }
}

static void add_icon(struct timeline *timeline, const struct object_names *names,
                     const struct label_place *label, double y)
{
    double half = label->icon_half;
    scene_add_rect(timeline->scene,
                   (struct scene_rect){label->icon_x - half, y - half, 2 * half, 2 * half},
                   (struct scene_style){.fill = colour_fade(names->colour, TINT),
                                        .radius = half * SQUARE_RADIUS});
    icon_build(timeline->scene, names->icon, label->icon_x, y, half / 18, names->colour);
}

void object_label_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    struct object_names names = names_of(timeline, place);
    struct label_place label = label_place_of(timeline, place);
    struct scene_rect row = {timeline->card.x, place->top,
                             timeline->columns.plot_left - timeline->card.x, place->height};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "object:%u", place->index),
                      scene_print_text(timeline->scene, "%s · %s", names.name, names.sub_name),
                      row);
    selection_mark_lane(timeline, place);
    add_icon(timeline, &names, &label, place->centre);
    add_names(timeline, place, &names, &label);
    fold_mark_build(timeline, place, label.icon_x - label.icon_half);
    scene_end_group(timeline->scene);
}
