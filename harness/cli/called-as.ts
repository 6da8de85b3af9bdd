/** How this command is called where it runs. */
import { basename } from "node:path";

/** The name that package.json's `bin` gives. */
const NAME = "resolver-matrix";

/**
 * "resolver-matrix" where a shell found it by its name, else with the package manager's launcher in front: npm, npx, pnpm
 * and yarn name themselves in `npm_config_user_agent` ("npm/10.8.2 node/v20 …").
 */
export function calledAs(
  environment: NodeJS.ProcessEnv = process.env,
  script: string = process.argv[1] ?? "",
): string {
  const [, manager = ""] = /^([a-z]+)\//.exec(environment.npm_config_user_agent ?? "") ?? [];
  if (manager === "pnpm") return `pnpm exec ${NAME}`;
  if (manager === "yarn") return `yarn ${NAME}`;
  if (manager !== "" || basename(script) !== NAME) return `npx ${NAME}`;
  return NAME;
}
