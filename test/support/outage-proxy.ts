import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A door on the loopback address before a server, which can be shut: then connections break and new ones are refused. */
export class OutageProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  /** @param endpoint The server behind it, `http://HOST:PORT`. */
  constructor(endpoint: string) {
    const { hostname, port } = new URL(endpoint);
    this.#target = { host: hostname, port: Number(port) };
  }

  /** Where it is to be asked, `http://127.0.0.1:PORT`; the same before and after an outage. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Lets connections through. */
  async open(): Promise<void> {
    const server = createServer((socket) => this.#join(socket));
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    // A server that listens on a port has an address of this kind.
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Breaks connections, and refuses others. */
  async shut(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(near: Socket): void {
    const far = connect(this.#target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.pipe(other);
      // Whatever ends one side ends the other; an error comes with a close.
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
