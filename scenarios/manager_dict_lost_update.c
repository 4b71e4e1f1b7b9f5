/* Two processes count in one dict of a manager, 500 times each, and the sum is less than 1000.
 *
 * “d['n'] += 1” is two questions: “__getitem__”, then “__setitem__”. Each is whole by itself, but
 * between the answer to the first and the second the other process asks, too: both read the same
 * number, and one of the two additions is lost. A lock of the processes around both would help.
 *
 * Then a second trap of proxies: what comes out of the dict is a copy. A list that grows after it
 * was fetched grows here only; the one in the manager stays empty until it is put back. */
#include <stdio.h>
#include <stdlib.h>

#include "tracer/threadlane_process.h"

static int count = 500; /* of each process */

static int inc(void *argument)
{
    struct tl_manager_dict *d = argument;
    struct tl_value n;
    for (int i = 0; i < count; i++) {
        if (tl_manager_dict_get(d, "n", &n) != TL_OK ||
            tl_manager_dict_set(d, "n", tl_int(n.number + 1)) != TL_OK) {
            return 1; /* the manager is gone */
        }
    }
    return 0;
}

/* Python's d['l'].append(1): of a copy that nobody looks at again. Each byte is an item. */
static void append(struct tl_manager_dict *d, const char *key, char item)
{
    struct tl_value list = tl_none();
    if (tl_manager_dict_get(d, key, &list) == TL_OK) {
        char *grown = calloc(1, list.size + 1);
        grown[list.size] = item;
        free(grown);
    }
    tl_value_free(&list);
}

static size_t length(struct tl_manager_dict *d, const char *key)
{
    struct tl_value list = tl_none();
    tl_manager_dict_get(d, key, &list);
    size_t size = list.size;
    tl_value_free(&list);
    return size;
}

int main(int argc, char **argv)
{
    count = argc > 1 ? atoi(argv[1]) : count;
    tl_title("共享字典丢更新", "reading and writing are two questions");
    struct tl_manager *m = tl_manager_create("SyncManager-1");
    struct tl_manager_dict *d = tl_manager_dict_create(m, "d");
    struct tl_process *ps[2];
    struct tl_value text;
    tl_manager_dict_set(d, "n", tl_int(0));
    for (int i = 0; i < 2; i++) {
        ps[i] = tl_process_create(inc, d, NULL);
        tl_process_start(ps[i]);
    }
    for (int i = 0; i < 2; i++) {
        tl_process_join(ps[i], TL_FOREVER);
        tl_process_destroy(ps[i]);
    }
    tl_manager_dict_text(d, &text);
    tl_print("%s", (const char *)text.data);
    tl_value_free(&text);

    tl_manager_dict_set(d, "l", tl_bytes("", 0)); /* [] */
    append(d, "l", 1);
    tl_print("nested mutation not propagated: %s", length(d, "l") == 0 ? "[]" : "[1]");
    tl_manager_dict_destroy(d);
    tl_manager_destroy(m);
    return tl_exit(0);
}
