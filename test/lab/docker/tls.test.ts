/** An engine behind TLS: certificates as the docker command takes them, and never a connection in the clear instead. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDocker, connectDockerAt } from "../../../harness/lab/docker/connect.ts";

const found = await execa("openssl", ["version"], { reject: false });
/** Its 3.0 is the first that signs a certificate in one go. */
const hasOpenssl = /^OpenSSL ([3-9]|\d\d)/.test(found.stdout ?? "");
if (!hasOpenssl && process.env.CI) throw new Error("CI needs openssl 3");

let folder = "";
let server: Server;
let url = "";

/** A certificate for 127.0.0.1 by the CA in `folder`, and its key. */
async function certify(name: string): Promise<void> {
  const openssl = (...args: readonly string[]) => execa("openssl", args, { cwd: folder });
  const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}-key.pem`];
  const ca = name === "ca" ? [] : ["-CA", "ca.pem", "-CAkey", "ca-key.pem"];
  const extension = name === "ca" ? [] : ["-addext", "subjectAltName=IP:127.0.0.1"];
  await openssl(
    "req",
    "-x509",
    ...key,
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
    ...ca,
    ...extension,
    "-out",
    `${name}.pem`,
  );
}

describe.skipIf(!hasOpenssl)(
  `an engine behind TLS${hasOpenssl ? "" : " (this machine has no openssl 3)"}`,
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "rm-tls-"));
      for (const name of ["ca", "server", "cert"]) await certify(name);
      const pem = (name: string) => readFile(join(folder, name));
      await execa("cp", ["cert-key.pem", "key.pem"], { cwd: folder });
      const [ca, cert, key] = await Promise.all([pem("ca.pem"), pem("server.pem"), pem("server-key.pem")]);
      server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ Version: "20.10.24", Os: "linux", Arch: "amd64" }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    });

    it("is spoken to with the certificates of DOCKER_CERT_PATH, as DOCKER_HOST and by its own address", async () => {
      const env = { DOCKER_HOST: url, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder };
      const search = await connectDocker({ env, home: "/nowhere" });
      expect(search).toMatchObject({ kind: "connected", connection: { endpoint: url, version: "20.10.24" } });
      await expect(connectDockerAt(url, { env, home: "/nowhere" })).resolves.toMatchObject({
        version: "20.10.24",
      });
    });

    it("is not spoken to in the clear where certificates are missing: the file is named", async () => {
      const env = { DOCKER_HOST: url, DOCKER_TLS_VERIFY: "1" };
      const reason = expect.stringMatching(
        /^DOCKER_TLS_VERIFY is set, but ENOENT: .*\/nowhere\/\.docker\/\w+\.pem'; ca\.pem, /,
      );
      expect(await connectDocker({ env, home: "/nowhere" })).toEqual({
        kind: "failed",
        attempts: [{ source: "DOCKER_HOST", endpoint: null, reason }],
      });
      await expect(connectDockerAt(url, { env, home: "/nowhere" })).rejects.toThrow(
        "DOCKER_TLS_VERIFY is set, but",
      );
    });

    it("is no engine to who speaks without TLS", async () => {
      expect(await connectDocker({ env: { DOCKER_HOST: url }, home: "/nowhere" })).toMatchObject({
        kind: "failed",
        attempts: [{ endpoint: url, reason: expect.stringMatching(/socket hang up|ECONNRESET/) }],
      });
    });
  },
);
