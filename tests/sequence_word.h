/* The words of a sequence (tests/sequence.h) that mean the same wherever they stand. */
#ifndef THREADLANE_TESTS_SEQUENCE_WORD_H
#define THREADLANE_TESTS_SEQUENCE_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"

/* "timed", "busy", "header": adds what it stands for; false for any other word. */
bool word_add_flags(const char *word, uint16_t *flags);
/* "1.5ms" */
uint64_t word_time_ns(const char *word);
/* "bounded_semaphore"; TYPE_UNKNOWN for no type. */
enum object_type word_type(const char *name);
/* The operation's first part is a type's name ("queue.put"); locks may be rlocks. */
enum object_type word_guess_type(const char *token, const char *operation);

#endif
