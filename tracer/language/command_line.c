#include "tracer/language/command_line.h"

#include <stdbool.h>
#include <stdio.h>

enum language command_line_language(const struct command_line *line, int key)
{
    enum language language = language_of_environment();
    optind = 0;
    opterr = 0;
    for (int option; (option = getopt_long(line->argc, line->argv, line->letters, line->options,
                                           NULL)) != -1;) {
        if (option == key) {
            language_find(optarg, &language);
        }
    }
    optind = 0;
    return language;
}

static bool is_known(const struct command_line *line, int key)
{
    for (const struct option *option = line->options; option->name; option++) {
        if (option->val == key) {
            return true;
        }
    }
    return false;
}

void command_line_explain(const struct command_line *line, int returned, char *reason, size_t size)
{
    const char *word = line->argv[optind - 1];
    const char letter[] = {'-', (char)optopt, '\0'};
    if (returned == ':') {
        snprintf(reason, size, language_say(N_("no value for option '%s'")), word);
    } else if (is_known(line, optopt)) {
        snprintf(reason, size, language_say(N_("the option takes no value: '%s'")), word);
    } else { /* of letters in one word getopt has not passed the word yet */
        snprintf(reason, size, language_say(N_("unknown option '%s'")),
                 optopt != 0 ? letter : word);
    }
}
