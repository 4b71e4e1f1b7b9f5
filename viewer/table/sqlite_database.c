#include "viewer/table/sqlite_database.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "viewer/file/new_file.h"
#include "viewer/table/sqlite_views.h"

#define SQL_SIZE 4096

struct sqlite_sink {
    struct row_sink interface;
    sqlite3 *database;
    sqlite3_stmt *insert;
    size_t column_count;
};

/* There is no going back to an older state: an unfinished file is thrown away. */
static const char set_up[] = "PRAGMA page_size = 4096;"
                             "PRAGMA journal_mode = OFF;"
                             "PRAGMA synchronous = OFF;"
                             "PRAGMA application_id = 0x54684c6e;" /* "ThLn" */
                             "PRAGMA user_version = 1;"
                             "BEGIN;";

static const char meanings[] =
    "CREATE TABLE columns (\"table\" TEXT, \"column\" TEXT, meaning TEXT)";
static const char insert_meaning[] = "INSERT INTO columns VALUES (?, ?, ?)";

static bool run(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool bind_cell(sqlite3_stmt *statement, int place, const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_NUMBER:
        return sqlite3_bind_int64(statement, place, cell->number) == SQLITE_OK;
    case CELL_TEXT:
        return sqlite3_bind_text(statement, place, cell->text, -1, SQLITE_STATIC) == SQLITE_OK;
    default:
        return sqlite3_bind_null(statement, place) == SQLITE_OK;
    }
}

static bool put_row(struct row_sink *sink, const struct cell *cells)
{
    const struct sqlite_sink *sqlite = (const struct sqlite_sink *)sink;
    for (size_t i = 0; i < sqlite->column_count; i++) {
        if (!bind_cell(sqlite->insert, (int)i + 1, &cells[i])) {
            return false;
        }
    }
    return sqlite3_step(sqlite->insert) == SQLITE_DONE &&
           sqlite3_reset(sqlite->insert) == SQLITE_OK;
}

/* ---- what is in it ---- */

static const char *referred_table(enum column_type type)
{
    switch (type) {
    case COLUMN_THREAD:
        return " REFERENCES threads";
    case COLUMN_OBJECT:
        return " REFERENCES objects";
    case COLUMN_PROCESS:
        return " REFERENCES processes";
    case COLUMN_EVENT:
        return " REFERENCES events";
    case COLUMN_SITE:
        return " REFERENCES sites";
    default:
        return "";
    }
}

/* "CREATE TABLE waits (wait INTEGER PRIMARY KEY, thread INTEGER REFERENCES threads, …)" */
static bool create_table(sqlite3 *database, const struct table *table)
{
    char sql[SQL_SIZE];
    int length = snprintf(sql, sizeof sql, "CREATE TABLE %s (", table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        length += snprintf(sql + length, sizeof sql - (size_t)length, "%s%s %s%s",
                           i > 0 ? ", " : "", column->name,
                           column->type == COLUMN_KEY    ? "INTEGER PRIMARY KEY"
                           : column->type == COLUMN_TEXT ? "TEXT"
                                                         : "INTEGER",
                           referred_table(column->type));
    }
    snprintf(sql + length, sizeof sql - (size_t)length, ")");
    return run(database, sql);
}

/* "INSERT INTO waits VALUES (?, ?, …)" */
static bool fill_table(sqlite3 *database, const struct table *table,
                       const struct table_source *source)
{
    char sql[SQL_SIZE];
    int length = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", table->name);
    for (size_t i = 1; i < table->column_count; i++) {
        length += snprintf(sql + length, sizeof sql - (size_t)length, ", ?");
    }
    snprintf(sql + length, sizeof sql - (size_t)length, ")");
    struct sqlite_sink sink = {{put_row}, database, NULL, table->column_count};
    if (sqlite3_prepare_v2(database, sql, -1, &sink.insert, NULL) != SQLITE_OK) {
        return false;
    }
    bool is_filled = table->write(source, &sink.interface);
    return sqlite3_finalize(sink.insert) == SQLITE_OK && is_filled;
}

static bool put_meaning(struct sqlite_sink *sink, const char *table, const char *column,
                        const char *meaning)
{
    const struct cell cells[] = {cell_text(table), cell_text(column), cell_text(meaning)};
    return sink->interface.put(&sink->interface, cells);
}

static bool put_meanings(struct sqlite_sink *sink)
{
    bool is_put = true;
    for (size_t i = 0; tables[i]; i++) {
        is_put = is_put && put_meaning(sink, tables[i]->name, "", tables[i]->meaning);
        for (size_t j = 0; is_put && j < tables[i]->column_count; j++) {
            const struct table_column *column = &tables[i]->columns[j];
            is_put = put_meaning(sink, tables[i]->name, column->name, column->meaning);
        }
    }
    for (const struct sqlite_view *view = sqlite_views; is_put && view->name; view++) {
        is_put = put_meaning(sink, view->name, "", view->meaning);
    }
    return is_put;
}

static bool fill_meanings(sqlite3 *database)
{
    struct sqlite_sink sink = {{put_row}, database, NULL, 3};
    if (!run(database, meanings) ||
        sqlite3_prepare_v2(database, insert_meaning, -1, &sink.insert, NULL) != SQLITE_OK) {
        return false;
    }
    bool is_put = put_meanings(&sink);
    return sqlite3_finalize(sink.insert) == SQLITE_OK && is_put;
}

static bool create_views(sqlite3 *database)
{
    for (const struct sqlite_view *view = sqlite_views; view->name; view++) {
        char sql[SQL_SIZE];
        snprintf(sql, sizeof sql, "CREATE VIEW %s AS %s", view->name, view->query);
        if (!run(database, sql)) {
            return false;
        }
    }
    return true;
}

static bool fill(sqlite3 *database, const struct table_source *source)
{
    for (size_t i = 0; tables[i]; i++) {
        if (!create_table(database, tables[i])) {
            return false;
        }
    }
    for (size_t i = 0; tables[i]; i++) {
        if (!fill_table(database, tables[i], source)) {
            return false;
        }
    }
    return fill_meanings(database) && create_views(database) && run(database, "COMMIT;");
}

bool sqlite_database_write(const struct table_source *source, const char *path, char *reason,
                           size_t reason_size)
{
    struct new_file place;
    if (!new_file_begin(&place, path, reason, reason_size)) {
        return false;
    }
    sqlite3 *database = NULL;
    bool is_filled = sqlite3_open(place.unfinished_path, &database) == SQLITE_OK &&
                     run(database, set_up) && fill(database, source);
    char why[256];
    snprintf(why, sizeof why, "%s", is_filled ? "" : sqlite3_errmsg(database));
    bool is_closed = sqlite3_close(database) == SQLITE_OK;
    if (!is_filled || !is_closed) {
        return new_file_abandon(&place, is_filled ? "it cannot be closed" : why, reason,
                                reason_size);
    }
    return new_file_end(&place, reason, reason_size);
}
