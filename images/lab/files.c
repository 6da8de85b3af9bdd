#include "files.h"

#include "fatal.h"
#include "remove.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void set_owner_and_mode(int fd, const struct file *file) {
  if (file->owner && fchown(fd, file->owner, file->owner) < 0)
    fatal_about(errno == EINVAL ? "another owner than 0 takes real root, not a user namespace:" : "owner of",
                file->path, errno == EINVAL ? 0 : errno);
  /* After the owner, because chown(2) clears set-id bits. */
  if (fchmod(fd, file->mode & 07777) < 0) fatal_about("mode of", file->path, errno);
}

/* Makes the directories above a path. A link on the way leads where it leads inside the cell's root. */
static void make_parents(const char *path) {
  char parent[4096];
  if (strlen(path) >= sizeof parent) fatal_about("making", path, ENAMETOOLONG);
  strcpy(parent, path);
  for (char *slash = strchr(parent + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (mkdir(parent, 0755) < 0 && errno != EEXIST) fatal_about("making the directory", parent, errno);
    *slash = '/';
  }
}

static void write_all(int fd, const unsigned char *data, size_t length, const char *path) {
  while (length) {
    ssize_t count = write(fd, data, length);
    if (count < 0) fatal_about("writing", path, errno);
    data += count;
    length -= (size_t)count;
  }
}

enum { EMPTY_MODE = 0644 };

static void lay_content(const struct file *file) {
  /* EXCL: nothing that is there, such as a device, is ever opened. */
  int fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) fatal_about("making", file->path, errno);
  write_all(fd, file->content, file->length, file->path);
  set_owner_and_mode(fd, file);
  close(fd);
}

static void lay_symlink(const struct file *file) {
  if (symlink((const char *)file->content, file->path) < 0) fatal_about("making the link", file->path, errno);
  if (file->owner && lchown(file->path, file->owner, file->owner) < 0) fatal_about("owner of", file->path, errno);
}

static void lay_directory(const struct file *file) {
  /* One that was there was emptied and is still there. */
  if (mkdir(file->path, 0700) < 0 && errno != EEXIST) fatal_about("making the directory", file->path, errno);
  int fd = open(file->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) fatal_about("opening the directory", file->path, errno);
  set_owner_and_mode(fd, file);
  close(fd);
}

void files_lay(const struct file *file) {
  if (file->kind == FILE_ABSENT) {
    remove_all(file->path);
    return;
  }
  make_parents(file->path);
  if (file->kind == FILE_DIRECTORY) remove_content(file->path);
  else remove_all(file->path);
  if (file->kind == FILE_CONTENT) lay_content(file);
  else if (file->kind == FILE_FAILING) lay_content(&(struct file){.kind = FILE_CONTENT, .mode = EMPTY_MODE, .path = file->path});
  else if (file->kind == FILE_SYMLINK) lay_symlink(file);
  else lay_directory(file);
}

void files_lay_agent(const unsigned char *content, size_t length, const void *answers, size_t answers_length) {
  const struct file folder = {.kind = FILE_DIRECTORY, .mode = 0755, .path = "/.resolver-matrix"};
  const struct file agent = {
      .kind = FILE_CONTENT, .mode = 0755, .path = "/.resolver-matrix/agent", .content = content, .length = length};
  remove_content(folder.path);
  lay_directory(&folder);
  lay_content(&agent);
  if (!answers_length) return;
  const struct file filter = {.kind = FILE_CONTENT, .mode = 0644, .path = "/.resolver-matrix/answers",
                              .content = answers, .length = answers_length};
  lay_content(&filter);
}

void files_remove_dockers(void) {
  static const char *const paths[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/hostname"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    char byte;
    int fd = open(paths[i], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) continue;
    /* An image's own file is not executable; stat(2) may be one of the calls that a host answers. */
    if (read(fd, &byte, 1) == 0 && access(paths[i], X_OK) == 0) unlink(paths[i]);
    close(fd);
  }
}
