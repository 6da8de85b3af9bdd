#include "reading.h"

#include "fatal.h"
#include "link.h"
#include "privileges.h"
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 1024 * 1024 };

/* Reads the open file into `content`. Returns 0 or an errno. */
static int read_whole(int fd, struct bytes *content) {
  for (;;) {
    ssize_t count = read(fd, bytes_room(content, 64 * 1024), 64 * 1024);
    if (count == 0) return 0;
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) content->end += (size_t)count;
    if (bytes_length(content) > LARGEST_FILE) return EFBIG;
  }
}

/* The errno for a file that is laid so that it cannot be opened; 0 for any other. */
static int failing(const struct fields *fields, const struct stat *about) {
  struct stat known;
  for (size_t i = 0; i < fields->file_count; i++) {
    const struct file *file = &fields->files[i];
    if (file->kind == FILE_FAILING && stat(file->path, &known) == 0 && known.st_dev == about->st_dev &&
        known.st_ino == about->st_ino)
      return (int)file->mode;
  }
  return 0;
}

/* A FIFO would wait for a writer without O_NONBLOCK. */
static int read_path(const struct fields *fields, const char *path, struct stat *about, struct bytes *content) {
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return errno;
  int error = fstat(fd, about) < 0 ? errno : failing(fields, about);
  if (!error && !S_ISDIR(about->st_mode)) error = read_whole(fd, content);
  close(fd);
  return error;
}

static void append_result(const struct fields *fields, const char *path) {
  struct stat about;
  struct bytes content = {0};
  memset(&about, 0, sizeof about);
  int error = read_path(fields, path, &about, &content);
  size_t length = error ? 0 : bytes_length(&content);
  bytes_u32(&to_labd.out, (uint32_t)error);
  bytes_u8(&to_labd.out, S_ISDIR(about.st_mode));
  bytes_i64(&to_labd.out, (int64_t)about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1000000);
  bytes_u32(&to_labd.out, (uint32_t)length);
  bytes_append(&to_labd.out, content.data, length);
  bytes_free(&content);
}

_Noreturn void reading_run(const struct fields *fields) {
  root_hide_proc();
  privileges_of_user(fields->user);
  size_t mark = link_frame(CELL_FILES);
  for (char **path = fields->reads; path && *path; path++) append_result(fields, *path);
  if (bytes_length(&to_labd.out) - mark > FRAME_LENGTH_BYTES + LONGEST_FRAME) {
    bytes_free(&to_labd.out);
    fatal("the files together are larger than a frame (4 MiB)", 0);
  }
  link_frame_end(mark);
  link_flush();
  _exit(0);
}
