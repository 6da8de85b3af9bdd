import { afterEach, describe, expect, test, vi } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import type { CellSetup } from "../../harness/lab/engine.ts";
import type { RunListener } from "../../harness/matrix/parts.ts";
import { type PlanChoice, planRun } from "../../harness/matrix/plan.ts";
import { buildReport } from "../../harness/matrix/report.ts";
import type { ReportCell } from "../../harness/matrix/report-data.ts";
import { type RunResult, runPlan } from "../../harness/matrix/run.ts";
import { EXPECTATIONS } from "../../harness/matrix/standard.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Outcome } from "../../harness/world/world.ts";
import {
  answer,
  type FakeGo,
  type FakeRun,
  fakeGo,
  fakeRun,
  musl,
  observation,
  silentListener,
  tryAgain,
} from "./fake-engine.ts";
import { build, catalogue, expectation, host, scenario, server, text } from "./samples.ts";

interface RunChanges {
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly listener?: Partial<RunListener>;
  readonly choice?: PlanChoice;
  readonly repeat?: number;
  readonly go?: FakeGo;
}

const asWritten: PlanChoice = { images: null, go: null };
const never = new AbortController().signal;
const alpine = {
  declared: { family: "musl", version: "1.1.19", release: null, buildIds: [] },
  found: musl("1.1.19"),
} as const;
const debian = {
  declared: { family: "glibc", version: "2.36", release: null, buildIds: ["abcd"] },
  found: { family: "glibc", version: "2.36", buildId: "abcd" },
} as const;

function run(scenarios: readonly Scenario[], parts: FakeRun, changes: RunChanges = {}): Promise<RunResult> {
  const { concurrency = 4, signal = never, choice = asWritten, repeat = 0, go } = changes;
  const listener = { ...silentListener, ...changes.listener };
  return runPlan(planRun(scenarios, { ...catalogue, goResolver: fakeGo(go) }, choice), parts, {
    concurrency: { all: concurrency, busy: concurrency },
    signal,
    listener,
    repeat,
    standard: EXPECTATIONS,
  });
}

function cellsOf({ scenarios }: RunResult): readonly ReportCell[] {
  return scenarios.flatMap(({ cells }) => cells);
}

function reasons(result: RunResult): readonly string[] {
  return cellsOf(result).map(({ image, resolver, reason = "observed" }) => `${image}/${resolver}: ${reason}`);
}

