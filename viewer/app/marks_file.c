#include "viewer/app/marks_file.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/model/arena.h"

#define NAME_SIZE     4096
#define FILE_SIZE_MAX (16u << 20)
#define TIME_MAX_NS   9007199254740992.0 /* what a number in JSON holds exactly: 104 days */

bool marks_file_name(const char *trace_name, char *buffer, size_t size)
{
    size_t length = strlen(trace_name);
    while (length > 1 && trace_name[length - 1] == '/') {
        length--; /* a folder of CTF */
    }
    int written = snprintf(buffer, size, "%.*s.marks.json", (int)length, trace_name);
    return written > 0 && (size_t)written < size;
}

/* ---- reading ---- */

static bool refuse(const char *what, const char *name, const char *why, char *reason, size_t size)
{
    snprintf(reason, size, "cannot %s '%s': %s", what, name, why);
    return false;
}

/* All of a file with a NUL behind it, or NULL with errno. */
static char *read_all(FILE *file)
{
    size_t length = 0, capacity = 0;
    char *text = NULL;
    while (length <= FILE_SIZE_MAX && !feof(file) && !ferror(file)) {
        text = array_grow(text, length + 4096 + 1, &capacity, 1);
        length += fread(text + length, 1, 4096, file);
    }
    if (ferror(file) || length > FILE_SIZE_MAX) {
        errno = ferror(file) ? EIO : EFBIG;
        free(text);
        return NULL;
    }
    text[length] = '\0';
    return text;
}

/* Takes one mark; false if it is none. */
static bool take_mark(const cJSON *item, struct marks *marks)
{
    const cJSON *time = cJSON_GetObjectItemCaseSensitive(item, "time_ns");
    const cJSON *note = cJSON_GetObjectItemCaseSensitive(item, "note");
    bool is_stop = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "stop"));
    if (!cJSON_IsNumber(time) || !(time->valuedouble >= 0) || time->valuedouble > TIME_MAX_NS) {
        return false;
    }
    marks_put(marks, (uint64_t)llround(time->valuedouble),
              cJSON_IsString(note) ? note->valuestring : "", is_stop);
    return true;
}

/* False with `why` in words. */
static bool take_all(const cJSON *document, struct marks *marks, char *why, size_t size)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(document, "marks");
    if (!cJSON_IsArray(list)) {
        snprintf(why, size, "it holds no list of marks");
        return false;
    }
    int number = 1;
    for (const cJSON *item = list->child; item != NULL; item = item->next, number++) {
        if (!take_mark(item, marks)) {
            snprintf(why, size, "mark %d has no time_ns", number);
            return false;
        }
    }
    return true;
}

static bool take_text(const char *text, struct marks *marks, char *why, size_t size)
{
    const char *stop = text;
    cJSON *document = cJSON_ParseWithOpts(text, &stop, true);
    if (document == NULL) {
        snprintf(why, size, "at byte %zu it is no JSON", (size_t)(stop - text));
        return false;
    }
    bool is_taken = take_all(document, marks, why, size);
    cJSON_Delete(document);
    return is_taken;
}

bool marks_file_read(const char *trace_name, struct marks *marks, char *reason, size_t size)
{
    char name[NAME_SIZE], why[128];
    if (!marks_file_name(trace_name, name, sizeof name)) {
        return refuse("read", trace_name, strerror(ENAMETOOLONG), reason, size);
    }
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        return errno == ENOENT || errno == ENOTDIR ||
               refuse("read", name, strerror(errno), reason, size);
    }
    char *text = read_all(file);
    int error = errno;
    fclose(file);
    if (text == NULL) {
        return refuse("read", name, strerror(error), reason, size);
    }
    bool is_taken = take_text(text, marks, why, sizeof why);
    free(text);
    if (!is_taken) {
        marks_finish(marks);
        return refuse("read", name, why, reason, size);
    }
    return true;
}

/* ---- writing ---- */

/* cJSON itself would print 15 digits. */
static void add_time(cJSON *item, uint64_t time_ns)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)time_ns);
    cJSON_AddRawToObject(item, "time_ns", digits);
}

static cJSON *document_of(const struct marks *marks)
{
    cJSON *document = cJSON_CreateObject();
    cJSON_AddNumberToObject(document, "version", 1);
    cJSON *list = cJSON_AddArrayToObject(document, "marks");
    for (size_t i = 0; i < marks->count; i++) {
        cJSON *item = cJSON_CreateObject();
        add_time(item, marks->items[i].time_ns);
        cJSON_AddStringToObject(item, "note", marks->items[i].note);
        cJSON_AddBoolToObject(item, "stop", marks->items[i].is_stop);
        cJSON_AddItemToArray(list, item);
    }
    return document;
}

static bool print_to(const char *name, const struct marks *marks)
{
    FILE *file = fopen(name, "wb");
    if (file == NULL) {
        return false;
    }
    cJSON *document = document_of(marks);
    char *text = cJSON_Print(document);
    bool is_written = text != NULL && fputs(text, file) >= 0 && fputc('\n', file) >= 0;
    cJSON_free(text);
    cJSON_Delete(document);
    return fclose(file) == 0 && is_written;
}

bool marks_file_write(const char *trace_name, const struct marks *marks, char *reason, size_t size)
{
    char name[NAME_SIZE], fresh[NAME_SIZE + 8];
    if (!marks_file_name(trace_name, name, sizeof name)) {
        return refuse("write", trace_name, strerror(ENAMETOOLONG), reason, size);
    }
    if (marks->count == 0) {
        return unlink(name) == 0 || errno == ENOENT ||
               refuse("remove", name, strerror(errno), reason, size);
    }
    snprintf(fresh, sizeof fresh, "%s.new", name);
    if (!print_to(fresh, marks) || rename(fresh, name) != 0) {
        int error = errno;
        unlink(fresh);
        return refuse("write", name, strerror(error), reason, size);
    }
    return true;
}
