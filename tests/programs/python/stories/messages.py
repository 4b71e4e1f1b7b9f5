"""Stories of pipes, queues between processes, and managers: drained too late, torn by two readers,
refused, updates lost between two questions. Named as the scenarios they tell again."""

import multiprocessing
import queue as queues
import sys
import time


def send_word(c):
    c.send("zy")
    c.close()


def pipe_two_processes():
    mine, other = multiprocessing.Pipe()
    process = multiprocessing.Process(target=send_word, args=(other,))
    process.start()
    print(mine.recv())
    process.join()


def tell(call, *arguments, **named):
    try:
        print(call(*arguments, **named))
    except (OSError, EOFError, RuntimeError, TypeError, ValueError, KeyError,
            multiprocessing.TimeoutError, queues.Full) as error:
        print(type(error).__name__, error, flush=True)


def pipe_eof_epipe():
    r, s = multiprocessing.Pipe(False)
    process = multiprocessing.Process(target=send_word, args=(s,))
    process.start()
    print(r.recv())
    process.join()
    print(r.poll(0.01))
    s.close()
    tell(r.recv)
    r2, s2 = multiprocessing.Pipe()
    r2.close()
    tell(s2.send, 1)
    s2.close()
    tell(s2.send, 1)
    r3, s3 = multiprocessing.Pipe(False)
    tell(r3.send, 1)
    tell(s3.recv)


def put_word(queue):
    queue.put("a")


def get_word(queue):
    print(queue.get(), flush=True)


def mp_queue():
    queue = multiprocessing.Queue(10)
    processes = [multiprocessing.Process(target=work, args=(queue,), name=work.__name__)
                 for work in (put_word, get_word)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def put_much(queue):
    queue.put(b"x" * 1_000_000)


def mpq_join_before_get(*forever):
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=put_much, args=(queue,), name="producer")
    process.start()
    process.join(None if forever else 0.05)
    print(len(queue.get()))
    process.join()
    third_queue = multiprocessing.Queue(1)
    third_queue.put(1)
    tell(third_queue.put, 2, timeout=0.01)
    third_queue.close()
    tell(third_queue.put, 3)


def mp_queue_in_pool():
    queue = multiprocessing.Queue(10)
    pool = multiprocessing.Pool(2)
    results = [pool.apply_async(put_word, (queue,)),
               pool.apply_async(get_word, (queue,))]
    pool.close()
    pool.join()
    tell(results[0].get)
    tell(results[1].get)


def thread_queue_in_pool():
    queue = queues.Queue(10)
    pool = multiprocessing.Pool(2)
    result = pool.apply_async(put_word, (queue,))
    pool.close()
    pool.join()
    tell(result.get)


def fail(key):
    raise KeyError(key)


def die(status):
    sys.stdout.flush()
    multiprocessing.process.os._exit(status)


def sleep_shortly(seconds):
    time.sleep(seconds)


def pool_worker_dies():
    pool = multiprocessing.Pool(2)
    tell(pool.join)
    tell(pool.apply_async(fail, (1,)).get)
    later = pool.apply_async(sleep_shortly, (0.2,))
    tell(later.successful)
    tell(pool.apply_async(sleep_shortly, (0.2,)).get, 0.01)
    tell(pool.apply_async(die, (1,)).get, 0.2)
    pool.close()
    tell(pool.apply_async, sleep_shortly, (1,))
    pool.terminate()
    pool.join()
    tell(multiprocessing.Pool, 0)
    from concurrent.futures import ProcessPoolExecutor
    with ProcessPoolExecutor(2) as executor:
        tell(executor.submit(die, 1).result)
        tell(executor.submit, sleep_shortly, 1)


def pool_task_lost():
    pool = multiprocessing.Pool(2)
    result = pool.apply_async(die, (3,))
    result.get()
    print("never printed")


def set_item(d, key, value):
    d[key] = value


def manager_dict():
    with multiprocessing.Manager() as manager:
        d = manager.dict()
        processes = [multiprocessing.Process(target=set_item, args=(d, *pair))
                     for pair in (("bobby1", 22), ("bobby2", 23))]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        print(sorted(d.items()))


def count_up(d, both_begin):
    both_begin.wait()
    for _ in range(50):
        d["n"] += 1


def manager_dict_lost_update():
    with multiprocessing.Manager() as manager:
        d = manager.dict(n=0)
        both_begin = multiprocessing.Barrier(2)
        processes = [multiprocessing.Process(target=count_up, args=(d, both_begin))
                     for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        print(d["n"] <= 100)


def manager_queue(*forever):
    pool = multiprocessing.Pool(2)
    queue = multiprocessing.Manager().Queue(10)
    if not forever:
        pool.apply_async(put_word, (queue,))
    pool.apply_async(get_word, (queue,))
    pool.close()
    pool.join()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
