/* A value in words, as Python's repr has it. */
#ifndef THREADLANE_PROCESS_VALUE_TEXT_H
#define THREADLANE_PROCESS_VALUE_TEXT_H

#include <stdio.h>

#include "tracer/threadlane_process.h"

/* 'it' · "it's" · 7 · None · b'\x00' · <DictProxy object, typeid 'dict'> */
void value_text_write(FILE *out, struct tl_value value);

#endif
