/* The system call that a traced thread is stopped in: which one, with what, and what it came to. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <sys/types.h>
#include <sys/user.h>

#if defined(__aarch64__)
#include <asm/ptrace.h>
typedef struct user_pt_regs registers;
#else
typedef struct user_regs_struct registers;
#endif

enum { CALL_ARGUMENTS = 6 };

/* Both return 0, or -1 where the thread is gone. */
int registers_get(pid_t thread, registers *registers);
int registers_set(pid_t thread, const registers *registers);

/* Before the call is made. */
long registers_call(const registers *registers);
unsigned long registers_argument(const registers *registers, int index);
void registers_set_argument(registers *registers, int index, unsigned long value);
unsigned long registers_stack(const registers *registers);
/* Memory of the thread that nothing is in: below what a function that calls no other may use without saying so. */
unsigned long registers_scratch(const registers *registers);
/* Has another call made in its place. Returns 0, or -1 where the thread is gone. */
int registers_exchange(pid_t thread, registers *registers, long call);
/* Has no call made; the program sees `result`. Returns 0, or -1 where the thread is gone. */
int registers_skip(pid_t thread, registers *registers, long result);

/* After the call was made. */
long registers_result(const registers *registers);
void registers_set_result(registers *registers, long result);
/* Turns what stood before a call into what makes the thread do that call (again). */
void registers_again(registers *before);

/* Reads and writes the thread's memory by whole words. Return 0, or -1 where there is no such memory. */
int memory_read(pid_t thread, unsigned long address, void *data, size_t words);
int memory_write(pid_t thread, unsigned long address, const void *data, size_t words);

#endif
