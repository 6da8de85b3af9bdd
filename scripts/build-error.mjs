/** A build that cannot be done, in words for the person who started it. */
export class BuildError extends Error {
  name = "BuildError";
}
