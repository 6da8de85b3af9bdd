/** Errors of the operating system in words: a full disk or a missing permission is no mistake of this program. */
import { Failure } from "./errors.ts";

/** What is meant and what helps, by the code of the error (errno(3)). */
const MEANINGS: Readonly<Record<string, { readonly message: string; readonly advice: string }>> = {
  EMFILE: {
    message: "this process may open no more files",
    advice: "raise the limit of file descriptors (ulimit -n 1024), or run with a lower --concurrency",
  },
  ENFILE: { message: "this machine may open no more files", advice: "end other programs" },
  ENOSPC: { message: "no space is left on the disk", advice: "make room" },
  EDQUOT: { message: "the disk quota is used up", advice: "make room" },
  EACCES: { message: "permission denied", advice: "give this user access, or name another place" },
  EPERM: { message: "the system does not permit it", advice: "give this user access, or name another place" },
  EROFS: { message: "the file system is read-only", advice: "name a place that can be written" },
  ENOENT: { message: "something is gone that must be there", advice: "put it back, or name another place" },
  ENOMEM: { message: "no memory is left", advice: "end other programs, or run with a lower --concurrency" },
  EAGAIN: {
    message: "the system has no room for another process",
    advice: "end other programs, or raise the limit of processes (ulimit -u)",
  },
};

const GONE_FOLDER = {
  message: "the working directory does not exist any more",
  advice: "change to a folder that exists",
};

/** Whether the operating system refused something: such errors carry the call and errno's name for the reason. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return false;
  return (
    typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code) && typeof error.syscall === "string"
  );
}

/** What a person is told of an error of the operating system: a Failure "environment"; null for any other error. */
export function systemFailure(error: unknown): Failure | null {
  if (!isSystemError(error)) return null;
  // process.cwd() fails so (getcwd(3)).
  const isGone = error.message.includes("uv_cwd");
  const { message, advice } = (isGone ? GONE_FOLDER : MEANINGS[error.code]) ?? {
    message: "the system refused something",
    advice: null,
  };
  return new Failure("environment", message, { cause: error, ...(advice === null ? {} : { advice }) });
}
