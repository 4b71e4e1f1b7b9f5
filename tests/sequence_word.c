#include "tests/sequence_word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A word has no spaces: "bounded_semaphore". */
static bool is_spelt(const char *word, const char *name)
{
    while (*name && (*word == *name || (*word == '_' && *name == ' '))) {
        word++;
        name++;
    }
    return *word == *name;
}

enum object_type word_type(const char *name)
{
    for (unsigned type = 1; type < TYPE_COUNT; type++) {
        if (is_spelt(name, object_type_name((enum object_type)type))) {
            return (enum object_type)type;
        }
    }
    return TYPE_UNKNOWN;
}

enum object_type word_guess_type(const char *token, const char *operation)
{
    char type[32];
    snprintf(type, sizeof type, "%.*s", (int)strcspn(operation, "."), operation);
    return strcmp(type, "lock") == 0 && token[0] == 'R' ? TYPE_RLOCK : word_type(type);
}

static const struct {
    const char *word;
    uint16_t flags;
} flag_words[] = {
    {"timed", FLAG_TIMED},
    {"try", FLAG_TRY},
    {"read", FLAG_READER},
    {"all", FLAG_SPECIAL},
    {"daemon", FLAG_SPECIAL},
    {"timeout", REASON_TIMEOUT},
    {"busy", REASON_BUSY},
    {"closed", REASON_CLOSED},
    {"broken", REASON_BROKEN},
    {"cancelled", REASON_CANCELLED},
    {"misuse", REASON_MISUSE},
    {"header", 1},
    {"body", 2},
    {"killed", HOW_KILLED},
    {"blocking", DROP_BLOCKING},
    {"asked", DROP_ASKED},
    {"limit", REASON_LIMIT},
    {"exit", DROP_EXIT},
    {"immediate", CLOSE_IMMEDIATE},
    {"abort", CLOSE_ABORT},
    {"reset", CLOSE_RESET},
    {"contended", FLAG_CONTENDED},
    {"eof", REASON_END_OF_FILE},
    {"read_end", CLOSE_READ_END},
    {"write_end", CLOSE_WRITE_END},
    {"forked", PROCESS_FORKED},
    {"executed", PROCESS_EXECUTED},
    {"seen", FLAG_SPECIAL},
};

bool word_add_flags(const char *word, uint16_t *flags)
{
    for (size_t i = 0; i < sizeof flag_words / sizeof flag_words[0]; i++) {
        if (strcmp(word, flag_words[i].word) == 0) {
            *flags |= flag_words[i].flags;
            return true;
        }
    }
    return false;
}

uint64_t word_time_ns(const char *word)
{
    char *unit;
    double number = strtod(word, &unit);
    double scale = strcmp(unit, "s") == 0 ? 1e9 : strcmp(unit, "ms") == 0 ? 1e6 : 1e3;
    return (uint64_t)(number * scale + 0.5);
}
