/* Where the program begins: in place of the compiler's start files, whose __libc_start_main is the newest glibc's. */
#ifndef START_H
#define START_H

/*
 * The oldest version of __libc_start_main that glibc has on this CPU; musl ignores versions. Null for init and fini:
 * there is nothing to construct. Registers at the start: System V ABI, AMD64 supplement 3.4.1; AAPCS64 and Linux.
 */
#if defined(__x86_64__)
__asm__(".symver oldest_libc_start_main, __libc_start_main@GLIBC_2.2.5\n"
        ".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "  xor %ebp, %ebp\n"
        "  mov %rdx, %r9\n" /* what the loader wants to be called at exit */
        "  pop %rsi\n"      /* argc */
        "  mov %rsp, %rdx\n" /* argv */
        "  and $-16, %rsp\n"
        "  push %rax\n"
        "  push %rsp\n" /* end of the stack */
        "  xor %r8d, %r8d\n"
        "  xor %ecx, %ecx\n"
        "  mov main@GOTPCREL(%rip), %rdi\n"
        "  call *oldest_libc_start_main@GOTPCREL(%rip)\n"
        "  hlt\n"
        ".size _start, . - _start\n");
#elif defined(__aarch64__)
__asm__(".symver oldest_libc_start_main, __libc_start_main@GLIBC_2.17\n"
        ".globl _start\n"
        ".type _start, %function\n"
        "_start:\n"
        "  mov x29, #0\n"
        "  mov x30, #0\n"
        "  mov x5, x0\n" /* what the loader wants to be called at exit */
        "  ldr x1, [sp]\n" /* argc */
        "  add x2, sp, #8\n" /* argv */
        "  mov x6, sp\n" /* end of the stack */
        "  adrp x0, main\n"
        "  add x0, x0, :lo12:main\n"
        "  mov x3, #0\n"
        "  mov x4, #0\n"
        "  bl oldest_libc_start_main\n"
        "  brk #1\n"
        ".size _start, . - _start\n");
#else
#error "the agent knows x86_64 and aarch64"
#endif

#endif
