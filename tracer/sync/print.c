#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/gil.h"
#include "tracer/threadlane.h"

#define LINE_SIZE 1024 /* longer ones are made on the heap */

static void write_all(const char *text, size_t size)
{
    while (size > 0) {
        ssize_t written = write(STDOUT_FILENO, text, size);
        if (written < 0 && errno != EINTR) {
            return; /* nobody listens, as with Python's print into a closed pipe */
        }
        if (written > 0) {
            text += written;
            size -= (size_t)written;
        }
    }
}

/* `line` has room for the newline behind its `size` characters. */
static void print_line(char *line, size_t size)
{
    struct door_point point;
    door_point_open(&point, OPERATION_PRINT, STDOUT_FILENO);
    door_point_done(&point, recorder_text(line));
    line[size] = '\n';
    gil_let_go(point.thread, DROP_IO);
    door_thread_begin_call(point.thread);
    write_all(line, size + 1);
    door_thread_end_call(point.thread);
    door_point_close(&point);
}

static void print_long(const char *format, va_list arguments, size_t size)
{
    char *line = malloc(size + 1);
    if (line) {
        vsnprintf(line, size + 1, format, arguments);
        print_line(line, size);
        free(line);
    }
}

void tl_print(const char *format, ...)
{
    DOOR_ENTER();
    char line[LINE_SIZE];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(line, sizeof(line), format, arguments);
    if (size >= (int)sizeof(line)) {
        print_long(format, again, (size_t)size);
    } else if (size >= 0) {
        print_line(line, (size_t)size);
    }
    va_end(again);
    va_end(arguments);
}
