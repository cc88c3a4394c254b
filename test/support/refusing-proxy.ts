import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A call as it comes in: the service by its signature, and what was asked. */
export interface IncomingCall {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  /** Of services with JSON, the operation. */
  readonly operation: string;
}

/** What a call is answered with in place of the emulator: an error of AWS by its code, a broken connection, nothing. */
export type Refusal = { readonly code: string; readonly status: number } | "broken" | "silent";

const serviceOf = (headers: IncomingMessage["headers"]): string =>
  /Credential=[^/]*\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";

const isJson = ({ headers }: IncomingMessage): boolean => /json/.test(String(headers["content-type"]));

const refuse = (
  incoming: IncomingMessage,
  answer: ServerResponse,
  { code, status }: Exclude<Refusal, string>,
): void => {
  if (isJson(incoming)) {
    answer.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
    answer.end(JSON.stringify({ __type: code, message: "canary-in-the-words-of-aws" }));
    return;
  }
  const error = `<Error><Code>${code}</Code><Message>canary-in-the-words-of-aws</Message></Error>`;
  answer.writeHead(status, { "content-type": "application/xml" });
  answer.end(serviceOf(incoming.headers) === "s3" ? error : `<ErrorResponse>${error}</ErrorResponse>`);
};

/** A server before an emulator that refuses some calls. Ends with the test. */
export const refusingProxy = async (
  emulator: string,
  decide: (call: IncomingCall) => Refusal | undefined,
): Promise<string> => {
  const handle = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { method = "", url = "/", headers } = incoming;
    const operation = String(headers["x-amz-target"] ?? "").split(".")[1] ?? "";
    const refusal = decide({ service: serviceOf(headers), method, path: url, operation });
    if (refusal === "broken") {
      incoming.destroy();
      return;
    }
    const body = await buffer(incoming);
    if (refusal === "silent") return;
    if (refusal !== undefined) {
      refuse(incoming, answer, refusal);
      return;
    }
    const onward = request(new URL(url, emulator), { method, headers }, (reply) => {
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
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on a port has an address of this kind.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
