/* The names in a sequence (tests/sequence.h): what each stands for, and what can be counted about
 * it while the events are read. */
#ifndef THREADLANE_TESTS_SEQUENCE_TOKEN_H
#define THREADLANE_TESTS_SEQUENCE_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"

#define TOKEN_MAX       1024
#define TOKEN_NAME_SIZE 64

enum token_class { TOKEN_OBJECT, TOKEN_THREAD, TOKEN_PROCESS };

struct token {
    char name[TOKEN_NAME_SIZE];
    enum token_class class;
    uint32_t number; /* of its class, from 1 */
    enum object_type type;
    bool is_made;
    bool is_foreign;                  /* an object of the C library's: its id is an address */
    uint32_t holder, depth, sequence; /* locks */
    uint32_t size;                    /* queues */
};

struct token_table {
    struct token tokens[TOKEN_MAX];
    uint32_t count;
    uint32_t counts[3]; /* numbers given, by class */
};

/* What is written behind an event's object. */
struct details {
    uint16_t flags;
    uint64_t value;
    uint64_t site;
    bool has_value;
    uint64_t text; /* number of a text that the value has, or 0 */
};

/* NULL if it is not there. */
struct token *token_find(struct token_table *table, const char *name);
/* Finds it or makes it; NULL: there are too many, or the name is too long. */
struct token *token_know(struct token_table *table, const char *name, enum token_class class);
uint64_t token_id(const struct token *token);

/* Values that follow from what came before: depth and sequence of a lock, size of a queue. */
uint64_t token_count_value(struct token *object, uint32_t thread, uint16_t kind,
                           const struct details *details);

#endif
