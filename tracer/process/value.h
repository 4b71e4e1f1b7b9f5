/* A value on its way: its type in one byte, then its data. Text and bytes travel as they are,
 * a number as eight bytes, a manager's object as what its proxy needs to reach it. */
#ifndef THREADLANE_PROCESS_VALUE_H
#define THREADLANE_PROCESS_VALUE_H

#include "tracer/event/misuse.h"
#include "tracer/threadlane_process.h"

/* 0 if the value may travel, else which misuse it is to try. */
enum misuse value_refusal(struct tl_value value);
/* How many bytes it takes, and those bytes. */
size_t value_packed_size(struct tl_value value);
void value_pack(struct tl_value value, void *buffer);
/* TL_OK and a value that owns its data; TL_CORRUPT if this is none; TL_NO_MEMORY. */
int value_unpack(const void *packed, size_t size, struct tl_value *value);

#endif
