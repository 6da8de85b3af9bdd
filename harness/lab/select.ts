/** Chooses the engine that makes the labs. */
import { Failure } from "../errors.ts";
import type { FailedAttempt } from "./docker/connect.ts";
import type { ClockKind, Engine } from "./engine.ts";
import { clockText } from "./engine-clock.ts";

export const ENGINE_CHOICES = ["auto", "docker", "local", "model"] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

export interface SelectedEngine {
  readonly engine: Engine;
  /** One line: which engine it is and why. */
  readonly why: string;
}

/** One engine that was tried: the engine, or why it cannot serve, in one line per way of trying. */
type Trial =
  | { readonly kind: "open"; readonly engine: Engine }
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/** Each loads only what it needs: the Docker client alone takes longer to load than a local run to start. */
const TRIALS: Readonly<Record<Engine["name"], (clock: ClockKind | null) => Promise<Trial>>> = {
  docker: tryDocker,
  local: tryLocal,
  model: tryModel,
};
const ORDER: Readonly<Record<EngineChoice, readonly Engine["name"][]>> = {
  auto: ["docker", "local", "model"],
  docker: ["docker"],
  local: ["local"],
  model: ["model"],
};

/**
 * Opens the chosen engine; `auto` takes Docker where it answers, else Linux namespaces, else the model.
 * Rejects with Failure("environment") that lists everything that was tried.
 */
export async function selectEngine(
  choice: EngineChoice,
  clock: ClockKind | null = null,
): Promise<SelectedEngine> {
  const reasons: string[] = [];
  for (const name of ORDER[choice]) {
    const trial = await TRIALS[name](clock);
    if (trial.kind === "open") return { engine: trial.engine, why: explain(trial.engine, choice, reasons) };
    reasons.push(...trial.reasons);
  }
  throw new Failure(
    "environment",
    `no engine can make labs here:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`,
    { advice: "start a Docker engine, or run as root on Linux, or allow unprivileged user namespaces" },
  );
}

/** Instead of a list of sockets where many were tried; "doctor" has it. */
const IN_VAIN: Readonly<Record<Engine["name"], string>> = {
  docker: "it answers",
  local: "no Docker engine answers; doctor says where one was looked for",
  model: "no Docker engine answers, and no namespaces can be made; doctor says why",
};

function explain(engine: Engine, choice: EngineChoice, reasons: readonly string[]): string {
  const line = `${engine.name}: ${engine.about}, ${clockText(engine.clock)}`;
  if (choice !== "auto") return `${line} (asked for)`;
  // One alone is what somebody decided on: DOCKER_HOST.
  return `${line} (${reasons.length === 1 ? reasons[0] : IN_VAIN[engine.name]})`;
}

async function tryDocker(clock: ClockKind | null): Promise<Trial> {
  const [{ connectDocker }, { openDockerEngine }] = await Promise.all([
    import("./docker/connect.ts"),
    import("./docker/engine.ts"),
  ]);
  const search = await connectDocker();
  if (search.kind === "failed") return { kind: "refused", reasons: search.attempts.map(attemptLine) };
  return attempt("docker", () => openDockerEngine(search.connection, clock));
}

async function tryLocal(clock: ClockKind | null): Promise<Trial> {
  const { openLocalEngine } = await import("./local/engine.ts");
  return attempt("local", () => openLocalEngine(clock));
}

async function tryModel(): Promise<Trial> {
  const { openModelEngine } = await import("./model/engine.ts");
  return { kind: "open", engine: openModelEngine() };
}

async function attempt(name: Engine["name"], open: () => Promise<Engine>): Promise<Trial> {
  try {
    return { kind: "open", engine: await open() };
  } catch (error) {
    return {
      kind: "refused",
      reasons: [`${name}: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}

function attemptLine({ source, endpoint, reason }: FailedAttempt): string {
  return `docker: ${source}${endpoint === null || endpoint === source ? "" : `, ${endpoint}`}: ${reason}`;
}
