#include "viewer/app/picture_options.h"

#include <assert.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/language/command_line.h"
#include "tracer/language/language.h"
#include "viewer/app/cursor.h"
#include "viewer/app/time_text.h"
#include "viewer/scene/layout/default_view.h"

#define SCALE_LEAST    0.5
#define SCALE_MOST     4.0
#define EXIT_USAGE     2
#define REASON_SIZE    4608
#define WIDTH_DEFAULT  1920
#define HEIGHT_DEFAULT 1080
#define SIDE_MIN       320 /* smaller pictures have no room for the cards */
#define SIDE_MAX       16384

void picture_options_refuse(const struct picture_program *program, const char *format, ...)
{
    char reason[REASON_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, language_say(format), arguments);
    va_end(arguments);
    fprintf(stderr, language_say(N_("%s: %s; try '%s --help'\n")), program->name, reason,
            program->name);
    exit(EXIT_USAGE);
}

/* What one parsing works on. */
struct parsing {
    const struct picture_program *program;
    struct picture_options *options;
};

static void take_output(const struct parsing *parsing, const char *value)
{
    parsing->options->output = value;
}

static void take_step(const struct parsing *parsing, const char *value)
{
    char *rest;
    unsigned long step = strtoul(value, &rest, 10);
    if (*value < '0' || *value > '9' || *rest || step >= NONE_INDEX) {
        picture_options_refuse(parsing->program, N_("'%s' is no number of a step"), value);
    }
    parsing->options->has_step = true;
    parsing->options->step = (uint32_t)step;
}

static uint64_t read_time(const struct parsing *parsing, const char *value)
{
    uint64_t time_ns;
    if (!time_text_parse(value, &time_ns)) {
        picture_options_refuse(parsing->program, N_("'%s' is no time such as 1.5ms, 300us or 2s"),
                               value);
    }
    return time_ns;
}

static void take_time(const struct parsing *parsing, const char *value)
{
    parsing->options->time_ns = read_time(parsing, value);
    parsing->options->has_time = true;
}

static void take_size(const struct parsing *parsing, const char *value)
{
    unsigned width, height;
    char rest;
    if (parsing->program->makes_decks && paper_find(value, &parsing->options->paper)) {
        parsing->options->has_paper = true;
        return;
    }
    bool is_size = sscanf(value, "%5ux%5u%c", &width, &height, &rest) == 2;
    if (!is_size || width < SIDE_MIN || height < SIDE_MIN || width > SIDE_MAX ||
        height > SIDE_MAX) {
        picture_options_refuse(parsing->program, N_("'%s' is no size from %dx%d to %dx%d"), value,
                               SIDE_MIN, SIDE_MIN, SIDE_MAX, SIDE_MAX);
    }
    parsing->options->has_size = true;
    parsing->options->width = width;
    parsing->options->height = height;
}

static void take_theme(const struct parsing *parsing, const char *value)
{
    parsing->options->theme = theme_find(value);
    if (!parsing->options->theme) {
        picture_options_refuse(parsing->program,
                               N_("there is no theme '%s', only light, dark and paper"), value);
    }
}

static void take_language(const struct parsing *parsing, const char *value)
{
    if (!language_find(value, &parsing->options->language)) {
        picture_options_refuse(parsing->program, N_("there is no language '%s', only %s"), value,
                               language_list);
    }
}

static void take_axis(const struct parsing *parsing, const char *value)
{
    if (strcmp(value, "time") != 0 && strcmp(value, "step") != 0) {
        picture_options_refuse(parsing->program, N_("there is no axis '%s', only time and step"),
                               value);
    }
    parsing->options->has_axis = true;
    parsing->options->axis = *value == 't' ? AXIS_TIME : AXIS_EVENT;
}

static void take_scale(const struct parsing *parsing, const char *value)
{
    char *rest;
    double scale = strtod(value, &rest);
    if (rest == value || *rest != '\0' || !(scale >= SCALE_LEAST && scale <= SCALE_MOST)) {
        picture_options_refuse(parsing->program, N_("'%s' is no scale between %g and %g"), value,
                               SCALE_LEAST, SCALE_MOST);
    }
    if (!parsing->program->can_follow) {
        picture_options_refuse(parsing->program, N_("only trace-view takes --scale"));
    }
    parsing->options->scale = scale;
}

static void take_unfold(const struct parsing *parsing, const char *value)
{
    struct picture_options *options = parsing->options;
    if (options->unfolded_count == UNFOLDED_NAMES_MAX) {
        picture_options_refuse(parsing->program, N_("more than %d lanes to unfold, say all"),
                               UNFOLDED_NAMES_MAX);
    }
    options->unfolded[options->unfolded_count++] = value;
}

static void refuse_decks(const struct parsing *parsing, const char *option)
{
    if (!parsing->program->makes_decks) {
        picture_options_refuse(parsing->program, N_("only trace-export takes --%s"), option);
    }
}

static void take_steps(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "steps");
    if (!step_choice_parse(value, &parsing->options->steps)) {
        picture_options_refuse(
            parsing->program,
            N_("'%s' is no choice of steps such as all, key, marks, questions or 1,4,7-9"), value);
    }
}

