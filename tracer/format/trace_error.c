#include "tracer/format/trace_error.h"

#include <stdarg.h>
#include <stdio.h>

#include "tracer/language/language.h"

bool trace_error_fill(struct trace_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, language_say(format), arguments);
    va_end(arguments);
    return false;
}
