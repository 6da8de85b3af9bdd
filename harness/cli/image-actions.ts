/** What `images list`, `images build` and `images pull` do. */
import { Failure, Unavailable } from "../errors.ts";
import type { ImageDefinition, ImageSource } from "../images/image.ts";
import { sourceName } from "../images/obtain.ts";
import { getImage, imageDefinitions, libcName, loadCatalogue } from "../library/catalogue.ts";
import { escapeTerminal, escapeTerminalLines } from "../report/escape.ts";
import { imageStates, imageStatus } from "./image-states.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { print, printError } from "./output.ts";
import { indentedTable } from "./text-table.ts";

/** Prints every image of the catalogue. */
export async function listImages(): Promise<void> {
  const images = await imageStates();
  const rows = images.map((state) => [
    state.image.default ? "*" : " ",
    state.image.id,
    libcName(state.image) ?? "any libc",
    imageStatus(state),
    state.image.sources.map(sourceName).join(", "),
  ]);
  const legend =
    "Images (* belongs to the default set; unverified: declared from documents, run by nobody here)";
  print(`${[legend, ...indentedTable(rows)].join("\n")}\n`);
}

/**
 * Gets images one after the other; `ids` empty: all that have a source of this kind. Tells of each. An image that is
 * named is pulled from wherever it comes; only what is to be built must have packages.
 * @returns whether all could be had
 */
export async function getImages(ids: readonly string[], kind: ImageSource["kind"]): Promise<boolean> {
  const catalogue = await loadCatalogue();
  const hasSource = ({ sources }: ImageDefinition): boolean => sources.some((source) => source.kind === kind);
  const wanted =
    ids.length === 0
      ? catalogue.images.filter(hasSource)
      : [...(await imageDefinitions(ids, catalogue)).values()];
  const stranger = kind === "debian" ? wanted.find((image) => !hasSource(image)) : undefined;
  if (stranger !== undefined) {
    throw new Failure("usage", `image ${stranger.id} has no source of the kind "${kind}"`, {
      advice: `its sources: ${stranger.sources.map(sourceName).join(", ")}`,
    });
  }
  const interrupt = listenForInterrupt();
  try {
    let all = true;
    for (const image of wanted) all = (await getOne(image, interrupt.signal)) && all;
    return all;
  } finally {
    interrupt.release();
  }
}

async function getOne(image: ImageDefinition, signal: AbortSignal): Promise<boolean> {
  const progress = (line: string): void => void printError(`${escapeTerminal(line)}\n`);
  try {
    const { digest, origin } = await getImage(image, null, progress, signal);
    print(`✓ ${escapeTerminal(`${image.id}  ${digest}  ${origin}`)}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    print(`✗ ${escapeTerminal(image.id)}  ${escapeTerminalLines(error.message)}\n`);
    return false;
  }
}
