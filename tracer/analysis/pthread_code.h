/* The lines that a way out shows, in the words of plain POSIX threads, for programs that were not
 * written with our library. */
#ifndef THREADLANE_ANALYSIS_PTHREAD_CODE_H
#define THREADLANE_ANALYSIS_PTHREAD_CODE_H

/* By advice (sentence.h); "": there are none. */
const char *pthread_code(int advice);

#endif
