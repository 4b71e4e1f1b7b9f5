"""Tasks of asyncio beside executors of threads and processes: one event loop, no primitive of
threading, helpers that come and go."""

import asyncio
import concurrent.futures
import sys


async def put_all(orders, first):
    for order in range(first, first + 3):
        await asyncio.sleep(0.001)
        await orders.put(order)


async def get_all(orders, door):
    got = []
    for _ in range(6):
        async with door:
            got.append(await orders.get())
    return sorted(got)


async def main():
    orders, door = asyncio.Queue(2), asyncio.Lock()
    results = await asyncio.gather(put_all(orders, 0), put_all(orders, 10), get_all(orders, door))
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(2) as processes:
        there = await loop.run_in_executor(processes, abs, -3)
    print(results[2], await loop.run_in_executor(None, sum, range(10)),
          await asyncio.to_thread(max, 3, 4), there)
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(7)",
                                                 stdout=asyncio.subprocess.PIPE)
    print((await child.communicate())[0], child.returncode)
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    except asyncio.TimeoutError:
        print("too late")


if __name__ == "__main__":
    asyncio.run(main())
