import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectDockerAt } from "../../../harness/lab/docker/connect.ts";
import { sshArguments } from "../../../harness/lab/docker/ssh-agent.ts";

describe("an engine behind ssh", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rm-ssh-"));
    vi.stubEnv("PATH", folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  it("is asked for by its name alone, which is never taken for an option", () => {
    const target = { host: "-oProxyCommand=x", port: null, user: null };
    expect(sshArguments(target)).toEqual([
      ...["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"],
      ...["--", "-oProxyCommand=x", "docker", "system", "dial-stdio"],
    ]);
  });

  it("that ssh does not reach is told in ssh's words", async () => {
    const script = '#!/bin/sh\nprintf "Host key verification failed.\\r\\n" >&2\nexit 255\n';
    await writeFile(join(folder, "ssh"), script);
    await chmod(join(folder, "ssh"), 0o755);
    await expect(connectDockerAt("ssh://node-1")).rejects.toThrow(/^ssh: Host key verification failed\.$/);
  });

  it("needs ssh", async () => {
    await expect(connectDockerAt("ssh://node-1")).rejects.toThrow("ssh: ssh is not installed");
  });
});
