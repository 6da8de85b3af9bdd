/** Pulling from a registry that behaves, and from many that do not. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import { parseReference } from "../../../harness/images/reference.ts";
import { type Pulled, pullRootfs } from "../../../harness/images/registry/pull.ts";
import { contentOf, tarOf } from "../tar.ts";
import {
  digestOf,
  json,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_MANIFEST,
  type StandIn,
  startStandIn,
} from "./stand-in.ts";

let registry: StandIn;
let work = "";
let lines: string[] = [];
let lower: Buffer;
let upper: Buffer;

beforeEach(async () => {
  registry = await startStandIn();
  work = await mkdtemp(join(tmpdir(), "rm-pull-"));
  lines = [];
  lower = await tarOf([
    { name: "etc/hosts", text: "old" },
    { name: "gone", text: "x" },
  ]);
  upper = await tarOf([
    { name: "etc/hosts", text: "new" },
    { name: ".wh.gone", text: "" },
  ]);
});
afterEach(async () => {
  await registry.close();
  await rm(work, { recursive: true, force: true });
});

const target = (): string => join(work, "root.tar");

interface Overrides {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly silenceLimitMs?: number;
}

/** Pulls an image of the stand-in. */
function pull(rest: string, overrides: Overrides = {}): Promise<Pulled> {
  return pullReference(`${registry.host}/${rest}`, overrides);
}

function pullReference(text: string, { env = {}, signal, silenceLimitMs }: Overrides = {}): Promise<Pulled> {
  const reference = parseReference(text);
  if (reference === null) throw new Error(`the test's reference is none: ${text}`);
  return pullRootfs({
    reference,
    architecture: "amd64",
    work,
    target: target(),
    progress: (line) => lines.push(line),
    // No configuration of this machine's user.
    env: { DOCKER_CONFIG: work, ...env },
    signal: signal ?? new AbortController().signal,
    ...(silenceLimitMs === undefined ? {} : { silenceLimitMs }),
  });
}

/** The refusal's text; a pull that works, or another error, fails the test. */
async function refusal(pulling: Promise<unknown>): Promise<string> {
  const error: unknown = await pulling.catch((reason: unknown) => reason);
  if (!(error instanceof Unavailable)) throw new Error(`not refused: ${String(error)}`, { cause: error });
  return error.message.replaceAll(registry.host, "HOST");
}

const ROOT = ["directory ./ 755", "directory etc/ 755", "file etc/hosts 644 new"];

describe("an image", () => {
  test("is pulled by tag and flattened", async () => {
    const { digest } = registry.image("team/app", "1.0", [lower, upper]);
    const pulled = await pull("team/app:1.0");
    expect(pulled.imageDigest).toBe(digest);
    expect(await contentOf(target())).toEqual(ROOT);
    expect(lines).toEqual(["layer 1 of 2: 0.0 of 0.0 MB", "layer 2 of 2: 0.0 of 0.0 MB"]);
  });

  test("gives the same bytes each time", async () => {
    registry.image("app", "1", [lower, upper]);
    const first = await pull("app:1");
    await rm(target());
    for (const name of await readdir(work)) await rm(join(work, name));
    expect((await pull("app:1")).digest).toBe(first.digest);
  });

  test("is pulled by digest", async () => {
    const { digest } = registry.image("app", "1", [upper]);
    expect((await pull(`app@${digest}`)).imageDigest).toBe(digest);
  });

  test("is chosen from an index by its platform, and has the index' digest", async () => {
    const wanted = registry.image("app", "a", [upper]);
    const other = registry.image("app", "b", [lower]);
    const index = {
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [
        { ...other, platform: { os: "linux", architecture: "arm64" } },
        { ...other, platform: { os: "unknown", architecture: "unknown" } },
        { ...other, platform: { os: "windows", architecture: "amd64" } },
        { ...wanted, platform: { os: "linux", architecture: "amd64" } },
      ],
    };
    const bytes = json(index);
    registry.manifest("app", "1", { mediaType: OCI_INDEX, bytes });
    expect((await pull("app:1")).imageDigest).toBe(digestOf(bytes));
    expect(await contentOf(target())).toEqual(ROOT);
  });

  test("may be of Docker's kind, not name its type in itself, and be uncompressed", async () => {
    putPlain("app", "1", upper);
    await pull("app:1");
    expect(await contentOf(target())).toEqual(ROOT);
  });

  test("may have no layer at all", async () => {
    registry.image("app", "1", []);
    await pull("app:1");
    expect(await contentOf(target())).toEqual(["directory ./ 755"]);
  });

  test("tells how far it is, every 10 MiB", async () => {
    putPlain("app", "1", await tarOf([{ name: "zeros", text: "\0".repeat(25 * 1024 ** 2) }]));
    await pull("app:1");
    expect(lines.map((line) => line.replace(/(\d+)\.\d of/, "$1 of"))).toEqual([
      "layer 1 of 1: 0 of 26.2 MB",
      "layer 1 of 1: 10 of 26.2 MB",
      "layer 1 of 1: 21 of 26.2 MB",
    ]);
  });
});

