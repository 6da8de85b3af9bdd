#include "registers.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

/* The red zone of AMD64 has 128 bytes. */
enum { SCRATCH_DISTANCE = 256, SCRATCH_ALIGNMENT = 16 };

int registers_get(pid_t thread, registers *registers) {
  struct iovec data = {registers, sizeof *registers};
  return ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &data) < 0 ? -1 : 0;
}

int registers_set(pid_t thread, const registers *registers) {
  struct iovec data = {(void *)registers, sizeof *registers};
  return ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &data) < 0 ? -1 : 0;
}

#if defined(__x86_64__)

/* Bytes of the instruction `syscall`. */
enum { CALL_INSTRUCTION = 2 };

static unsigned long long *place_of(registers *registers, int index) {
  unsigned long long *const places[CALL_ARGUMENTS] = {&registers->rdi, &registers->rsi, &registers->rdx,
                                                      &registers->r10, &registers->r8,  &registers->r9};
  return places[index];
}

long registers_call(const registers *registers) {
  return (long)registers->orig_rax;
}

unsigned long registers_argument(const registers *registers, int index) {
  return *place_of((void *)registers, index);
}

void registers_set_argument(registers *registers, int index, unsigned long value) {
  *place_of(registers, index) = value;
}

unsigned long registers_stack(const registers *registers) {
  return registers->rsp;
}

int registers_exchange(pid_t thread, registers *registers, long call) {
  registers->orig_rax = (unsigned long)call;
  return registers_set(thread, registers);
}

int registers_skip(pid_t thread, registers *registers, long result) {
  registers->orig_rax = (unsigned long)-1;
  registers->rax = (unsigned long)result;
  return registers_set(thread, registers);
}

long registers_result(const registers *registers) {
  return (long)registers->rax;
}

void registers_set_result(registers *registers, long result) {
  registers->rax = (unsigned long)result;
}

void registers_again(registers *before) {
  before->rip -= CALL_INSTRUCTION;
  before->rax = before->orig_rax;
  /* No call to restart: a signal that comes first must not rewind once more. */
  before->orig_rax = (unsigned long)-1;
}

#elif defined(__aarch64__)

enum { CALL_INSTRUCTION = 4, NUMBER_REGISTER = 8 };

long registers_call(const registers *registers) {
  return (long)registers->regs[NUMBER_REGISTER];
}

unsigned long registers_argument(const registers *registers, int index) {
  return registers->regs[index];
}

void registers_set_argument(registers *registers, int index, unsigned long value) {
  registers->regs[index] = value;
}

unsigned long registers_stack(const registers *registers) {
  return registers->sp;
}

/* The number that the kernel goes by stands apart from the register that the program put it into. */
int registers_exchange(pid_t thread, registers *registers, long call) {
  int number = (int)call;
  struct iovec data = {&number, sizeof number};
  if (registers_set(thread, registers) < 0) return -1;
  return ptrace(PTRACE_SETREGSET, thread, NT_ARM_SYSTEM_CALL, &data) < 0 ? -1 : 0;
}

int registers_skip(pid_t thread, registers *registers, long result) {
  registers->regs[0] = (unsigned long)result;
  return registers_exchange(thread, registers, -1);
}

long registers_result(const registers *registers) {
  return (long)registers->regs[0];
}

void registers_set_result(registers *registers, long result) {
  registers->regs[0] = (unsigned long)result;
}

void registers_again(registers *before) {
  before->pc -= CALL_INSTRUCTION;
}

#endif

unsigned long registers_scratch(const registers *registers) {
  return (registers_stack(registers) - SCRATCH_DISTANCE) & ~(unsigned long)(SCRATCH_ALIGNMENT - 1);
}

int memory_read(pid_t thread, unsigned long address, void *data, size_t words) {
  for (size_t i = 0; i < words; i++) {
    errno = 0;
    long word = ptrace(PTRACE_PEEKDATA, thread, address + i * sizeof word, NULL);
    if (errno) return -1;
    memcpy((char *)data + i * sizeof word, &word, sizeof word);
  }
  return 0;
}

int memory_write(pid_t thread, unsigned long address, const void *data, size_t words) {
  for (size_t i = 0; i < words; i++) {
    long word;
    memcpy(&word, (const char *)data + i * sizeof word, sizeof word);
    if (ptrace(PTRACE_POKEDATA, thread, address + i * sizeof word, word) < 0) return -1;
  }
  return 0;
}
