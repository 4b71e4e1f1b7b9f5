/* Which files are loaded where in this process, as text records of kind module: the key is what has
 * to be added to a file's addresses (0 for a program linked to a fixed place), so that trace-run
 * can find the source lines of return addresses. */
#ifndef THREADLANE_RECORD_MODULE_LIST_H
#define THREADLANE_RECORD_MODULE_LIST_H

/* Writes the modules that were not there when it was called last. Not while recording: the loader
 * holds a lock. */
void module_list_write(void);
/* The next writing writes all of them again: for another pool. */
void module_list_forget(void);

#endif
