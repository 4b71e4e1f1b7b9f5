/* Two processes write into one dict. It is kept by a third, the manager, which they ask.
 *
 * You will see the manager's process begin before the others, each child knock at its door and show
 * the key, and there a thread begin that serves this one child. “p_dict[key] = value” is a
 * question, “__setitem__”, and an answer; so is printing the dict. The children start at about the
 * same time, so either key may come first.
 *
 * The notes call this shared data structures: what the children change, main sees. Nothing is
 * shared, though: one process has the dict, the others have proxies. */
#include <stdio.h>

#include "tracer/threadlane_process.h"

struct entry {
    struct tl_manager_dict *dict;
    const char *key;
    int value;
};

static int add_data(void *argument)
{
    const struct entry *entry = argument;
    tl_manager_dict_set(entry->dict, entry->key, tl_int(entry->value));
    return 0;
}

int main(void)
{
    tl_title("共享字典", "two processes, one dict, and the process that keeps it");
    struct tl_manager *manager = tl_manager_create("SyncManager-1");
    struct tl_manager_dict *progress_dict = tl_manager_dict_create(manager, "progress_dict");
    struct entry first = {progress_dict, "bobby1", 22}, second = {progress_dict, "bobby2", 23};
    struct tl_process *first_progress = tl_process_create(add_data, &first, "first_progress");
    struct tl_process *second_progress = tl_process_create(add_data, &second, "second_progress");

    tl_process_start(first_progress);
    tl_process_start(second_progress);
    tl_process_join(first_progress, TL_FOREVER);
    tl_process_join(second_progress, TL_FOREVER);

    struct tl_value text;
    if (tl_manager_dict_text(progress_dict, &text) == TL_OK) {
        tl_print("%s", (const char *)text.data);
        tl_value_free(&text);
    }
    tl_process_destroy(first_progress);
    tl_process_destroy(second_progress);
    tl_manager_dict_destroy(progress_dict);
    tl_manager_destroy(manager);
    return tl_exit(0);
}