describe("authentication", () => {
  const password = Buffer.from("me:se:cret").toString("base64");
  const login = (auth: string): Promise<void> =>
    writeFile(join(work, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));

  /** Demands a token, which /token gives to whoever sends `accepts` as Authorization (null: to anybody). */
  function demandToken(accepts: string | null): void {
    const realm = `http://${registry.host}/token`;
    registry.fault = ({ url = "", headers }, response) => {
      if (url.startsWith("/token")) {
        const ok = accepts === null || headers.authorization === accepts;
        response.writeHead(ok ? 200 : 401).end(JSON.stringify({ token: "t0k3n" }));
        return true;
      }
      if (headers.authorization === "Bearer t0k3n") return false;
      const challenge = `Bearer realm="${realm}",service="the registry",scope="repository:app:pull"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
      return true;
    };
  }

  test("by token, for anybody", async () => {
    const { digest } = registry.image("app", "1", [upper]);
    demandToken(null);
    expect((await pull("app:1")).imageDigest).toBe(digest);
    expect(registry.requests.slice(0, 3)).toEqual([
      "/v2/app/manifests/1",
      "/token?scope=repository%3Aapp%3Apull&service=the+registry",
      "/v2/app/manifests/1 Bearer t0k3n",
    ]);
  });

  test("by token, for the user that docker login has left", async () => {
    registry.image("app", "1", [upper]);
    await login(password);
    demandToken(`Basic ${password}`);
    await pull("app:1");
    expect(await contentOf(target())).toEqual(ROOT);
  });

  test("by token, refused", async () => {
    demandToken("Basic somebody");
    expect(await refusal(pull("app:1"))).toBe(
      'HOST: authentication refused (401); no password was sent, "docker login" leaves one',
    );
    await login(password);
    expect(await refusal(pull("app:1"))).toBe(
      "HOST: authentication refused (401), with the password of the Docker configuration",
    );
  });

  test("by token, of a host that only the registry names: without the password", async () => {
    registry.image("app", "1", [upper]);
    await login(password);
    const other = await startStandIn();
    const told: (string | undefined)[] = [];
    other.fault = ({ headers }, response) => {
      told.push(headers.authorization);
      response.writeHead(401).end();
      return true;
    };
    registry.fault = (_, response) => {
      // Another name for this machine is another host.
      const realm = `http://${other.host.replace("127.0.0.1", "localhost")}/token`;
      response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}"` }).end();
      return true;
    };
    expect(await refusal(pull("app:1"))).toContain(
      'the password of the Docker configuration was not sent: "localhost:',
    );
    expect(told).toEqual([undefined]);
    await other.close();
  });

  test("by password", async () => {
    registry.image("app", "1", [upper]);
    registry.fault = ({ headers }, response) => {
      if (headers.authorization === `Basic ${password}`) return false;
      response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
      return true;
    };
    expect(await refusal(pull("app:1"))).toContain("authentication refused (401)");
    await login(password);
    await pull("app:1");
    expect(await contentOf(target())).toEqual(ROOT);
  });

  test("by a helper, which is not supported", async () => {
    await writeFile(join(work, "config.json"), JSON.stringify({ credsStore: "desktop" }));
    demandToken("Basic somebody");
    expect(await refusal(pull("app:1"))).toContain(
      "config.json leaves passwords to a helper, which is not supported",
    );
  });

  test("passwords do not go to another host", async () => {
    const other = await startStandIn();
    await login(password);
    const { digest } = registry.image("app", "1", [upper]);
    other.fault = ({ url }, response) => {
      const layer = url?.includes("blobs");
      response.writeHead(layer ? 200 : 404).end();
      return true;
    };
    registry.fault = ({ url = "", headers }, response) => {
      if (headers.authorization === undefined) {
        response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
        return true;
      }
      if (!url.includes("blobs")) return false;
      response.writeHead(307, { location: `http://${other.host}${url}` }).end();
      return true;
    };
    await refusal(pull(`app@${digest}`));
    expect(other.requests.length).toBe(1);
    expect(other.requests[0]).not.toContain("Basic");
    await other.close();
  });
});

