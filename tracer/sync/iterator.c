#include "tracer/sync/iterator.h"

#include "tracer/sync/door.h"
#include "tracer/threadlane.h"

int tl_iterator_next(struct tl_iterator *iterator, void **item)
{
    DOOR_ENTER();
    if (!iterator || !item) {
        return door_refuse(OPERATION_FUTURE_WAIT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (iterator->remaining == 0 || iterator->is_over) {
        return TL_END;
    }
    int result = iterator->ways->next(iterator, item);
    iterator->is_over = result != TL_OK;
    return result;
}

size_t tl_iterator_remaining(const struct tl_iterator *iterator)
{
    return iterator ? iterator->remaining : 0;
}

void tl_iterator_destroy(struct tl_iterator *iterator)
{
    DOOR_ENTER();
    if (iterator) {
        iterator->ways->destroy(iterator);
    }
}
