/* Words of this process (names, printed lines, load maps) as text records, in packets of a slot of
 * its own. Rare, so under one lock; any thread. Without a pool, or without a packet, a text is
 * dropped. */
#ifndef THREADLANE_RECORD_TEXT_WRITER_H
#define THREADLANE_RECORD_TEXT_WRITER_H

#include <stdint.h>

#include "tracer/event/record.h"

/* A text record without its time; strings may be NULL for "". Longer ones than TEXT_SIZE_MAX are
 * cut at a character. */
struct text_record {
    enum text_kind kind;
    uint64_t key, value, extra;
    const char *strings[TEXT_STRINGS];
};

void text_writer_write(const struct text_record *text);

/* The id of this text in this process, from 1: the one it got before if that is remembered, else a
 * new one, and the text is written. */
uint32_t text_writer_intern(const char *text);

/* Around a fork, so that the child gets the lock free: begin before it, end in the parent, and in
 * the child forget, for slot, packet and ids are still the parent's. */
void text_writer_begin_fork(void);
void text_writer_end_fork(void);
void text_writer_forget(void);

/* Hands over packet and slot. */
void text_writer_give_back(void);

#endif
