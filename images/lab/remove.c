#include "remove.h"

#include "fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DEEPEST = 100 };

/* What getdents64(2) writes. opendir(3) would take stat(2), which may be one of the calls that a host answers. */
struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

static void remove_at(int folder, const char *name, const char *path, int depth);

/* Removes all that the open directory holds; several rounds, as removing moves what getdents64 reads. */
static void empty(int fd, const char *path, int depth) {
  _Alignas(struct entry) char buffer[4096];
  if (depth > DEEPEST) fatal_about("too many directories within each other to remove", path, 0);
  for (int removed = 1; removed;) {
    removed = 0;
    if (lseek(fd, 0, SEEK_SET) < 0) fatal_about("reading the directory", path, errno);
    long count;
    while ((count = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0) {
      for (long at = 0; at < count;) {
        const struct entry *entry = (const void *)(buffer + at);
        at += entry->length;
        if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0) continue;
        remove_at(fd, entry->name, path, depth);
        removed = 1;
      }
    }
    if (count < 0) fatal_about("reading the directory", path, errno);
  }
}

static void remove_at(int folder, const char *name, const char *path, int depth) {
  if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) return;
  /* Linux says EISDIR of a directory, POSIX EPERM. */
  if (errno != EISDIR && errno != EPERM) fatal_about("removing", path, errno);
  int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) fatal_about("removing", path, errno);
  empty(fd, path, depth + 1);
  close(fd);
  if (unlinkat(folder, name, AT_REMOVEDIR) < 0) fatal_about("removing", path, errno);
}

void remove_all(const char *path) {
  int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  /* Something above is missing or not a directory: then nothing is there. */
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return;
  if (fd >= 0) close(fd);
  remove_at(AT_FDCWD, path, path, 0);
}

void remove_content(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    remove_all(path);
    return;
  }
  empty(fd, path, 0);
  close(fd);
}
