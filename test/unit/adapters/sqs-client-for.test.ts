import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSqsChangeQueue } from "../../../src/adapters/aws-sqs/open-sqs-change-queue.ts";
import { sqsClientFor } from "../../../src/adapters/aws-sqs/sqs-client-for.ts";
import { useSettings } from "../../support/environment.ts";
import { rightOf } from "../../support/workshop.ts";

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
const AWS_URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/changes";

/** Where a client for the URL would send a call. */
const hostFor = async (url: string, region?: string): Promise<string> => {
  const client = sqsClientFor(url, region);
  const asked: string[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      asked.push((args.request as { readonly hostname: string }).hostname);
      return { response: {}, output: { $metadata: {} } };
    },
    { step: "finalizeRequest" },
  );
  await client.send(new ListQueuesCommand({}));
  client.destroy();
  return asked.join();
};

describe("where a queue is asked for", () => {
  let server: Server;
  let endpoint = "";
  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.setHeader("content-type", "application/x-amz-json-1.0");
      response.end(JSON.stringify({ Attributes: { VisibilityTimeout: "45" } }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  it("is its region, whatever region is set", async () => {
    useSettings({ ...CREDENTIALS, AWS_REGION: "us-east-1" });
    expect(await hostFor(AWS_URL, "eu-west-1")).toBe("sqs.eu-west-1.amazonaws.com");
  });

  it.each([
    ["a queue of AWS, where an endpoint is set", () => AWS_URL, "eu-west-1", () => ({ AWS_ENDPOINT_URL: endpoint })],
    ["a queue of an emulator", () => `${endpoint}/111122223333/changes`, undefined, () => ({})],
    [
      "a queue of an emulator, where another endpoint is set",
      () => `${endpoint}/111122223333/changes`,
      undefined,
      () => ({ AWS_ENDPOINT_URL: "http://127.0.0.1:1" }),
    ],
  ])("is what can be reached, without a word on the console: %s", async (_, url, region, settings) => {
    useSettings({ ...CREDENTIALS, AWS_REGION: "us-east-1", ...settings() });
    const warn = vi.spyOn(console, "warn");
    const queue = openSqsChangeQueue(url(), region);
    expect(await rightOf(queue.hiddenSeconds())).toBe(45);
    queue.close();
    expect(warn).not.toHaveBeenCalled();
  });
});
