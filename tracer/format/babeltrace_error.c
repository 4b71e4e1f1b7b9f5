#include "tracer/format/babeltrace_error.h"

#include <babeltrace2/babeltrace.h>
#include <string.h>

#include "tracer/format/babeltrace_log.h"
#include "tracer/format/trace_error.h"
#include "tracer/format/utf8.h"

/* Where a pointer of the library's is said, which tells nobody anything. */
static void remove_addresses(char *text)
{
    char *at;
    while ((at = strstr(text, "-addr=0x")) != NULL) {
        char *begin = at;
        while (begin > text && begin[-1] != ' ') {
            begin--;
        }
        at += strcspn(at, " ");
        at += strspn(at, " ");
        memmove(begin, at, strlen(at) + 1);
    }
}

static const char *cause_text(const bt_error *causes, uint64_t index)
{
    return bt_error_cause_get_message(bt_error_borrow_cause_by_index(causes, index));
}

/* On one line, in well-formed characters: the library quotes what it has read. */
static void make_printable(struct trace_error *error)
{
    char repaired[sizeof error->text * UTF8_REPLACEMENT_SIZE + 1];
    size_t size = utf8_copy_repaired(repaired, error->text, strlen(error->text));
    for (size_t i = 0; i < size; i++) {
        repaired[i] = (unsigned char)repaired[i] < ' ' || repaired[i] == 0x7f ? ' ' : repaired[i];
    }
    if (size >= sizeof error->text) {
        size = sizeof error->text - 1;
        while (((unsigned char)repaired[size] & 0xc0) == 0x80) {
            size--;
        }
    }
    memcpy(error->text, repaired, size);
    error->text[size] = '\0';
}

/* The log says first what is wrong, the causes say where: the first one that names a file. */
static void explain_causes(const char *place, const bt_error *causes, struct trace_error *error)
{
    char logged[512];
    const char *what = babeltrace_log_first(logged, sizeof logged) ? logged : cause_text(causes, 0);
    const char *where = NULL;
    for (uint64_t i = 0; !where && i < bt_error_get_cause_count(causes); i++) {
        const char *at = strstr(cause_text(causes, i), place);
        where = at && at[strlen(place)] == '/' ? cause_text(causes, i) : NULL;
    }
    if (where && !strstr(what, place)) {
        trace_error_fill(error, "%.200s: %s (%s)", place, what, where);
    } else {
        trace_error_fill(error, "%.200s: %s", place, what);
    }
    remove_addresses(error->text);
    size_t size = strlen(error->text);
    while (size > 0 && strchr(" :,", error->text[size - 1])) {
        error->text[--size] = '\0';
    }
    make_printable(error);
}

void babeltrace_error_take(const char *place, struct trace_error *error)
{
    const bt_error *causes = bt_current_thread_take_error();
    if (causes && bt_error_get_cause_count(causes) > 0) {
        explain_causes(place, causes, error);
    } else {
        trace_error_fill(error, "%.400s: the library babeltrace cannot read it", place);
    }
    if (causes) {
        bt_error_release(causes);
    }
}
