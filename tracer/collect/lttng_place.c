#include "tracer/collect/lttng_place.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define ROOT_FOLDER "/run/lttng"
#define SOCKET_NAME "client-lttng-sessiond"
#define PARENT_SIZE 50 /* with what LTTng puts below it, it has to fit the name of a socket */

static bool is_answering(const char *folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", folder, SOCKET_NAME);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_good = fd >= 0 && length < (int)sizeof(address.sun_path) &&
                   connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return is_good;
}

/* What others mount later is still seen here, and what is mounted here is seen nowhere else. */
static void hide_usual_folder(void)
{
    if (unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0) {
        mkdir(ROOT_FOLDER, 0755);
        mount("tmpfs", ROOT_FOLDER, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755,size=16m");
    }
}

static bool is_answering_at_home(void)
{
    const char *home = getenv("LTTNG_HOME") ? getenv("LTTNG_HOME") : getenv("HOME");
    char folder[PATH_MAX];
    snprintf(folder, sizeof(folder), "%s/.lttng", home ? home : "");
    return home && is_answering(folder);
}

static void make_home(struct lttng_place *place)
{
    const char *parent = getenv("TMPDIR");
    bool is_usable = parent && parent[0] == '/' && strlen(parent) < PARENT_SIZE;
    snprintf(place->folder, sizeof(place->folder), "%s/threadlane-lttng-XXXXXX",
             is_usable ? parent : "/tmp");
    if (mkdtemp(place->folder)) {
        setenv("LTTNG_HOME", place->folder, 1);
    } else {
        place->folder[0] = '\0';
    }
}

void lttng_place_open(struct lttng_place *place)
{
    *place = (struct lttng_place){0};
    if (geteuid() != 0) {
        if (!is_answering_at_home()) {
            make_home(place);
        }
    } else if (!is_answering(ROOT_FOLDER)) {
        hide_usual_folder();
    }
}
