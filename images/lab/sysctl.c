#include "sysctl.h"

#include "fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static int ipv6_disabled;

int sysctl_disabled_ipv6(void) {
  return ipv6_disabled;
}

/* "net.ipv4.ip_local_port_range" to its path; as in sysctl(8) a "/" in the key stands for a "." in a file's name. */
static void to_path(const char *key, char *path, size_t size) {
  static const char base[] = "/proc/sys/";
  size_t length = strlen(key);
  if (strncmp(key, "net.", 4) != 0 || strstr(key, "..") || key[length - 1] == '.' || sizeof base + length > size)
    fatal_about("not a sysctl of a network namespace:", key, 0);
  memcpy(path, base, sizeof base);
  for (char *at = path + sizeof base - 1; *key; key++, at++) {
    *at = *key == '.' ? '/' : *key == '/' ? '.' : *key;
    at[1] = 0;
  }
  if (strstr(path, "/../") || strstr(path, "/./")) fatal_about("not a sysctl:", path, 0);
}

/* Docker mounts /proc/sys read-only. A new /proc of our own is not. */
static int open_in_new_proc(const char *path) {
  if (unshare(CLONE_NEWNS) < 0) fatal("unshare(2) of the mounts, to write sysctls", errno);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fatal("making the mounts private", errno);
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
    fatal("mounting /proc, to write sysctls", errno);
  return open(path, O_WRONLY | O_CLOEXEC);
}

void sysctl_set(char *key_and_value, const char *whole) {
  char path[256];
  char *value = strchr(key_and_value, ' ');
  if (!value || value == key_and_value) fatal_about("not a line of NET_OPEN:", whole, 0);
  *value++ = 0;
  to_path(key_and_value, path, sizeof path);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 && errno == EROFS) fd = open_in_new_proc(path);
  if (fd < 0) fatal_about("sysctl", key_and_value, errno);
  if (write(fd, value, strlen(value)) < 0) fatal_about("writing", whole, errno);
  close(fd);
  if (strstr(key_and_value, ".disable_ipv6") && strcmp(value, "0") != 0) ipv6_disabled = 1;
}
