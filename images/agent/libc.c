#include "libc.h"

#include <link.h>
#include <netdb.h>
#include <stddef.h>
#include <stdint.h>

/* Only glibc has it; weak, so that the program starts without. */
extern const char *gnu_get_libc_version(void) __attribute__((weak));

static char build_id[2 * 64 + 1];

const char *libc_family(void) {
  return gnu_get_libc_version ? "glibc" : "musl";
}

const char *libc_version(void) {
  return gnu_get_libc_version ? gnu_get_libc_version() : NULL;
}

static void to_hex(const unsigned char *bytes, size_t count) {
  static const char hex[] = "0123456789abcdef";
  for (size_t i = 0; i < count; i++) {
    build_id[2 * i] = hex[bytes[i] >> 4];
    build_id[2 * i + 1] = hex[bytes[i] & 15];
  }
}

/* elf(5), "Notes": name size, descriptor size, type, then name and descriptor, each padded. */
static int find_note(const unsigned char *notes, size_t size, size_t alignment) {
  while (size >= sizeof(ElfW(Nhdr))) {
    const ElfW(Nhdr) *note = (const void *)notes;
    size_t name = (note->n_namesz + alignment - 1) & ~(alignment - 1);
    size_t descriptor = (note->n_descsz + alignment - 1) & ~(alignment - 1);
    size_t whole = sizeof *note + name + descriptor;
    if (whole > size) return 0;
    const unsigned char *text = notes + sizeof *note;
    int gnu = note->n_namesz == 4 && text[0] == 'G' && text[1] == 'N' && text[2] == 'U' && text[3] == 0;
    if (gnu && note->n_type == NT_GNU_BUILD_ID && note->n_descsz <= 64) {
      to_hex(text + name, note->n_descsz);
      return 1;
    }
    notes += whole;
    size -= whole;
  }
  return 0;
}

static int holds(const struct dl_phdr_info *object, uintptr_t address) {
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    uintptr_t start = object->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_LOAD && address >= start && address - start < segment->p_memsz) return 1;
  }
  return 0;
}

static int examine(struct dl_phdr_info *object, size_t size, void *address_in_libc) {
  (void)size;
  if (!holds(object, (uintptr_t)address_in_libc)) return 0;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    if (segment->p_type != PT_NOTE) continue;
    const unsigned char *notes = (const unsigned char *)(object->dlpi_addr + segment->p_vaddr);
    if (find_note(notes, segment->p_memsz, segment->p_align == 8 ? 8 : 4)) break;
  }
  return 1;
}

const char *libc_build_id(void) {
  /* Found by an address, not by its name: musl's loader carries whatever name it was called by. */
  dl_iterate_phdr(examine, (void *)(uintptr_t)getaddrinfo);
  return build_id[0] ? build_id : NULL;
}
