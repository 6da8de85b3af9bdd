#include "root.h"

#include "fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* A folder that is everywhere and that a cell needs no more: until the new root is entered, memory lies over it. */
#define BENCH "/proc"
#define SCRATCH_SIZE "size=64m,nr_inodes=16384,mode=0755"
#define LAYERS "lowerdir=.,upperdir=" BENCH "/upper,workdir=" BENCH "/work"

static const char *const DEVICES[] = {"null", "zero", "full", "random", "urandom"};

static void make_directory(const char *path, mode_t mode) {
  if (mkdir(path, mode) < 0) fatal_about("making the directory", path, errno);
}

static void mount_or_fail(const char *source, const char *target, const char *type, unsigned long flags,
                          const char *options, const char *doing) {
  if (mount(source, target, type, flags, options) < 0) fatal(doing, errno);
}

static void layer(const char *image) {
  const unsigned long flags = MS_NOSUID | MS_NODEV;
  mount_or_fail(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL, "making the mounts private");
  /* Relative, because a path may contain what separates the options. */
  if (chdir(image) < 0) fatal_about("the image's root", image, errno);
  mount_or_fail("tmpfs", BENCH, "tmpfs", flags, SCRATCH_SIZE, "mounting the cell's memory (tmpfs)");
  /* The upper directory's mode is the root's. */
  make_directory(BENCH "/upper", 0755);
  make_directory(BENCH "/work", 0700);
  make_directory(BENCH "/root", 0755);
  /*
   * overlayfs notes in attributes what it hides: in trusted ones, or where a user namespace may not set those, in
   * user ones (Linux 5.11, on tmpfs 6.6). Without any it still mounts, but cannot remove directories.
   */
  int trusted = setxattr(BENCH "/upper", "trusted.resolver-matrix", "", 0, 0) == 0;
  if (!trusted && mount("overlay", BENCH "/root", "overlay", flags, LAYERS ",userxattr") == 0) return;
  if (mount("overlay", BENCH "/root", "overlay", flags, LAYERS) == 0) return;
  fatal_about("mounting an overlay (overlayfs) over the image's root", image, errno);
}

/* A directory of the cell's root for a mount; what an image has in its place goes away. */
static void mount_point(const char *path) {
  if (mkdir(path, 0755) == 0) return;
  if (errno != EEXIST) fatal_about("making the directory", path, errno);
  int fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) {
    if (unlink(path) < 0) fatal_about("removing what is not a directory:", path, errno);
    make_directory(path, 0755);
  } else {
    close(fd);
  }
}

/* The working directory is the old root. */
static void mount_devices(void) {
  char from[] = "dev/........", to[] = "/dev/........";
  mount_point("/dev");
  mount_or_fail("tmpfs", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "size=64k,nr_inodes=16,mode=0755", "mounting /dev");
  for (size_t i = 0; i < sizeof DEVICES / sizeof *DEVICES; i++) {
    int at = 0;
    do from[4 + at] = to[5 + at] = DEVICES[i][at];
    while (DEVICES[i][at++]);
    int fd = open(to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (fd < 0) fatal_about("making", to, errno);
    close(fd);
    if (mount(from, to, NULL, MS_BIND, NULL) < 0) fatal_about("mounting", to, errno);
  }
}

/*
 * Where pivot_root(2) is not to be had: Docker's own filter refuses it (moby profiles/seccomp/default.json), and a
 * machine that runs from its initial file system cannot. The old root stays below, where no path leads, and the
 * program of a cell has no chroot(2) to get out with.
 */
static void cover_old_root(void) {
  mount_or_fail(".", "/", NULL, MS_MOVE, NULL, "moving the new root to /");
  if (chroot(".") < 0) fatal("chroot(2) (needs CAP_SYS_CHROOT)", errno);
}

/* What Docker masks for containers without privileges (moby oci/defaults.go): of the machine, and nobody's to read. */
static const char *const MASKED_FILES[] = {"/proc/kcore",      "/proc/keys",        "/proc/latency_stats",
                                           "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug"};
static const char *const MASKED_DIRECTORIES[] = {"/proc/acpi", "/proc/asound", "/proc/scsi"};

/* Kernels differ in which of them there are. */
static void mask(const char *what, const char *path, const char *type, unsigned long flags) {
  if (mount(what, path, type, flags, type ? "size=0,nr_inodes=2,mode=0555" : NULL) < 0 && errno != ENOENT)
    fatal_about("masking", path, errno);
}

static void mask_proc(void) {
  for (size_t i = 0; i < sizeof MASKED_FILES / sizeof *MASKED_FILES; i++)
    mask("/dev/null", MASKED_FILES[i], NULL, MS_BIND);
  for (size_t i = 0; i < sizeof MASKED_DIRECTORIES / sizeof *MASKED_DIRECTORIES; i++)
    mask("tmpfs", MASKED_DIRECTORIES[i], "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
}

void root_hide_proc(void) {
  if (umount2("/proc", MNT_DETACH) < 0) fatal("taking /proc away", errno);
}

void root_enter(const char *image) {
  umask(0);
  layer(image);
  int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (old < 0) fatal("opening the old root", errno);
  if (chdir(BENCH "/root") < 0) fatal("entering the new root", errno);
  int pivoted = syscall(SYS_pivot_root, ".", ".") == 0;
  if (!pivoted) cover_old_root();
  if (fchdir(old) < 0) fatal("going back to the old root", errno);
  /* Read-only: uid 0 could write settings of the machine there without any capability. */
  mount_point("/proc");
  mount_or_fail("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL, "mounting /proc");
  mount_devices();
  mask_proc();
  if (pivoted && umount2(".", MNT_DETACH) < 0) fatal("taking the old root away", errno);
  if (chdir("/") < 0) fatal("entering the new root", errno);
  close(old);
}
