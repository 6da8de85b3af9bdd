/** One process at a time, among all that share a folder. */
import { randomBytes } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { formatOwner, ownerGone, parseOwner, session } from "./session.ts";
import { unavailableReason } from "./waiting.ts";

const POLL_MS = 100;
/** The holder touches its lock this often … */
const BEAT_MS = 5_000;
/** … and one that was not touched for so long has no holder any more. */
const SILENCE_MS = 60_000;

export interface LockWait {
  readonly signal: AbortSignal;
  /** Called once when somebody else holds the lock; `holder` is for people. */
  readonly onWait: (holder: string) => void;
}

/** A lock of the cache, or one that a waiter had just taken away when it was killed. */
const LOCK_NAME = /\.lock(\.[0-9a-f]{8})?$/;

/** A lock as a waiter saw it. */
interface Seen {
  readonly text: string;
  readonly touchedMs: number;
}

/**
 * Runs `use` while no other process runs under the lock file `path`.
 *
 * The lock of a process of this machine that is gone is taken over at once; one that cannot be judged (another
 * machine, a file cut short) after a minute in which nobody touched it. Should two processes ever run at the same
 * time all the same, they do work twice and harm nothing: whatever they write is moved into place whole.
 * Rejects with the signal's reason as Unavailable, and with the file system's errors.
 */
export async function withLock<T>(path: string, wait: LockWait, use: () => Promise<T>): Promise<T> {
  const text = `${formatOwner(session)} ${randomBytes(8).toString("hex")}\n`;
  mkdirSync(dirname(path), { recursive: true });
  await acquire(path, text, wait);
  const beat = setInterval(() => touch(path), BEAT_MS);
  beat.unref();
  try {
    return await use();
  } finally {
    clearInterval(beat);
    if (look(path)?.text === text) rmSync(path, { force: true });
  }
}

async function acquire(path: string, text: string, { signal, onWait }: LockWait): Promise<void> {
  let waiting: { readonly seen: Seen; readonly sinceMs: number } | null = null;
  while (!create(path, text)) {
    if (signal.aborted) throw unavailableReason(signal);
    const seen = look(path);
    if (seen === null) continue;
    const owner = ownerOf(seen);
    const gone = owner === null ? null : ownerGone(owner);
    if (waiting === null && gone !== true) onWait(holderOf(seen));
    if (waiting === null || seen.text !== waiting.seen.text || seen.touchedMs !== waiting.seen.touchedMs) {
      waiting = { seen, sinceMs: performance.now() };
    }
    if (gone === true || (gone === null && performance.now() - waiting.sinceMs > SILENCE_MS)) {
      takeAway(path, seen);
    } else {
      await pause(signal);
    }
  }
}

/** Removes the locks in `folder` whose process, of this machine, is gone; returns the paths. */
export function removeDeadLocks(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => LOCK_NAME.test(name))
    .map((name) => join(folder, name))
    .filter((path) => {
      const seen = look(path);
      const owner = seen === null ? null : ownerOf(seen);
      if (seen === null || owner === null || ownerGone(owner) !== true) return false;
      takeAway(path, seen);
      return true;
    });
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function look(path: string): Seen | null {
  try {
    return { text: readFileSync(path, "utf8"), touchedMs: statSync(path).mtimeMs };
  } catch (error) {
    // Released in the meantime.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Of several waiters only one can rename the file; what proves to be somebody's new lock is put back. */
function takeAway(path: string, { text }: Seen): void {
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    if (readFileSync(aside, "utf8") !== text) linkSync(aside, path);
  } catch {
    // A third process holds the lock by now.
  } finally {
    rmSync(aside, { force: true });
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // The folder was removed under us: then there is nothing to protect either.
  }
}

function ownerOf({ text }: Seen) {
  return parseOwner(text.split(" ")[0] ?? "");
}

function holderOf(seen: Seen): string {
  const owner = ownerOf(seen);
  if (owner === null) return "another process";
  return owner.machine === session.machine
    ? `process ${owner.pid}`
    : `process ${owner.pid} on ${owner.machine}`;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, POLL_MS);
    signal.addEventListener("abort", end, { once: true });
  });
}
