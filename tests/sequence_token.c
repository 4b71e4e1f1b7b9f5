#include "tests/sequence_token.h"

#include <string.h>

#include "tracer/event/id.h"

/* Where the C library's objects lie in a sequence. */
#define FOREIGN_ADDRESS UINT64_C(0x404000)
#define FOREIGN_SIZE    64

struct token *token_find(struct token_table *table, const char *name)
{
    for (uint32_t i = 0; i < table->count; i++) {
        if (strcmp(table->tokens[i].name, name) == 0) {
            return &table->tokens[i];
        }
    }
    return NULL;
}

struct token *token_know(struct token_table *table, const char *name, enum token_class class)
{
    struct token *token = token_find(table, name);
    if (token || table->count == TOKEN_MAX || strlen(name) >= TOKEN_NAME_SIZE) {
        return token;
    }
    token = &table->tokens[table->count++];
    *token = (struct token){.class = class, .number = ++table->counts[class]};
    strcpy(token->name, name);
    return token;
}

uint64_t token_id(const struct token *token)
{
    static const enum id_class classes[] = {ID_LIBRARY, ID_THREAD, ID_PROCESS};
    if (token->is_foreign) {
        return FOREIGN_ADDRESS + token->number * FOREIGN_SIZE;
    }
    return id_make(classes[token->class], token->number);
}

/* A condition takes back as many levels as it gave. */
static void count_acquire(struct token *object, uint32_t thread, const struct details *details)
{
    bool is_again = object->depth && object->holder == thread;
    uint32_t depth = is_again ? object->depth + 1 : 1;
    object->depth = details->has_value ? (uint32_t)details->value : depth;
    object->sequence += !is_again;
    object->holder = thread;
}

/* What the text itself says in the high half, stands. */
static uint64_t with_count(const struct details *details, uint32_t count)
{
    bool is_said = details->value >> 32 != 0;
    return is_said ? details->value : details->value | (uint64_t)count << 32;
}

uint64_t token_count_value(struct token *object, uint32_t thread, uint16_t kind,
                           const struct details *details)
{
    switch (kind) {
    case EVENT_LOCK_ACQUIRE:
        count_acquire(object, thread, details);
        return object->depth | (uint64_t)object->sequence << 32;
    case EVENT_LOCK_RELEASE:
        object->depth = details->flags & FLAG_SPECIAL || !object->depth ? 0 : object->depth - 1;
        return object->depth | (uint64_t)object->sequence << 32;
    case EVENT_QUEUE_PUT:
        return with_count(details, ++object->size);
    case EVENT_QUEUE_GET:
        return with_count(details, --object->size);
    case EVENT_SEMAPHORE_RELEASE:
        return with_count(details, 1);
    default:
        return details->value;
    }
}