describe("a run", () => {
  test("observes each libc, emulates each Go, in the order of the plan", async () => {
    const result = await run([scenario()], fakeRun({ "alpine-3.8": alpine, "debian-12-glibc": debian }));
    expect(
      cellsOf(result).map(({ image, resolver, evidence }) => `${image} ${resolver} ${evidence}`),
    ).toEqual([
      "alpine-3.8 musl@1.1.19 observed",
      "alpine-3.8 go@1.11 emulated",
      "alpine-3.8 go@1.24 emulated",
      "debian-12-glibc glibc@2.36 observed",
      "debian-12-glibc go@1.11 emulated",
      "debian-12-glibc go@1.24 emulated",
    ]);
    expect(result.images).toEqual([
      { id: "alpine-3.8", libc: "musl@1.1.19", digest: "sha256:alpine-3.8", status: "ready", reason: null },
      {
        id: "debian-12-glibc",
        libc: "glibc@2.36",
        digest: "sha256:debian-12-glibc",
        status: "ready",
        reason: null,
      },
    ]);
    expect(result.scenarios.map(({ scenario: { id, verdict } }) => [id, verdict])).toEqual([
      ["topic/story", "agree"],
    ]);
  });

  test("gets every image once and starts it once per host, for all scenarios", async () => {
    const parts = fakeRun({ "alpine-3.8": alpine, "debian-12-glibc": debian });
    await run([scenario(), scenario({ id: "b", hosts: ["default", "centos-7.6"] })], parts);
    expect(parts.calls.toSorted()).toEqual([
      "obtain alpine-3.8",
      "obtain debian-12-glibc",
      "station alpine-3.8 on centos-7.6",
      "station alpine-3.8 on default",
      "station debian-12-glibc on centos-7.6",
      "station debian-12-glibc on default",
    ]);
  });

  test("lays the scenario's files over the host's, and its user over the host's", async () => {
    const setups: CellSetup[] = [];
    const observe = (setup: CellSetup) => {
      setups.push(setup);
      return observation(answer());
    };
    const oldHost = host({
      user: 1000,
      files: { "/etc/resolv.conf": text("host"), "/etc/motd": text("hello") },
    });
    const plan = planRun(
      [
        scenario({ go: [] }),
        scenario({ id: "b", go: [], files: {}, user: 7, hostname: "web-0", env: { RES_OPTIONS: "ndots:2" } }),
      ],
      { ...catalogue, hosts: [oldHost] },
      { images: ["alpine-3.8"], go: null },
    );
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe } });
    await runPlan(plan, parts, {
      concurrency: { all: 1, busy: 1 },
      signal: never,
      listener: silentListener,
      repeat: 0,
      standard: EXPECTATIONS,
    });
    expect(setups.toSorted((a, b) => b.user - a.user)).toMatchObject([
      {
        files: { "/etc/resolv.conf": text("nameserver 10.0.0.1\n"), "/etc/motd": text("hello") },
        user: 1000,
        hostname: "lab",
        env: {},
      },
      {
        files: { "/etc/resolv.conf": text("host") },
        user: 7,
        hostname: "web-0",
        env: { RES_OPTIONS: "ndots:2" },
      },
    ]);
  });

  test("gives every cell its own fixture", async () => {
    const fixtures = new Set<unknown>();
    const observe = ({ fixture }: CellSetup) => {
      fixtures.add(fixture);
      return observation(answer());
    };
    const lookups = ["a", "b", "c"].map((name) => ({
      name,
      family: "ip" as const,
      place: { file: "x", line: 1, column: 1 },
    }));
    await run(
      [scenario({ images: ["alpine-3.8"], go: [], lookups })],
      fakeRun({ "alpine-3.8": { ...alpine, observe } }),
    );
    expect(fixtures.size).toBe(3);
  });

  test("starts the cells that will wait longest first", async () => {
    const started: string[] = [];
    const silent = [server({ udp: "silent" })];
    const scenarios = [
      scenario({ id: "quick", go: [] }),
      scenario({ id: "slow", go: [], dns: silent }),
      scenario({ id: "quick too", go: [] }),
    ];
    await run(scenarios, fakeRun({ "alpine-3.8": alpine }), {
      concurrency: 1,
      choice: { images: ["alpine-3.8"], go: null },
      listener: { cellStart: (cell) => void started.push(cell.scenario.id) },
    });
    // The first one starts before the others are known to wait.
    expect(started.filter((id) => id !== "quick")).toEqual(["slow", "quick too"]);
  });

  test("tells the listener of images, cells and scenarios", async () => {
    const told: string[] = [];
    await run(
      [scenario({ images: ["alpine-3.8"], go: [build("1.24")] })],
      fakeRun({ "alpine-3.8": alpine }),
      {
        concurrency: 1,
        listener: {
          image: ({ id, status }) => void told.push(`image ${id} ${status}`),
          cellStart: ({ resolverId }) => void told.push(`start ${resolverId}`),
          cell: ({ resolver }) => void told.push(`end ${resolver}`),
          scenario: ({ scenario: { id }, comparisons }) =>
            void told.push(`scenario ${id} ${comparisons.length}`),
        },
      },
    );
    expect(told.toSorted()).toEqual(
      [
        "image alpine-3.8 ready",
        "start musl@1.1.19",
        "end musl@1.1.19",
        "start go@1.24",
        "end go@1.24",
        "scenario topic/story 1",
      ].toSorted(),
    );
  });
});

