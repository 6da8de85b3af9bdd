/** `npm run build`: TypeScript to dist/harness, C to dist/native/<arch>. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BuildError } from "./build-error.mjs";
import { buildNative } from "./build-native.mjs";
import { isUpToDate, tree } from "./up-to-date.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

function compileTypeScript() {
  const compiler = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
  const output = `${root}dist/harness`;
  // Written last: without it the compiler found errors or did not come to its end.
  const stamp = `${output}/.compiled`;
  const settings = ["package-lock.json", "tsconfig.json", "tsconfig.build.json", "scripts/build.mjs"];
  const inputs = [...tree(`${root}harness`), ...settings.map((name) => `${root}${name}`)];
  if (isUpToDate(stamp, inputs)) return;
  // What was compiled from a source that is gone must not be found by an import.
  rmSync(output, { recursive: true, force: true });
  const { error, status } = spawnSync(process.execPath, [compiler, "-p", `${root}tsconfig.build.json`], {
    cwd: root,
    stdio: "inherit",
  });
  if (error !== undefined) throw new BuildError(`cannot start the TypeScript compiler: ${error.message}`);
  if (status !== 0) throw new BuildError("the TypeScript compiler found errors");
  // The HTML report's page is read as it is, not compiled.
  const page = "report/html/page";
  cpSync(`${root}harness/${page}`, `${output}/${page}`, { recursive: true });
  const main = `${output}/cli/main.js`;
  if (existsSync(main)) chmodSync(main, 0o755);
  writeFileSync(stamp, "");
}

try {
  buildNative(root);
  compileTypeScript();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
}
