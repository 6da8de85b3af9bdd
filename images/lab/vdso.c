#include "vdso.h"

#include "registers.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>

/* More words than a program's arguments, environment and auxiliary vector have. */
enum { MOST_STACK_WORDS = 1 << 20, CODE_BYTES = 16 };

static struct {
  const char *name;
  int call;
  /* From the beginning of the mapping; 0 where the kernel has none. */
  unsigned long offset;
} functions[] = {
#if defined(__x86_64__)
    {"__vdso_clock_gettime", SYS_clock_gettime, 0},
    {"__vdso_gettimeofday", SYS_gettimeofday, 0},
    {"__vdso_time", SYS_time, 0},
#elif defined(__aarch64__)
    {"__kernel_clock_gettime", SYS_clock_gettime, 0},
    {"__kernel_gettimeofday", SYS_gettimeofday, 0},
#endif
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

const char *vdso_prepare(void) {
  const char *image = (const char *)getauxval(AT_SYSINFO_EHDR);
  /* Without one (vdso=0), the time takes a system call anyway. */
  if (!image) return NULL;
  const ElfW(Ehdr) *head = (const void *)image;
  const ElfW(Shdr) *sections = (const void *)(image + head->e_shoff);
  int found = 0;
  for (int i = 0; head->e_shoff && i < head->e_shnum; i++) {
    if (sections[i].sh_type != SHT_DYNSYM || sections[i].sh_link >= head->e_shnum) continue;
    const ElfW(Sym) *symbols = (const void *)(image + sections[i].sh_offset);
    const char *names = image + sections[sections[i].sh_link].sh_offset;
    for (size_t at = 0; at < sections[i].sh_size / sizeof *symbols; at++)
      for (int known = 0; known < FUNCTIONS; known++)
        if (strcmp(names + symbols[at].st_name, functions[known].name) == 0) {
          functions[known].offset = symbols[at].st_value;
          found++;
        }
  }
  return found == 0 ? "the kernel's vDSO has no function that tells the time" : NULL;
}

int vdso_makes(int call) {
  for (int known = 0; known < FUNCTIONS; known++)
    if (functions[known].call == call) return 1;
  return 0;
}

/* "Make this system call and return", in machine code. */
static void write_code(unsigned char code[CODE_BYTES], int call) {
#if defined(__x86_64__)
  /* mov eax, CALL; mov r8d, MARK; syscall; ret; nop; nop */
  const unsigned char text[CODE_BYTES] = {0xb8, 0, 0, 0, 0, 0x41, 0xb8, 0, 0, 0, 0, 0x0f, 0x05, 0xc3, 0x90, 0x90};
  const int mark = VDSO_MARK;
  memcpy(code, text, CODE_BYTES);
  memcpy(code + 1, &call, sizeof call);
  memcpy(code + 7, &mark, sizeof mark);
#elif defined(__aarch64__)
  /* mov w8, CALL; mov w4, MARK; svc 0; ret */
  const unsigned text[CODE_BYTES / 4] = {0x52800008U | (unsigned)call << 5, 0x52800004U | VDSO_MARK << 5, 0xd4000001U, 0xd65f03c0U};
  memcpy(code, text, CODE_BYTES);
#endif
}

static int replace_at(pid_t thread, unsigned long base) {
  for (int i = 0; i < FUNCTIONS; i++) {
    unsigned char code[CODE_BYTES];
    if (!functions[i].offset) continue;
    write_code(code, functions[i].call);
    if (memory_write(thread, base + functions[i].offset, code, CODE_BYTES / sizeof(long)) < 0) return -1;
  }
  return 0;
}

/* The stack of a new program (System V ABI, "Process Initialization"): argc, argv, NULL, environment, NULL, auxv. */
int vdso_replace(pid_t thread, unsigned long stack) {
  unsigned long word = 0, at = stack + sizeof word;
  int nulls = 0;
  for (int words = 0; nulls < 2; at += sizeof word) {
    if (++words > MOST_STACK_WORDS || memory_read(thread, at, &word, 1) < 0) return -1;
    if (word == 0) nulls++;
  }
  for (;; at += 2 * sizeof word) {
    unsigned long entry[2];
    if (memory_read(thread, at, entry, 2) < 0) return -1;
    if (entry[0] == AT_NULL) return 0;
    if (entry[0] == AT_SYSINFO_EHDR) return replace_at(thread, entry[1]);
  }
}

int vdso_replace_copy(pid_t thread) {
  return replace_at(thread, getauxval(AT_SYSINFO_EHDR));
}
