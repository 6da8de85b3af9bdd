/**
 * Records again what real libcs do: `npm run oracle:libc`, in labs of this machine, for the images that RESOLVER_MATRIX_LIBCS
 * names (`alpine-3.8,centos-7.4`; default: those of which there is a recording). Each image's file in recorded/ is replaced, the other files stay; what a
 * lab cannot play (beyond.ts) keeps its older result. An image that cannot be had is a failure.
 */
import { expect, test } from "vitest";
import { findImage } from "../../../harness/images/catalogue.ts";
import { libcName } from "../../../harness/library/catalogue.ts";
import { type GoldenResult, goldenLibcs, goldenScenarios, writeGoldenLibc } from "./golden.ts";
import { factsOf, type ObservedLibc, observeLibcs } from "./observe.ts";

/** A libc that races with itself shows it only in several runs. */
const REPETITIONS = 3;

test.runIf(process.env.RESOLVER_MATRIX_RECORD === "libc")(
  "records libcs",
  { timeout: 3_600_000 },
  async () => {
    const images = process.env.RESOLVER_MATRIX_LIBCS?.split(",") ?? recordedImages();
    const playable = (await goldenScenarios()).filter(({ beyond }) => beyond === null);
    const runs: (readonly ObservedLibc[])[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const observed = await observeLibcs(playable, images);
      expect(missingOf(observed), "nothing is written unless all of it was observed").toEqual([]);
      runs.push(observed);
    }
    for (const image of images) {
      await writeImage(runs.flatMap((libcs) => libcs.filter((libc) => libc.image === image)));
    }
  },
);

function recordedImages(): readonly string[] {
  return goldenLibcs().flatMap(({ image }) => image ?? []);
}

/** What could not be observed, and why; the same reason in many scenarios once. */
function missingOf(observed: readonly ObservedLibc[]): readonly string[] {
  const reasons = observed.flatMap(({ results }) =>
    [...results.values()].filter((result) => typeof result === "string"),
  );
  return [...new Set(reasons)];
}

/** @param runs the same image, several times */
async function writeImage(runs: readonly ObservedLibc[]): Promise<void> {
  const [first] = runs;
  if (first === undefined || first.libc === null) throw new RangeError("no libc was observed");
  const { image, libc } = first;
  const definition = await findImage(image);
  const id = `${libc.replace("@", "-")}-${image.replace(/-(?:musl|glibc)$/, "")}`;
  expect(libc, `${image} holds the libc that it declares`).toBe(libcName(definition) ?? libc);
  const older = goldenLibcs().find((known) => known.id === id)?.results ?? new Map<string, GoldenResult>();
  const results = new Map([...older, ...[...first.results.keys()].map((key) => merged(key, runs))]);
  writeGoldenLibc({
    id,
    libc,
    build: definition.title,
    image,
    recorded: new Date().toISOString().slice(0, 10),
    seenBy: "wire",
    results: new Map([...results].sort(([left], [right]) => (left < right ? -1 : 1))),
  });
}

function merged(scenario: string, runs: readonly ObservedLibc[]): [string, GoldenResult] {
  const results = runs
    .map(({ results: of }) => of.get(scenario))
    .filter((result) => typeof result === "object");
  const [result] = results;
  if (result === undefined) throw new RangeError(`${scenario} was not observed`);
  const races = new Set(results.map(factsOf)).size > 1;
  return [scenario, races ? { ...result, races } : result];
}
