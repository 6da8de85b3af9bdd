import { afterEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../harness/errors.ts";
import { selectEngine } from "../../harness/lab/select.ts";
import { OPEN, titled } from "./support/labs.ts";

afterEach(() => vi.unstubAllEnvs());

const local = await OPEN.local();
await local.value?.close();

describe("choosing an engine", () => {
  it("tells what was tried where Docker was asked for and does not answer", async () => {
    vi.stubEnv("DOCKER_HOST", "unix:///nowhere/docker.sock");
    const error: unknown = await selectEngine("docker").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({
      code: "environment",
      message: expect.stringContaining("docker: DOCKER_HOST, unix:///nowhere/docker.sock: no such socket"),
      advice: expect.stringContaining("start a Docker engine"),
    });
  });

  it("tells it too where nothing can be started", async () => {
    vi.stubEnv("PATH", "/nowhere");
    await expect(selectEngine("local")).rejects.toThrow("unshare of util-linux is not installed");
  });

  describe.skipIf(local.reason !== null)(titled("where namespaces are allowed", local.reason), () => {
    it.each(["auto", "local"] as const)("%s takes them, and says why", async (choice) => {
      vi.stubEnv("DOCKER_HOST", "unix:///nowhere/docker.sock");
      const { engine, why } = await selectEngine(choice);
      await engine.close();
      expect(engine.name).toBe("local");
      expect(why).toMatch(/^local: Linux namespaces .*, Linux \S+ \w+, (?:virtual|real) clock.* \(.+\)$/);
      expect(why).toContain(choice === "auto" ? "docker: DOCKER_HOST" : "asked for");
    });

    it("is short where no engine was named and many sockets were tried", async () => {
      vi.stubEnv("DOCKER_HOST", "");
      vi.stubEnv("DOCKER_CONFIG", "/nowhere");
      const { engine, why } = await selectEngine("auto");
      await engine.close();
      if (engine.name === "local")
        expect(why).toMatch(/ \(no Docker engine answers; doctor says where .*\)$/);
      expect(why.length).toBeLessThan(180);
    });
  });
});