static void take_title(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "title");
    parsing->options->title = value;
}

static void take_author(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "author");
    parsing->options->author = value;
}

static void take_threads(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "threads");
    parsing->options->threads = value;
}

static void take_objects(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "objects");
    parsing->options->objects = value;
}

static void take_from(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "from");
    parsing->options->from_ns = read_time(parsing, value);
}

static void take_to(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "to");
    parsing->options->to_ns = read_time(parsing, value);
}

static void take_crop(const struct parsing *parsing, const char *value)
{
    (void)value;
    refuse_decks(parsing, "crop");
    parsing->options->is_cropped = true;
}

static void take_spoiler_free(const struct parsing *parsing, const char *value)
{
    (void)value;
    refuse_decks(parsing, "spoiler-free");
    parsing->options->is_spoiler_free = true;
}

static void take_lecture(const struct parsing *parsing, const char *value)
{
    refuse_decks(parsing, "lecture");
    parsing->options->is_lecture = true;
    parsing->options->output = value;
}

static void take_follow(const struct parsing *parsing, const char *value)
{
    if (!parsing->program->can_follow) {
        picture_options_refuse(parsing->program, N_("only trace-view follows a recording"));
    }
    parsing->options->folder = value;
}

static void show_usage(const struct parsing *parsing, const char *value)
{
    (void)value;
    for (const char *const *part = parsing->program->usage; *part; part++) {
        fputs(language_say(*part), stdout);
    }
    if (parsing->program->show_more) {
        parsing->program->show_more();
    }
    exit(EXIT_SUCCESS);
}

static void show_version(const struct parsing *parsing, const char *value)
{
    (void)value;
    printf("%s %s\n", parsing->program->name, THREADLANE_VERSION);
    exit(EXIT_SUCCESS);
}

/* One row an option; a letter is the short form, the first row's name is the program's own. */
static const struct {
    const char *name;
    char letter;
    bool has_value;
    uint32_t use; /* enum picture_use; 0: of every output */
    void (*take)(const struct parsing *parsing, const char *value);
} options_table[] = {
    {NULL, 'o', true, 0, take_output},
    {"step", 0, true, USE_MOMENT, take_step},
    {"at", 0, true, USE_MOMENT, take_time},
    {"size", 0, true, USE_SIZE, take_size},
    {"scale", 0, true, 0, take_scale},
    {"theme", 0, true, USE_THEME, take_theme},
    {"lang", 0, true, USE_LANGUAGE, take_language},
    {"axis", 0, true, USE_AXIS, take_axis},
    {"unfold", 0, true, USE_UNFOLDING, take_unfold},
    {"steps", 0, true, USE_STEPS, take_steps},
    {"title", 0, true, USE_TITLE, take_title},
    {"author", 0, true, USE_AUTHOR, take_author},
    {"threads", 0, true, USE_LANES, take_threads},
    {"objects", 0, true, USE_LANES, take_objects},
    {"from", 0, true, USE_STRETCH, take_from},
    {"to", 0, true, USE_STRETCH, take_to},
    {"crop", 0, false, USE_STRETCH, take_crop},
    {"lecture", 0, true, 0, take_lecture},
    {"spoiler-free", 0, false, USE_SPOILERS, take_spoiler_free},
    {"follow", 0, true, 0, take_follow},
    {"help", 'h', false, 0, show_usage},
    {"version", 0, false, 0, show_version},
};

#define OPTION_COUNT (sizeof options_table / sizeof options_table[0])
static_assert(OPTION_COUNT <= 32, "each has a bit of what was given");

/* Numbers of options as getopt_long returns them: past all letters. */
#define OPTION_BASE 256

static void fill_long_options(const struct picture_program *program, struct option *longs)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        longs[i] = (struct option){
            .name = options_table[i].name ? options_table[i].name : program->output,
            .has_arg = options_table[i].has_value ? required_argument : no_argument,
            .val = OPTION_BASE + (int)i,
        };
    }
}

static void take_option(const struct parsing *parsing, const struct command_line *line, int option)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (option == OPTION_BASE + (int)i || option == options_table[i].letter) {
            parsing->options->given |= 1u << i;
            options_table[i].take(parsing, optarg);
            return;
        }
    }
    char reason[REASON_SIZE];
    command_line_explain(line, option, reason, sizeof reason);
    picture_options_refuse(parsing->program, "%s", reason);
}

static int language_key(void)
{
    size_t i = 0;
    while (options_table[i].take != take_language) {
        i++;
    }
    return OPTION_BASE + (int)i;
}

