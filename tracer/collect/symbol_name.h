/* What a symbol is called in the source: C++ writes whole types into its symbols, and its own
 * library reads them again, if it is installed. One thread. */
#ifndef THREADLANE_COLLECT_SYMBOL_NAME_H
#define THREADLANE_COLLECT_SYMBOL_NAME_H

#include <stddef.h>

/* "bank::vault" for "_ZN4bank5vaultE", and "bank::pay" for a function, without its parameters; what
 * is not C++'s, as it is. */
void symbol_name_write(const char *symbol, char *name, size_t size);

#endif
