/** A proxy on loopback: tells what it was asked for, and passes it on, refuses it or stays silent. */
import { createServer, request as forward, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface StandInProxy {
  /** "127.0.0.1:PORT". */
  readonly host: string;
  /** "CONNECT host:port" for a tunnel, "GET http://…" for plain HTTP. */
  readonly asked: string[];
  /** The credentials that came along, as they stand in the header. */
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

export type Conduct =
  | { readonly kind: "forward" }
  /** Every tunnel leads to this port of loopback, whatever was asked for. */
  | { readonly kind: "lead"; readonly port: number }
  | { readonly kind: "refuse"; readonly status: number }
  | { readonly kind: "silent" };

export async function startProxy(conduct: Conduct): Promise<StandInProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const note = (request: IncomingMessage): void => {
    asked.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers["proxy-authorization"]);
  };
  const server = createServer((request, response) => {
    note(request);
    if (conduct.kind === "refuse") response.writeHead(conduct.status).end();
    if (conduct.kind !== "forward") return;
    const onward = forward(request.url ?? "", { headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    note(request);
    socket.on("error", () => socket.destroy());
    if (conduct.kind === "refuse") socket.end(`HTTP/1.1 ${conduct.status} No\r\ncontent-length: 0\r\n\r\n`);
    if (conduct.kind !== "lead") return;
    const onward = connect(conduct.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
  });
  await listening(server);
  // A server that listens on a port has an address of that kind.
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    asked,
    authorizations,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}
