/* A command line as all programs here read it, with getopt_long: which language it asks for, known
 * before anything on it is refused, and what to say of an option that getopt does not take. The
 * options begin with "+:" or ":", since getopt itself speaks English alone. Main thread. */
#ifndef THREADLANE_LANGUAGE_COMMAND_LINE_H
#define THREADLANE_LANGUAGE_COMMAND_LINE_H

#include <getopt.h>
#include <stddef.h>

#include "tracer/language/language.h"

struct command_line {
    int argc;
    char **argv;
    const char *letters; /* as getopt takes them */
    const struct option *options;
};

/* Of the last option with the number `key` that names a language, wherever it stands; else of the
 * environment. getopt begins anew after it. */
enum language command_line_language(const struct command_line *line, int key);

/* Why getopt has returned '?' or ':' just now, in the language that is spoken. */
void command_line_explain(const struct command_line *line, int returned, char *reason, size_t size);

#endif