describe("a refusal says why", () => {
  test("not there", async () => {
    expect(await refusal(pull("app:2"))).toBe(
      'HOST: it is not there (404, "manifest unknown") for app/manifests/2',
    );
  });

  test.each([
    [403, "access denied (403)"],
    [429, "too many requests for now (429)"],
    [500, "it failed (500)"],
  ])("status %d", async (status, text) => {
    registry.fault = (_, response) => {
      response.writeHead(status).end("<html>no</html>");
      return true;
    };
    expect(await refusal(pull("app:1"))).toContain(text);
  });

  test("an error text cannot move the terminal's cursor", async () => {
    registry.fault = (_, response) => {
      response.writeHead(404).end(JSON.stringify({ errors: [{ message: "\u001b[2Jevil" }] }));
      return true;
    };
    expect(await refusal(pull("app:1"))).toContain('"\\u{1b}[2Jevil"');
  });

  test("nobody listens", async () => {
    await registry.close();
    expect(await refusal(pull("app:1"))).toMatch(/^HOST refused the connection \(connect ECONNREFUSED /);
  });

  test("no such name", async () => {
    expect(await refusal(pullReference("registry.invalid/app:1"))).toMatch(
      /^the name registry\.invalid (?:does not exist in DNS|cannot be looked up, DNS does not answer) \(/,
    );
  });

  test("no TLS where TLS is needed", async () => {
    // The same address, but not in the form that is known as this machine's.
    const text = await refusal(pullReference(`127.1:${registry.host.split(":")[1]}/app:1`));
    expect(text).toMatch(/^HOST does not speak TLS; RESOLVER_MATRIX_INSECURE_REGISTRIES=HOST allows http \(/);
  });

  test("silence before the answer", async () => {
    registry.fault = () => true;
    expect(await refusal(pull("app:1", { silenceLimitMs: 50 }))).toBe(
      "HOST does not answer (nothing for 0.05 s)",
    );
  });

  test("silence in the middle of a layer", async () => {
    registry.image("app", "1", [upper]);
    registry.fault = ({ url = "" }, response) => {
      const isLayer =
        url.includes("blobs") && registry.requests.filter((path) => path.includes("blobs")).length > 1;
      if (isLayer) response.writeHead(200, { "content-length": "1000" }).write("half");
      return isLayer;
    };
    expect(await refusal(pull("app:1", { silenceLimitMs: 50 }))).toBe(
      "HOST does not answer (nothing for 0.05 s)",
    );
  });

  test("a connection that is cut in the middle of a layer", async () => {
    registry.image("app", "1", [upper]);
    registry.fault = ({ url = "" }, response) => {
      const isLayer =
        url.includes("blobs") && registry.requests.filter((path) => path.includes("blobs")).length > 1;
      if (isLayer) {
        response.writeHead(200, { "content-length": "1000" }).write("half", () => response.destroy());
      }
      return isLayer;
    };
    expect(await refusal(pull("app:1"))).toMatch(/^HOST closed the connection/);
  });

  test("the run is cancelled while a layer comes", async () => {
    registry.image("app", "1", [upper]);
    const life = new AbortController();
    registry.fault = ({ url = "" }, response) => {
      const isBlob = url.includes("blobs");
      if (isBlob) {
        response.writeHead(200, { "content-length": "1000" }).write("half");
        life.abort(new Unavailable("the run was cancelled"));
      }
      return isBlob;
    };
    expect(await refusal(pull("app:1", { signal: life.signal }))).toBe("the run was cancelled");
  });

  test("redirects without end, to nowhere, and to a scheme of its own", async () => {
    const redirect = (location: string) => {
      registry.fault = (_, response) => {
        response.writeHead(302, { location }).end();
        return true;
      };
    };
    redirect("/v2/again");
    expect(await refusal(pull("app:1"))).toBe("HOST redirects more than 5 times");
    redirect("http://");
    expect(await refusal(pull("app:1"))).toBe('HOST redirects to "http://", which is no address');
    redirect("file:///etc/passwd");
    expect(await refusal(pull("app:1"))).toContain("is to be asked over file, and only https is trusted");
  });
});

describe("what is not what it claims to be is refused", () => {
  test("a manifest of another digest", async () => {
    const { digest } = registry.image("app", "1", [upper]);
    const wrong = `sha256:${"0".repeat(64)}`;
    registry.put(`app/manifests/${wrong}`, { mediaType: OCI_MANIFEST, bytes: json({}) });
    expect(await refusal(pull(`app@${wrong}`))).toBe(
      `HOST sent a manifest of ${digestOf(json({}))} for "${wrong.slice(0, 60)}…"`,
    );
    expect(digest).not.toBe(wrong);
  });

  test("a layer with other bytes of the same length", async () => {
    registry.image("app", "1", [upper], (manifest) => {
      const [layer] = manifest.layers as { digest: string; size: number }[];
      if (layer === undefined) throw new Error("no layer");
      registry.put(`app/blobs/${layer.digest}`, { mediaType: "x", bytes: Buffer.alloc(layer.size) });
      return manifest;
    });
    expect(await refusal(pull("app:1"))).toMatch(
      /^the registry sent sha256:[0-9a-f]{64} for sha256:[0-9a-f]{64}$/,
    );
  });

  test.each([
    ["longer", 1],
    ["shorter", -1],
  ])("a layer that is %s", async (_, more) => {
    registry.image("app", "1", [upper], (manifest) => {
      const [layer] = manifest.layers as { digest: string; size: number }[];
      if (layer === undefined) throw new Error("no layer");
      registry.put(`app/blobs/${layer.digest}`, { mediaType: "x", bytes: Buffer.alloc(layer.size + more) });
      return manifest;
    });
    expect(await refusal(pull("app:1"))).toMatch(/^the registry sent \d+ bytes or more for sha256:/);
  });

  test("a layer whose uncompressed digest is not the configuration's", async () => {
    registry.image("app", "1", [upper], (manifest) => {
      const bytes = json({ rootfs: { diff_ids: [digestOf(lower)] } });
      const config = registry.put(`app/blobs/${digestOf(bytes)}`, { mediaType: OCI_CONFIG, bytes });
      return { ...manifest, config };
    });
    expect(await refusal(pull("app:1"))).toBe(
      `layer 1 of 1 is ${digestOf(upper)} when uncompressed and should be ${digestOf(lower)}`,
    );
  });

  test("a layer that leaves its root", async () => {
    registry.image("app", "1", [await tarOf([{ name: "../evil", text: "x" }])]);
    expect(await refusal(pull("app:1"))).toBe(
      'layer 1 of 1 cannot be unpacked: the path "../evil" leaves the archive',
    );
    expect(await readdir(join(work, ".."))).not.toContain("evil");
  });

  test("a layer that is no archive", async () => {
    registry.image("app", "1", [Buffer.alloc(4096, "no tar ")]);
    expect(await refusal(pull("app:1"))).toMatch(/^layer 1 of 1 cannot be unpacked: Invalid tar header/);
  });

  const spoilt: readonly (readonly [
    string,
    (manifest: Record<string, unknown>) => Record<string, unknown>,
    string,
  ])[] = [
    [
      "an artifact",
      (m) => ({
        ...m,
        config: { ...(m.config as object), mediaType: "application/vnd.cncf.helm.config.v1+json" },
      }),
      'it is no container image but "application/vnd.cncf.helm.config.v1+json"',
    ],
    [
      "a foreign layer",
      (m) => ({
        ...m,
        layers: [
          {
            mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            digest: digestOf(Buffer.alloc(0)),
            size: 0,
          },
        ],
      }),
      "it has a layer of type",
    ],
    [
      "too much",
      (m) => ({
        ...m,
        layers: [
          {
            mediaType: "application/vnd.oci.image.layer.v1.tar",
            digest: digestOf(Buffer.alloc(0)),
            size: 5e9,
          },
        ],
      }),
      "its layers have 5000000000 bytes, which is too much",
    ],
    [
      "a huge configuration",
      (m) => ({ ...m, config: { ...(m.config as object), size: 1e9 } }),
      "its configuration has 1000000000 bytes",
    ],
    [
      "no digest",
      (m) => ({ ...m, config: { mediaType: OCI_CONFIG, size: 1, digest: "../../x" } }),
      'the manifest is not well formed at "config.digest"',
    ],
    [
      "more layers than the configuration has",
      (m) => ({ ...m, layers: [] }),
      "its configuration has 1 layers, its manifest 0",
    ],
    ["two types at once", (m) => ({ ...m, mediaType: OCI_INDEX }), "and calls itself"],
    ["a type of its own", (m) => ({ ...m, mediaType: "application/x" }), "calls itself"],
  ];
  test.each(spoilt)("a manifest with %s", async (_, change, message) => {
    registry.image("app", "1", [upper], change);
    expect(await refusal(pull("app:1"))).toContain(message);
  });

  test("schema 1, which no digest protects", async () => {
    const mediaType = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    registry.manifest("app", "1", { mediaType, bytes: json({ schemaVersion: 1 }) });
    expect(await refusal(pull("app:1"))).toBe(
      `its manifest is of type "${mediaType}", which is not supported`,
    );
  });

  test("an index without this CPU, or with nothing but another index", async () => {
    const other = registry.image("app", "a", [upper]);
    const index = (entry: object): Buffer => json({ mediaType: OCI_INDEX, manifests: [entry] });
    const foreign = index({ ...other, platform: { os: "linux", architecture: "s390x" } });
    registry.manifest("app", "1", { mediaType: OCI_INDEX, bytes: foreign });
    expect(await refusal(pull("app:1"))).toBe('it is not there for amd64, only for "s390x"');
    const inner = registry.manifest("app", "in", {
      mediaType: OCI_INDEX,
      bytes: index({ ...other, platform: { os: "linux", architecture: "amd64" } }),
    });
    registry.manifest("app", "2", {
      mediaType: OCI_INDEX,
      bytes: index({ ...inner, platform: { os: "linux", architecture: "amd64" } }),
    });
    expect(await refusal(pull("app:2"))).toBe("its index leads to another index");
  });

  test("something that is not JSON, and a short answer that is long", async () => {
    registry.manifest("app", "1", { mediaType: OCI_MANIFEST, bytes: Buffer.from("<html>") });
    expect(await refusal(pull("app:1"))).toBe("the manifest is not JSON");
    registry.manifest("app", "2", { mediaType: OCI_MANIFEST, bytes: Buffer.alloc(5 * 1024 ** 2, " ") });
    expect(await refusal(pull("app:2"))).toBe("HOST sends more than 4194304 bytes for a short answer");
  });
});

/** An image as Docker writes it, with one uncompressed layer. */
function putPlain(repository: string, tag: string, tar: Buffer): void {
  const put = (mediaType: string, bytes: Buffer) =>
    registry.put(`${repository}/blobs/${digestOf(bytes)}`, { mediaType, bytes });
  const config = put(
    "application/vnd.docker.container.image.v1+json",
    json({ rootfs: { diff_ids: [digestOf(tar)] } }),
  );
  const layers = [put("application/vnd.docker.image.rootfs.diff.tar", tar)];
  const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
  registry.manifest(repository, tag, { mediaType, bytes: json({ schemaVersion: 2, config, layers }) });
}
