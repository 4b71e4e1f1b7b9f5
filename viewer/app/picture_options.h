/* The command line that trace-view and trace-export share: which file, and how it is shown. Usage
 * mistakes, --help and --version end the program here. */
#ifndef THREADLANE_VIEWER_APP_PICTURE_OPTIONS_H
#define THREADLANE_VIEWER_APP_PICTURE_OPTIONS_H

#include "viewer/app/step_choice.h"
#include "viewer/scene/view/view.h"

#define UNFOLDED_NAMES_MAX 32

struct picture_program {
    const char *name;         /* "trace-view", for messages */
    const char *const *usage; /* what --help prints: messages, ended by NULL */
    void (*show_more)(void);  /* what --help goes on with; NULL: nothing */
    bool can_follow;          /* takes --follow */
    bool makes_decks;         /* takes what is asked of several pages: --steps, --title … */
    const char *output; /* the long option that takes the file to write: "screenshot", "output" */
};

/* What options are about. Not every output has it all. */
enum picture_use {
    USE_LANGUAGE = 1 << 0,
    USE_SPOILERS = 1 << 1,
    USE_THEME = 1 << 2,
    USE_SIZE = 1 << 3,
    USE_AXIS = 1 << 4,
    USE_UNFOLDING = 1 << 5,
    USE_MOMENT = 1 << 6,  /* --step, --at */
    USE_STEPS = 1 << 7,   /* --steps: several pages */
    USE_LANES = 1 << 8,   /* --threads, --objects */
    USE_STRETCH = 1 << 9, /* --from, --to, --crop */
    USE_TITLE = 1 << 10,
    USE_AUTHOR = 1 << 11,
};

#define USES_OF_WORDS (USE_LANGUAGE | USE_SPOILERS)
/* Without a title page. */
#define USES_OF_PICTURES                                                                           \
    (USES_OF_WORDS | USE_THEME | USE_SIZE | USE_AXIS | USE_UNFOLDING | USE_MOMENT | USE_STEPS |    \
     USE_LANES | USE_STRETCH | USE_TITLE)
#define USES_OF_DOCUMENTS (USES_OF_PICTURES | USE_AUTHOR)

struct picture_options {
    const char *file_name;
    const char *other_name; /* to be shown beside it; NULL: none */
    const char *folder;     /* where the file is still being recorded; NULL: nowhere */
    const char *output;     /* NULL: not given */
    bool has_step;
    uint32_t step; /* as people count: 0 is before the first */
    bool has_time;
    uint64_t time_ns;
    bool has_size;
    double width, height;
    bool has_paper; /* the size was the name of one */
    struct paper paper;
    double scale; /* of the window: its pixels to one of the picture; 0: the display's */
    const struct theme *theme;
    enum language language;
    const char *unfolded[UNFOLDED_NAMES_MAX]; /* threads and objects, or "all" */
    uint32_t unfolded_count;
    bool has_axis;
    enum axis_kind axis;
    struct step_choice steps;
    const char *title;             /* NULL: not given */
    const char *author;            /* lines */
    const char *threads, *objects; /* names, NULL: not given */
    uint64_t from_ns, to_ns;       /* the stretch to show; to_ns 0: to the end */
    bool is_cropped, is_spoiler_free;
    bool is_lecture; /* the output is a folder */
    uint32_t given;  /* bits of rows of the table of options */
};

struct picture_options picture_options_parse(const struct picture_program *program, int argc,
                                             char **argv);
/* Ends the program with a sentence, in the language that is spoken if it is marked. */
__attribute__((noreturn, format(printf, 2, 3))) void
picture_options_refuse(const struct picture_program *program, const char *format, ...);
/* The same if an option was given that is about nothing that the output has:
 * "--theme changes nothing in 'x.json'". `uses` are those that it has. */
void picture_options_require(const struct picture_program *program,
                             const struct picture_options *options, uint32_t uses);
/* The size that was asked for, else the usual one. */
void picture_options_size(const struct picture_options *options, double *width, double *height);
/* The view that was asked for. False: `reason` says what the trace does not have. */
bool picture_options_view(const struct picture_options *options, const struct subject *subject,
                          struct view *view, char *reason, size_t reason_size);

#endif