describe("Go cells", () => {
  const one = [scenario({ images: ["alpine-3.8"], go: [build("1.11"), build("1.24")] })];
  const go: FakeGo = {
    chooseMode: ({ version }) =>
      version === "1.11"
        ? { order: "cgo", because: "unknown option", pureOrder: "files,dns" }
        : { order: "files,dns", because: "nothing asks for cgo", pureOrder: "files,dns" },
    resolve: async () => ({ outcome: answer("192.0.2.1"), alternatives: [tryAgain] }),
  };

  test("say what a cgo build chooses, and what it prints where that is the libc", async () => {
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe: () => observation(tryAgain) } });
    const [, old, current] = cellsOf(await run(one, parts, { go }));
    expect(old).toMatchObject({
      mode: { order: "cgo", because: "unknown option" },
      program: "libc",
      programOutcome: { kind: "error", code: "EAI_AGAIN", text: "lookup db.example: Try again" },
      outcome: answer("192.0.2.1"),
      alternatives: [tryAgain],
    });
    expect(current).toMatchObject({ mode: { order: "files,dns" }, program: "pure" });
    expect(current).not.toHaveProperty("programOutcome");
  });

  test("leave the program's outcome open where the libc cell is lost", async () => {
    const observe = () => Promise.reject(new Unavailable("the agent was killed"));
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe } });
    const [libc, old] = cellsOf(await run(one, parts, { go }));
    expect(libc).toMatchObject({ evidence: "unavailable", reason: "the agent was killed" });
    expect(old).toMatchObject({ program: "libc", outcome: answer("192.0.2.1") });
    expect(old).not.toHaveProperty("programOutcome");
  });

  test("the errno of EAI_SYSTEM goes into the libc cell and to the Go program", async () => {
    const system = { kind: "error", class: "system", code: "EAI_SYSTEM", text: "System error" } as const;
    const seen: unknown[] = [];
    const parts = fakeRun({
      "alpine-3.8": { ...alpine, observe: () => observation(system, { errno: "EMFILE" }) },
    });
    const throughLibc = (outcome: Outcome, errno: string | null) => {
      seen.push(errno);
      return outcome;
    };
    const [libc] = cellsOf(await run(one, parts, { go: { ...go, throughLibc } }));
    expect(libc).toMatchObject({ errno: "EMFILE" });
    expect(seen).toEqual(["EMFILE"]);
  });
});

