/* What happened, as tables: each a name, columns with a meaning, and rows told one after the other
 * from trace, lanes, analysis and story. Nothing is kept between two rows, so a long trace costs no
 * memory here. Called by what writes tables (csv_tables.h, sqlite_database.h), on one thread. A new
 * table is a row in table.c and a file with its rows. */
#ifndef THREADLANE_VIEWER_TABLE_TABLE_H
#define THREADLANE_VIEWER_TABLE_TABLE_H

#include "tracer/analysis/finding.h"
#include "tracer/analysis/story.h"
#include "tracer/model/lane.h"
#include "tracer/model/trace.h"

/* Everything tables are made from; all borrowed. */
struct table_source {
    const struct trace *trace;
    const struct lanes *lanes;
    const struct analysis *analysis;
    const struct story *story;
};

/* A number may refer to a row of another table, by that one's first column. */
enum column_type {
    COLUMN_KEY, /* the first column: the row's own number */
    COLUMN_NUMBER,
    COLUMN_TEXT,
    COLUMN_THREAD,
    COLUMN_OBJECT,
    COLUMN_PROCESS,
    COLUMN_EVENT,
    COLUMN_SITE,
};

struct table_column {
    const char *name;
    enum column_type type;
    const char *meaning; /* one sentence, English */
};

enum cell_kind { CELL_NONE, CELL_NUMBER, CELL_TEXT };

struct cell {
    enum cell_kind kind;
    int64_t number;
    const char *text; /* borrowed until the row has been put */
};

/* Takes rows: a cell for each column, in order. False: no more, writing has failed. */
struct row_sink {
    bool (*put)(struct row_sink *sink, const struct cell *cells);
};

#define TABLE_COLUMNS_MAX 16

struct table {
    const char *name; /* "events" */
    const char *meaning;
    const struct table_column *columns;
    size_t column_count; /* at most TABLE_COLUMNS_MAX */
    bool (*write)(const struct table_source *source, struct row_sink *sink);
};

/* All of them, the events first; NULL ends the list. */
extern const struct table *const tables[];

static inline struct cell cell_none(void)
{
    return (struct cell){CELL_NONE};
}

static inline struct cell cell_number(int64_t number)
{
    return (struct cell){CELL_NUMBER, number};
}

/* An empty text is none. */
static inline struct cell cell_text(const char *text)
{
    return *text ? (struct cell){CELL_TEXT, 0, text} : cell_none();
}

/* NONE_INDEX is none. */
static inline struct cell cell_index(uint32_t index)
{
    return index == NONE_INDEX ? cell_none() : cell_number(index);
}

/* What an event or a wait is about, if it is of that class. */
struct cell cell_target(uint32_t target, enum target_class class);
/* The time of an event, or none. */
struct cell cell_event_time(const struct trace *trace, uint32_t event);
/* The place in the source from which an event's operation was called, or none. */
struct cell cell_event_site(const struct trace *trace, uint32_t event);

#define SITE_TEXT_SIZE 1024
/* "file.c:31", or a file that is really an address; "" for no such site. Returns buffer. */
const char *site_text(const struct trace *trace, uint32_t site, char *buffer, size_t size);

#endif
