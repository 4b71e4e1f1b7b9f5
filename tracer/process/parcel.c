#include "tracer/process/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/process/value.h"

struct parcel *parcel_create(const void *bytes, size_t size)
{
    struct parcel *parcel = malloc(sizeof(*parcel) + size);
    if (parcel) {
        parcel->size = size;
        memcpy(parcel->bytes, bytes, size);
    }
    return parcel;
}

struct parcel *parcel_pack(struct tl_value value)
{
    size_t size = value_packed_size(value);
    struct parcel *parcel = malloc(sizeof(*parcel) + size);
    if (parcel) {
        parcel->size = size;
        value_pack(value, parcel->bytes);
    }
    return parcel;
}