describe("what cannot be observed", () => {
  test("an image that cannot be had makes its cells unavailable with the reason, and no others", async () => {
    const parts = fakeRun({ "alpine-3.8": alpine, "debian-12-glibc": { missing: "apt: no such suite" } });
    const result = await run([scenario({ go: [build("1.24")] })], parts);
    expect(reasons(result)).toEqual([
      "alpine-3.8/musl@1.1.19: observed",
      "alpine-3.8/go@1.24: observed",
      "debian-12-glibc/glibc@2.36: apt: no such suite",
      "debian-12-glibc/go@1.24: apt: no such suite",
    ]);
    expect(result.images[1]).toEqual({
      id: "debian-12-glibc",
      libc: "glibc@2.36",
      digest: null,
      status: "unavailable",
      reason: "apt: no such suite",
    });
  });

  test("a station that does not come up on one host leaves the image ready on the other", async () => {
    const parts = fakeRun({ "alpine-3.8": alpine });
    const picky: FakeRun = {
      ...parts,
      engineOf: (host) =>
        host.id === "default"
          ? parts.engineOf(host)
          : {
              ...parts.engineOf(host),
              station: () => Promise.reject(new Unavailable("no seccomp here")),
            },
    };
    const scenarios = [scenario({ images: ["alpine-3.8"], go: [], hosts: ["default", "centos-7.6"] })];
    const result = await run(scenarios, picky);
    expect(reasons(result)).toEqual([
      "alpine-3.8/musl@1.1.19: observed",
      "alpine-3.8/musl@1.1.19: no seccomp here",
    ]);
    expect(result.images).toMatchObject([{ status: "ready" }]);
  });

  const surprise = "image alpine-3.8 (made up) is not what it should be: it must contain";
  const surprises = [
    [musl("1.1.20"), `${surprise} musl@1.1.19, but contains musl@1.1.20`],
    [
      { family: "glibc", version: "2.36", buildId: null } as const,
      `${surprise} musl@1.1.19, but contains glibc@2.36`,
    ],
    [null, `${surprise} musl@1.1.19, but has no libc: a cgo binary cannot run here`],
  ] as const;
  test.each(surprises)(
    "another libc than declared, %j, is an error and not a result",
    async (found, reason) => {
      const parts = fakeRun({ "alpine-3.8": { ...alpine, found } });
      const result = await run([scenario({ images: ["alpine-3.8"], go: [] })], parts);
      expect(reasons(result)).toEqual([`alpine-3.8/musl@1.1.19: ${reason}`]);
    },
  );

  test("a build of another release of the declared version is an error, too", async () => {
    const found = { ...debian.found, buildId: "ffff" };
    const other = { ...debian.declared, release: "9", buildIds: ["ffff"] };
    const parts = { ...fakeRun({ "debian-12-glibc": { ...debian, found } }), knownLibcs: [other] };
    const result = await run([scenario({ images: ["debian-12-glibc"], go: [] })], parts);
    expect(reasons(result)).toEqual([
      expect.stringContaining("its libc is of build id ffff, which belongs to glibc@2.36-9"),
    ]);
  });

  test("a build of no known release runs as the declared one, and the image's note tells", async () => {
    const found = { ...debian.found, buildId: "eeee" };
    const parts = fakeRun({ "debian-12-glibc": { ...debian, found } });
    const result = await run([scenario({ images: ["debian-12-glibc"], go: [] })], parts);
    expect(reasons(result)).toEqual(["debian-12-glibc/glibc@2.36: observed"]);
    expect(result.images).toMatchObject([
      { note: "build id eeee of no known release; taken for glibc@2.36" },
    ]);
  });

  test("an image without declaration is called what is found in it; without libc Go still runs", async () => {
    const parts = fakeRun({ "nginx:alpine": { found: musl("1.2.5") }, scratch: { found: null } });
    const choice = { images: ["nginx:alpine", "scratch"], go: [build("1.24")] };
    const result = await run([scenario()], parts, { choice });
    expect(reasons(result)).toEqual([
      "nginx:alpine/musl@1.2.5: observed",
      "nginx:alpine/go@1.24: observed",
      "scratch/libc: no libc: a cgo binary cannot run here",
      "scratch/go@1.24: observed",
    ]);
    expect(result.images.map(({ libc, status }) => [libc, status])).toEqual([
      ["musl@1.2.5", "ready"],
      [null, "ready"],
    ]);
  });

  test("a mistake of ours in one cell says so there, and the others go on", async () => {
    const resolve = (): never => {
      throw new TypeError("undefined is not a function");
    };
    const story = [scenario({ images: ["alpine-3.8"] })];
    const result = await run(story, fakeRun({ "alpine-3.8": alpine }), { go: { resolve } });
    const [libc, go] = cellsOf(result);
    expect(libc).toMatchObject({ evidence: "observed" });
    expect(go?.reason).toContain("resolver-matrix failed: TypeError: undefined is not a function");
  });

  test("after an interruption: what is there is told, the rest is unavailable because of it", async () => {
    const controller = new AbortController();
    const observe = (_setup: CellSetup, lookup: { name: string }, signal: AbortSignal) => {
      if (lookup.name === "first") return observation(answer("192.0.2.1"));
      controller.abort(new Unavailable("the run was interrupted (SIGINT)"));
      return Promise.reject(signal.reason);
    };
    const lookups = ["first", "second", "third"].map((name) => ({
      name,
      family: "ip" as const,
      place: { file: "x", line: 1, column: 1 },
    }));
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe } });
    const result = await run([scenario({ images: ["alpine-3.8"], go: [], lookups })], parts, {
      concurrency: 1,
      signal: controller.signal,
    });
    expect(reasons(result)).toEqual([
      "alpine-3.8/musl@1.1.19: observed",
      "alpine-3.8/musl@1.1.19: the run was interrupted (SIGINT)",
      "alpine-3.8/musl@1.1.19: the run was interrupted (SIGINT)",
    ]);
  });

  test("an image that never comes does not hold up an interrupted run", async () => {
    const controller = new AbortController();
    const parts: FakeRun = { ...fakeRun({}), obtain: () => new Promise(() => {}) };
    const running = run([scenario({ images: ["alpine-3.8"], go: [] })], parts, { signal: controller.signal });
    controller.abort(new Unavailable("the run was interrupted (SIGTERM)"));
    expect(reasons(await running)).toEqual(["alpine-3.8/musl@1.1.19: the run was interrupted (SIGTERM)"]);
  });
});

