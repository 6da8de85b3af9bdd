#include "writing.h"

#include "failing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_PATH = 4096, EMPTY_MODE = 0644 };

/* Whatever is there but for a directory with something in it. */
static int make_room(const char *path) {
  if (unlink(path) == 0 || errno == ENOENT) return 0;
  if (errno != EISDIR && errno != EPERM) return errno;
  return rmdir(path) == 0 ? 0 : errno;
}

/* The directories above a path. */
static void make_parents(const char *path) {
  char parent[LONGEST_PATH];
  if (strlen(path) >= sizeof parent) return;
  strcpy(parent, path);
  for (char *slash = strchr(parent + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(parent, 0755);
    *slash = '/';
  }
}

static int write_content(const char *path, unsigned mode, const char *content, size_t length) {
  int error = 0, fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  while (length && !error) {
    ssize_t count = write(fd, content, length);
    if (count < 0) {
      error = errno == EINTR ? 0 : errno;
      continue;
    }
    content += count;
    length -= (size_t)count;
  }
  if (!error && fchmod(fd, mode) < 0) error = errno;
  close(fd);
  return error;
}

int write_file(const struct request *request) {
  const char *path = request->path;
  failing_remove(path);
  int error = make_room(path);
  if (error || request->written == WRITTEN_ABSENT) return error;
  make_parents(path);
  switch (request->written) {
    case WRITTEN_SYMLINK: return symlink(request->content, path) < 0 ? errno : 0;
    case WRITTEN_DIRECTORY: return mkdir(path, request->mode) < 0 ? errno : 0;
    case WRITTEN_FAILING:
      error = write_content(path, EMPTY_MODE, "", 0);
      if (!error) failing_add(path, (int)request->mode);
      return error;
    default: return write_content(path, request->mode, request->content, request->length);
  }
}