struct picture_options picture_options_parse(const struct picture_program *program, int argc,
                                             char **argv)
{
    struct picture_options options = {.theme = theme_light()};
    struct parsing parsing = {program, &options};
    struct option longs[OPTION_COUNT + 1] = {0};
    fill_long_options(program, longs);
    struct command_line line = {argc, argv, ":o:h", longs};
    options.language = command_line_language(&line, language_key());
    language_speak(options.language);
    for (int key; (key = getopt_long(argc, argv, line.letters, longs, NULL)) != -1;) {
        take_option(&parsing, &line, key);
    }
    if (optind == argc || argc - optind > 2) {
        picture_options_refuse(program, optind == argc ? N_("which trace?")
                                                       : N_("two traces at a time at most"));
    }
    options.other_name = argc - optind == 2 ? argv[optind + 1] : NULL;
    if (options.other_name && (options.folder || options.steps.kind != STEPS_ONE)) {
        picture_options_refuse(
            program, N_("two traces beside each other are one picture of two recordings"));
    }
    if (options.has_step && options.has_time) {
        picture_options_refuse(program, N_("--step and --at exclude each other"));
    }
    if (options.steps.kind != STEPS_ONE && (options.has_step || options.has_time)) {
        picture_options_refuse(program, N_("--steps excludes --step and --at"));
    }
    if (options.to_ns > 0 && options.to_ns <= options.from_ns) {
        picture_options_refuse(program, N_("--to is not after --from"));
    }
    options.file_name = argv[optind];
    return options;
}

void picture_options_require(const struct picture_program *program,
                             const struct picture_options *options, uint32_t uses)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        uint32_t use = options_table[i].use;
        if ((options->given & 1u << i) != 0 && use != 0 && (uses & use) == 0) {
            picture_options_refuse(
                program,
                options->other_name ? N_("--%s changes nothing in '%s', two runs beside each other")
                                    : N_("--%s changes nothing in '%s'"),
                options_table[i].name, options->output);
        }
    }
}

/* Unfolds an object and all that it is part of, so that it is seen. */
static void unfold_object(struct view *view, const struct trace *trace, uint32_t object)
{
    unfolding_open(&view->unfolding, trace, target_make(TARGET_OBJECT, object));
    while (trace->objects[object].parent < object) {
        object = trace->objects[object].parent;
        unfolding_open(&view->unfolding, trace, target_make(TARGET_OBJECT, object));
    }
}

/* With all threads of those of that name; false if there are none. */
static bool unfold_processes(struct view *view, const struct trace *trace, const char *name)
{
    bool is_found = false;
    for (uint32_t i = 1; i < trace->process_count; i++) {
        const struct trace_process *process = &trace->processes[i];
        if (!process->exists || strcmp(process->name, name) != 0) {
            continue;
        }
        is_found = true;
        unfolding_open(&view->unfolding, trace, target_make(TARGET_PROCESS, i));
        for (uint32_t thread = process->first_thread; thread != NONE_INDEX;
             thread = trace->threads[thread].next_in_process) {
            unfolding_open(&view->unfolding, trace, target_make(TARGET_THREAD, thread));
        }
    }
    return is_found;
}

/* All processes, threads and objects of that name; false if there are none. */
static bool unfold_name(struct view *view, const struct trace *trace, const char *name)
{
    bool is_found = unfold_processes(view, trace, name);
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        if (trace->threads[i].exists && strcmp(trace->threads[i].name, name) == 0) {
            unfolding_open(&view->unfolding, trace, target_make(TARGET_THREAD, i));
            is_found = true;
        }
    }
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (strcmp(trace->objects[i].name, name) == 0) {
            unfold_object(view, trace, i);
            is_found = true;
        }
    }
    return is_found;
}

static bool unfold_names(const struct picture_options *options, const struct trace *trace,
                         struct view *view, char *reason, size_t reason_size)
{
    for (uint32_t i = 0; i < options->unfolded_count; i++) {
        const char *name = options->unfolded[i];
        if (strcmp(name, "all") == 0) {
            view->unfolding = (struct unfolding){.is_all = true};
        } else if (!unfold_name(view, trace, name)) {
            snprintf(reason, reason_size,
                     language_say(N_("there is no process, thread or object '%s' in '%s'")), name,
                     options->file_name);
            return false;
        }
    }
    return true;
}

void picture_options_size(const struct picture_options *options, double *width, double *height)
{
    *width = options->has_size ? options->width : WIDTH_DEFAULT;
    *height = options->has_size ? options->height : HEIGHT_DEFAULT;
}

bool picture_options_view(const struct picture_options *options, const struct subject *subject,
                          struct view *view, char *reason, size_t reason_size)
{
    double width, height;
    picture_options_size(options, &width, &height);
    *view = view_default(subject, width, height, options->theme, options->language);
    if (options->has_axis) {
        view->axis = options->axis;
    }
    if (!unfold_names(options, subject->trace, view, reason, reason_size)) {
        return false;
    }
    uint32_t count = subject->story->step_count;
    if (options->has_step && options->step > count) {
        snprintf(reason, reason_size, language_say(N_("there is no step %u in '%s': it has %u")),
                 options->step, options->file_name, count);
        return false;
    }
    if (options->has_step) {
        cursor_go_to_step(view, subject, options->step == 0 ? NONE_INDEX : options->step - 1);
    } else if (options->has_time) {
        cursor_go_to_time(view, subject, options->time_ns);
    }
    return true;
}
