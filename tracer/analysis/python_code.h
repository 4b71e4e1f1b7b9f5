/* The lines that a way out shows, in Python, for programs that are written in it. */
#ifndef THREADLANE_ANALYSIS_PYTHON_CODE_H
#define THREADLANE_ANALYSIS_PYTHON_CODE_H

/* By advice (sentence.h); "": there are none. */
const char *python_code(int advice);

#endif
