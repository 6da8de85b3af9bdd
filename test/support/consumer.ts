/** A project of somebody else, in a temporary folder, that has this package installed as it is published. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { packageRoot } from "../../harness/package-root.ts";

export interface Consumer {
  readonly folder: string;
  /** The installed package. */
  readonly installed: string;
  /** Writes files by their path below the folder. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Packs this package as npm does, from what is built, and unpacks it where npm would. Its dependencies, and of the
 * development dependencies `tools`, are those of this checkout: nothing is downloaded.
 */
export async function consumerProject(tools: readonly string[]): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), "resolver-matrix-consumer-"));
  const modules = join(folder, "node_modules");
  const installed = join(modules, "resolver-matrix");
  await mkdir(installed, { recursive: true });
  // Building is not for tests, which run side by side.
  const { stdout } = await execa(
    "npm",
    ["pack", "--ignore-scripts", "--json", "--pack-destination", folder],
    { cwd: packageRoot },
  );
  const [{ filename }] = JSON.parse(stdout);
  await execa("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
  const { dependencies } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  for (const name of [...Object.keys(dependencies), ...tools]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(packageRoot, "node_modules", name), join(modules, name));
  }
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  await write({ "package.json": `{ "type": "module" }\n` });
  return { folder, installed, write, remove: () => rm(folder, { recursive: true, force: true }) };
}
