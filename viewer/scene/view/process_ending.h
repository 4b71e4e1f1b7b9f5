/* How a process ended, in words, and until when it lay there unnoticed. Used by the lanes of
 * processes and by the picture in words. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_PROCESS_ENDING_H
#define THREADLANE_VIEWER_SCENE_VIEW_PROCESS_ENDING_H

#include "tracer/model/trace.h"
#include "viewer/scene/view/words.h"

#define PROCESS_ENDING_SIZE 64

/* "exited with 0", "ended by SIGTERM"; "" if it has not ended, or nobody knows how. Returns
 * buffer. */
const char *process_ending_text(const struct trace *trace, uint32_t process, enum language language,
                                char *buffer, size_t size);
/* As wait(2) gives it, or WAIT_STATUS_UNKNOWN. Its process has ended. */
uint64_t process_wait_status(const struct trace *trace, uint32_t process);
/* When it stopped being a zombie: when it was joined, or its parent ended; its own end if that came
 * at once. Its process has ended. */
uint64_t process_reaped_ns(const struct trace *trace, uint32_t process);
/* Since when its parent has been gone, or UINT64_MAX: it never was an orphan. */
uint64_t process_orphaned_ns(const struct trace *trace, uint32_t process);

#endif
