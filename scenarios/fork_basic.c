/* os.fork: one call, and two processes return from it.
 *
 * You will see zy twice, for from that call on there are two of everything: the parent prints the
 * number of its child, the child that of its parent. Then both sleep for two seconds at the same
 * time. Nobody waits for the child: the parent may end first (fork_orphan), and a child that ends
 * first stays as a zombie (fork_zombie).
 *
 * The notes: “子进程会把父进程所有的数据拷贝一份，fork()之后的代码会重新运行一遍” (the child copies
 * all of its parent's data, and the code after fork() runs once more),
 * “父进程运行完成就退出，子进程不会 退出” (when the parent is done it leaves; the child does not).
 */
#include <unistd.h>

#include "tracer/threadlane_process.h"

int main(void)
{
    tl_title("fork", "one call, two processes");
    int pid = tl_fork();
    tl_print("zy");
    if (pid == 0) {
        tl_print("子进程 %d ， 父进程是：%d .", (int)getpid(), (int)getppid());
    } else {
        tl_print("我是父进程：%d", pid);
    }
    tl_sleep(2);
    return tl_exit(0);
}
