/* The dict that a manager keeps: texts to packed values, in the order in which the keys came. Any
 * serving thread; each operation is whole. In the trace every key is a variable below the dict, so
 * that one sees who reads and writes it: a number as it is, other values as their size. */
#ifndef THREADLANE_PROCESS_KEPT_DICT_H
#define THREADLANE_PROCESS_KEPT_DICT_H

#include <stdint.h>

#include "tracer/process/parcel.h"

struct kept_dict;

/* `referent` is its id; the name may be NULL. NULL when out of memory. */
struct kept_dict *kept_dict_create(uint64_t referent, const char *name);
/* TL_OK or TL_NO_MEMORY. The key is copied, the value is the dict's with TL_OK. */
int kept_dict_set(struct kept_dict *dict, const char *key, struct parcel *value);
/* TL_OK and a copy that the caller frees, TL_EMPTY without such a key, TL_NO_MEMORY. */
int kept_dict_get(struct kept_dict *dict, const char *key, struct parcel **value);
uint32_t kept_dict_size(struct kept_dict *dict);
/* The dict as Python prints it: a text in a parcel that the caller frees; NULL when out of memory.
 */
struct parcel *kept_dict_text(struct kept_dict *dict);
void kept_dict_destroy(struct kept_dict *dict);

#endif
