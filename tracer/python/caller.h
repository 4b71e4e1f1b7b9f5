/* Where in the script the calling thread is: the nearest line, from the innermost call outwards,
 * that is not a library's we know from inside (threading, queue, concurrent.futures). Reads the
 * interpreter's frames as they lie, so it may be asked wherever a thread looks at its own: with the
 * GIL or without, inside an allocation, at exit. */
#ifndef THREADLANE_PYTHON_CALLER_H
#define THREADLANE_PYTHON_CALLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct _object;

/* Files by this name are a library's; takes a reference. */
void caller_add_library(struct _object *filename);
/* And all files in the same folder. */
void caller_add_package(struct _object *filename);

/* The registered site of that line; 0: there is none, the thread runs for the library alone. */
uint64_t caller_site(void);

/* What that line is about to call the result of its call: `lock` of `self.lock = Lock()`. False if
 * it does not give it a name. */
bool caller_find_name(char *name, size_t size);

/* A library is just being imported, or sets itself up anew after a fork: what it makes is its own.
 */
bool caller_is_library_setup(void);

/* The innermost calls are of library files of these names alone, and a NULL ends them; below them
 * is the script. */
bool caller_is_script(const char *const names[]);

/* The object that the innermost call is a method of; borrowed, NULL if it is no method. */
struct _object *caller_self(void);

/* A local variable of the innermost function; borrowed, NULL if there is none. */
struct _object *caller_local(const char *name);

/* In the child of a fork: the sites are not known there. */
void caller_follow_fork(void);

#endif
