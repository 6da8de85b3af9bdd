/** A module and all that it imports, as one script for a browser. */
import { rolldown } from "rolldown";

/**
 * @param entry path of the module
 * @param name the global variable that holds what it exports
 * @throws where anything that it imports is not for a browser
 */
export async function bundleForBrowser(entry: string, name: string): Promise<string> {
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    onLog(_, { message }) {
      // A module of Node is left out with a warning: in a browser that is an error.
      throw new Error(message);
    },
  });
  try {
    const { output } = await bundle.generate({ format: "iife", name, minify: true });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}
