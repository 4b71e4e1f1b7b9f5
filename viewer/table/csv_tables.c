/* A cell that begins like a formula gets an apostrophe in front: spreadsheets run formulas, and
 * names come from recorded programs. */
#include "viewer/table/csv_tables.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tracer/language/error_text.h"
#include "tracer/language/language.h"
#include "viewer/file/new_file.h"

struct csv_sink {
    struct row_sink interface;
    const struct table *table;
    const struct table_source *source;
    FILE *file;
};

static bool looks_like_formula(const char *text)
{
    return *text && strchr("=+-@\t\r", *text) != NULL;
}

static void put_text(FILE *file, const char *text)
{
    bool is_formula = looks_like_formula(text);
    if (!is_formula && strpbrk(text, ",\"\r\n") == NULL) {
        fputs_unlocked(text, file);
        return;
    }
    fputs_unlocked(is_formula ? "\"'" : "\"", file);
    for (; *text; text++) {
        if (*text == '"') {
            putc_unlocked('"', file);
        }
        putc_unlocked(*text, file);
    }
    putc_unlocked('"', file);
}

/* What is called by a name beside its number. */
static const char *name_suffix(enum column_type type)
{
    return type == COLUMN_THREAD || type == COLUMN_OBJECT || type == COLUMN_PROCESS ? "_name"
           : type == COLUMN_SITE                                                    ? "_place"
                                                                                    : NULL;
}

static const char *name_of(const struct trace *trace, enum column_type type, uint32_t index,
                           char *buffer, size_t size)
{
    switch (type) {
    case COLUMN_THREAD:
        return index < trace->thread_count ? trace->threads[index].name : "";
    case COLUMN_OBJECT:
        return index < trace->object_count ? trace->objects[index].name : "";
    case COLUMN_PROCESS:
        return index < trace->process_count ? trace->processes[index].name : "";
    default:
        return site_text(trace, index, buffer, size);
    }
}

/* As printf does it, in a quarter of the time; there may be hundreds of millions of them. */
static void put_number(FILE *file, int64_t number)
{
    char digits[20];
    size_t first = sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        putc_unlocked('-', file);
    }
    fwrite_unlocked(digits + first, 1, sizeof digits - first, file);
}

static void put_cell(const struct csv_sink *csv, const struct table_column *column,
                     const struct cell *cell)
{
    char buffer[SITE_TEXT_SIZE];
    if (cell->kind == CELL_NUMBER) {
        put_number(csv->file, cell->number);
    } else if (cell->kind == CELL_TEXT) {
        put_text(csv->file, cell->text);
    }
    if (name_suffix(column->type)) {
        putc_unlocked(',', csv->file);
        if (cell->kind == CELL_NUMBER) {
            put_text(csv->file, name_of(csv->source->trace, column->type, (uint32_t)cell->number,
                                        buffer, sizeof buffer));
        }
    }
}

static bool put_row(struct row_sink *sink, const struct cell *cells)
{
    const struct csv_sink *csv = (const struct csv_sink *)sink;
    for (size_t i = 0; i < csv->table->column_count; i++) {
        if (i > 0) {
            putc_unlocked(',', csv->file);
        }
        put_cell(csv, &csv->table->columns[i], &cells[i]);
    }
    fputs_unlocked("\r\n", csv->file);
    return !ferror_unlocked(csv->file);
}

static void put_names(const struct csv_sink *csv)
{
    for (size_t i = 0; i < csv->table->column_count; i++) {
        const struct table_column *column = &csv->table->columns[i];
        fprintf(csv->file, "%s%s", i > 0 ? "," : "", column->name);
        if (name_suffix(column->type)) {
            fprintf(csv->file, ",%s%s", column->name, name_suffix(column->type));
        }
    }
    fputs("\r\n", csv->file);
}

static bool write_table(const struct table_source *source, const struct table *table,
                        const char *path, char *reason, size_t reason_size)
{
    struct new_file place;
    if (!new_file_begin(&place, path, reason, reason_size)) {
        return false;
    }
    FILE *file = fopen(place.unfinished_path, "wb");
    if (!file) {
        return new_file_abandon(&place, NULL, reason, reason_size);
    }
    struct csv_sink csv = {{put_row}, table, source, file};
    put_names(&csv);
    bool is_written = table->write(source, &csv.interface);
    if (fclose(file) != 0 || !is_written) {
        return new_file_abandon(&place, NULL, reason, reason_size);
    }
    return new_file_end(&place, reason, reason_size);
}

/* "x.csv" for the first table, "x-waits.csv" for others. */
static bool name_table(const char *path, const struct table *table, char *name, size_t size)
{
    const char *dot = strrchr(path, '.');
    int stem = dot ? (int)(dot - path) : (int)strlen(path);
    int length = table == tables[0]
                     ? snprintf(name, size, "%s", path)
                     : snprintf(name, size, "%.*s-%s%s", stem, path, table->name, dot ? dot : "");
    return length >= 0 && (size_t)length < size;
}

bool csv_tables_write(const struct table_source *source, const char *path, char *reason,
                      size_t reason_size)
{
    for (size_t i = 0; tables[i]; i++) {
        char name[NEW_FILE_PATH_SIZE];
        if (!name_table(path, tables[i], name, sizeof name)) {
            snprintf(reason, reason_size, language_say(N_("cannot write '%s': %s")), path,
                     error_text(ENAMETOOLONG));
            return false;
        }
        if (!write_table(source, tables[i], name, reason, reason_size)) {
            return false;
        }
    }
    return true;
}
