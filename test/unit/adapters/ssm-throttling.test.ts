import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, describe, expect, it } from "vitest";
import { openSsmParameterSource } from "../../../src/adapters/aws-ssm/open-ssm-parameter-source.ts";
import { everything } from "../../../src/domain/model/selection.ts";
import { collect } from "../../support/collect.ts";
import { useSettings } from "../../support/environment.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
};

/** An endpoint that throttles the first calls, and counts them all. */
const throttling = async (refusals: number) => {
  const counted = { calls: 0 };
  const server = createServer((request, response) => {
    request.resume();
    counted.calls += 1;
    if (counted.calls <= refusals) answer(response, 400, { __type: "ThrottlingException", message: "Rate exceeded" });
    else {
      const parameter = { Name: "/app/db", Type: "String", Value: "x", Version: 1, LastModifiedDate: 1_700_000_000 };
      answer(response, 200, { Parameters: [parameter] });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  useSettings({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  const source = openSsmParameterSource();
  closing.push(() => source.close());
  return { counted, source };
};

describe("a client that SSM throttles", () => {
  it("goes on after more refusals than the SDK's own three attempts would bear", async () => {
    const { counted, source } = await throttling(3);
    expect(await collect(source.list(everything))).toMatchObject([E.right({ name: "/app/db" })]);
    expect(counted.calls).toBe(4);
  });
});
