import { expect, test } from "vitest";
import { calledAs } from "../../harness/cli/called-as.ts";

test.each([
  ["found by a shell", {}, "/usr/local/bin/resolver-matrix", "resolver-matrix"],
  ["a checkout's own file", {}, "/src/dist/harness/cli/main.js", "npx resolver-matrix"],
  [
    "npm run",
    { npm_config_user_agent: "npm/10.8.2 node/v20.20.0 linux x64" },
    "/src/start.mjs",
    "npx resolver-matrix",
  ],
  [
    "pnpm",
    { npm_config_user_agent: "pnpm/9.1.0 npm/? node/v20.20.0" },
    "/src/resolver-matrix",
    "pnpm exec resolver-matrix",
  ],
  [
    "yarn",
    { npm_config_user_agent: "yarn/1.22.22 npm/? node/v20.20.0" },
    "/src/resolver-matrix",
    "yarn resolver-matrix",
  ],
] as const)("%s", (_, environment, script, name) => {
  expect(calledAs(environment, script)).toBe(name);
});
