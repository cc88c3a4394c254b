import { once } from "node:events";
import { createServer, type Server } from "node:http";

/** Longer than a long poll and a batch of slow answers together. */
const STUCK_AFTER = 120_000;

const OK = 200;
const UNAVAILABLE = 503;

/** Tells over HTTP whether a worker still moves. */
export interface HealthServer {
  /** Tells the server that the worker made progress. */
  beat(): void;
  close(): void;
}

/** Answers every request: 200 while the last beat is less than two minutes ago, else 503. */
export const openHealthServer = async (port: number, host: string): Promise<HealthServer> => {
  let last = performance.now();
  const server: Server = createServer((_, response) => {
    const moves = performance.now() - last < STUCK_AFTER;
    response.writeHead(moves ? OK : UNAVAILABLE, { "content-type": "text/plain" }).end(moves ? "ok\n" : "stuck\n");
  });
  server.listen(port, host);
  await once(server, "listening");
  return {
    beat: () => {
      last = performance.now();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
