import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** The name of an error that an intercepted call is refused with; nothing lets it through. */
export type Intercept = (operation: string, body: string) => string | undefined;

/** A server before an emulator that lets calls of SSM through, or refuses them as AWS would. */
export interface AwsProxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts a proxy for SSM before an emulator, on a free port of 127.0.0.1. */
export const proxyTo = async (emulator: string, intercept: Intercept): Promise<AwsProxy> => {
  const handle = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const operation = String(incoming.headers["x-amz-target"] ?? "").replace("AmazonSSM.", "");
    const refusal = intercept(operation, body.toString());
    if (refusal !== undefined) {
      answer.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
      answer.end(JSON.stringify({ __type: refusal, message: "refused by the test" }));
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? "/", emulator), { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    onward.end(body);
  };
  const server = createServer((incoming, answer) => {
    void handle(incoming, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