describe("a lookup with very many questions", () => {
  test("has the first 1,000 in the report, and how many came after them", async () => {
    const question = { server: "10.0.0.53:53", transport: "udp", name: "db.example.", type: "A" } as const;
    const trace = Array.from({ length: 200_000 }, (_, atMs) => ({
      ...{ ...question, atMs, edns: false, reply: null, icmp: null },
    }));
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe: () => observation(tryAgain, { trace }) } });
    const [cell] = cellsOf(await run([scenario({ images: ["alpine-3.8"] })], parts));
    expect(cell?.trace).toEqual(trace.slice(0, 1_000));
    expect(cell?.traceOmitted).toBe(199_000);
  });

  test("has all of 1,000", async () => {
    const question = { server: "10.0.0.53:53", transport: "udp", name: "db.example.", type: "A" } as const;
    const trace = Array.from({ length: 1_000 }, (_, atMs) => ({
      ...{ ...question, atMs, edns: false, reply: null, icmp: null },
    }));
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe: () => observation(tryAgain, { trace }) } });
    const [cell] = cellsOf(await run([scenario({ images: ["alpine-3.8"] })], parts));
    expect(cell?.trace).toHaveLength(1_000);
    expect(cell).not.toHaveProperty("traceOmitted");
  });
});

describe("a process that stood still during a lookup, on the real clock", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** A stop of 8 s, as the monotonic clock tells it afterwards. */
  function stoppable(): () => void {
    const now = performance.now.bind(performance);
    let stoppedMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now() + stoppedMs);
    return () => {
      stoppedMs += 8_000;
    };
  }

  test("looks it up again", async () => {
    const stop = stoppable();
    let times = 0;
    const observe = () => {
      times++;
      if (times === 1) stop();
      return observation(tryAgain, { elapsedMs: times === 1 ? 13_000 : 5_000 });
    };
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe } });
    const [cell] = cellsOf(await run([scenario({ images: ["alpine-3.8"] })], parts));
    expect(cell).toMatchObject({ evidence: "observed", elapsedMs: 5_000 });
    expect(times).toBe(2);
  });

  test("gives up after three times, and says why", async () => {
    const stop = stoppable();
    let times = 0;
    const observe = () => {
      times++;
      stop();
      return observation(tryAgain, { elapsedMs: 13_000 });
    };
    const parts = fakeRun({ "alpine-3.8": { ...alpine, observe } });
    const [cell] = cellsOf(await run([scenario({ images: ["alpine-3.8"] })], parts));
    expect(cell).toMatchObject({
      evidence: "unavailable",
      reason: expect.stringContaining("stood still for"),
    });
    expect(times).toBe(3);
  });
});

describe("the report", () => {
  test("counts every cell once and every expectation that does not hold", async () => {
    const cells = [expectation("musl", { error: "answer" }), expectation("glibc", { error: "answer" })];
    const parts = fakeRun({
      "alpine-3.8": { ...alpine, observe: () => observation(tryAgain) },
      "debian-12-glibc": { missing: "apt: no such suite" },
    });
    const { images, scenarios } = await run([scenario({ expect: { cells } }), scenario({ id: "b" })], parts);
    const facts = {
      tool: "resolver-matrix 0.1.0",
      engine: "local",
      clock: "virtual",
      startedAt: new Date(0),
      elapsedMs: 12,
      images,
    } as const;
    const report = buildReport(facts, scenarios);
    expect(report.summary).toEqual({
      cells: 12,
      agree: 0,
      differ: 6,
      unavailable: 6,
      observed: 2,
      emulated: 4,
      unexpected: 1,
    });
    expect(report).toMatchObject({
      version: 1,
      engine: "local",
      clock: "virtual",
      startedAt: "1970-01-01T00:00:00.000Z",
      elapsedMs: 12,
    });
    expect(report.scenarios.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["topic/story", "outcome"],
      ["b", "outcome"],
    ]);
    expect(report.expectations.filter(({ ok }) => !ok)).toMatchObject([
      { cell: "alpine-3.8/musl@1.1.19", lookup: { name: "db.example" }, host: "default", line: 21 },
    ]);
  });
});
