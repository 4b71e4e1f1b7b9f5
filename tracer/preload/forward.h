/* Ties this library to the recorder of libthreadlane, which is loaded with it. */
#ifndef THREADLANE_PRELOAD_FORWARD_H
#define THREADLANE_PRELOAD_FORWARD_H

/* Once, when libthreadlane has found its pool; until then, and in programs that
 * record by themselves, nothing is recorded here. */
void forward_init(void);

#endif
