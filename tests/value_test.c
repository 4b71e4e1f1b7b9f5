/* Values on their way: what is packed comes out the same, and nothing else does. */
#include <stdlib.h>

#include "tests/check.h"
#include "tracer/process/value.h"

static int unpack_copy(const void *packed, size_t size, struct tl_value *value)
{
    void *exact = malloc(size ? size : 1); /* so that reading past its end is seen */
    memcpy(exact, packed, size);
    int result = value_unpack(exact, size, value);
    free(exact);
    return result;
}

static struct tl_value sent_and_received(struct tl_value value)
{
    struct tl_value received;
    size_t size = value_packed_size(value);
    void *packed = malloc(size);
    value_pack(value, packed);
    check_int_equal(unpack_copy(packed, size, &received), TL_OK);
    free(packed);
    return received;
}

static void test_numbers(void)
{
    static const long long numbers[] = {0, 1, -1, 1ll << 62, -(1ll << 62), 0x7fffffffffffffff};
    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
        struct tl_value received = sent_and_received(tl_int(numbers[i]));
        check_int_equal(received.type, TL_VALUE_INT);
        check_true(received.number == numbers[i] && !received.is_owned);
    }
    check_int_equal(sent_and_received(tl_none()).type, TL_VALUE_NONE);
}

static void check_data(struct tl_value value, enum tl_value_type type, const void *data,
                       size_t size)
{
    struct tl_value received = sent_and_received(value);
    check_int_equal(received.type, type);
    check_int_equal(received.size, size);
    check_true(received.is_owned && received.data != value.data);
    check_true(memcmp(received.data, data, size) == 0);
    check_int_equal(((const char *)received.data)[size], 0);
    tl_value_free(&received);
    check_int_equal(received.type, TL_VALUE_NONE);
    check_true(!received.is_owned && !received.data);
}

static void test_data(void)
{
    check_data(tl_text("小爱"), TL_VALUE_TEXT, "小爱", strlen("小爱"));
    check_data(tl_text(""), TL_VALUE_TEXT, "", 0);
    check_data(tl_bytes("a\0b", 3), TL_VALUE_BYTES, "a\0b", 3);
    check_data(tl_bytes(NULL, 0), TL_VALUE_BYTES, "", 0);
}

static void test_copy(void)
{
    char text[] = "before";
    struct tl_value copy = tl_value_copy(tl_text(text));
    text[0] = 'B';
    check_text_equal(copy.data, "before");
    struct tl_value second = tl_value_copy(copy);
    tl_value_free(&copy);
    tl_value_free(&copy); /* is none by now */
    check_text_equal(second.data, "before");
    tl_value_free(&second);
    check_int_equal(tl_value_copy(tl_int(7)).number, 7);
    tl_value_free(NULL);
}

static void check_corrupt(const char *packed, size_t size)
{
    struct tl_value value;
    check_int_equal(unpack_copy(packed, size, &value), TL_CORRUPT);
    check_true(value.type == TL_VALUE_NONE && !value.is_owned);
}

static void test_corrupt(void)
{
    check_corrupt("", 0);
    check_corrupt("\x00more", 5);
    check_corrupt("\x01", 1);
    check_corrupt("\x01"
                  "1234567",
                  8);
    check_corrupt("\x01"
                  "123456789",
                  10);
    for (unsigned type = TL_VALUE_BYTES + 1; type < 256; type++) {
        check_corrupt((const char[]){(char)type, 1, 2, 3, 4, 5, 6, 7, 8}, 9);
    }
}

static void test_refusal(void)
{
    struct tl_queue *queue = NULL;
    struct tl_process_queue *process_queue = NULL;
    check_int_equal(value_refusal(TL_HANDLE(queue)), MISUSE_PICKLE_LOCK);
    check_int_equal(value_refusal(TL_HANDLE(process_queue)), MISUSE_QUEUE_BY_INHERITANCE);
    check_int_equal(value_refusal(tl_text("a")), 0);
    check_int_equal(value_refusal(tl_none()), 0);
}

static const struct test_case cases[] = {
    {"value@numbers-arrive", test_numbers},
    {"value@text-and-bytes-arrive-as-copies", test_data},
    {"value@copy-owns-its-data", test_copy},
    {"value@what-is-no-value-is-corrupt", test_corrupt},
    {"value@queues-may-not-travel", test_refusal},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
