import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import { openSsmParameterSource } from "../../src/adapters/aws-ssm/open-ssm-parameter-source.ts";
import { name } from "../../src/testing/index.ts";
import { environmentFor, ssmAt, ssmOf } from "../support/aws-clients.ts";
import { useSettings } from "../support/environment.ts";
import { rightsInTurn } from "../support/rights.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const ROLE = "arn:aws:iam::444455556666:role/ssmbak-read-us-east-1";

describeWithMoto("a Parameter Store of another account", (endpoint) => {
  it("is read with a role of that account, which is assumed once", async () => {
    useSettings(environmentFor(endpoint));
    const theirs = await ssmOf(endpoint, "444455556666");
    await theirs.send(new PutParameterCommand({ Name: "/role/theirs", Type: "String", Value: "x" }));
    await ssmAt(endpoint).send(new PutParameterCommand({ Name: "/role/ours", Type: "String", Value: "x" }));
    const source = openSsmParameterSource({ role: ROLE });

    let found: ReadonlyArray<boolean> = [];
    const rights = await rightsInTurn(async () => {
      const histories = await Promise.all(["/role/theirs", "/role/ours"].map((named) => source.history(name(named))()));
      await source.history(name("/role/theirs"))();
      found = histories.map((history) => E.isRight(history) && O.isSome(history.right));
    });
    source.close();

    expect(found).toEqual([true, false]);
    expect(rights.filter((right) => right === "sts:AssumeRole")).toHaveLength(1);
  });
});

/** Answers every request as STS refuses. */
const refusingSts = async (status: number, code: string) => {
  const server = createServer((_request, response) => {
    response.writeHead(status, { "content-type": "text/xml" });
    response.end(
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
        "<Message>User canary is not authorized</Message></Error></ErrorResponse>",
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
};

describe("a role that can't be had", () => {
  it.each([
    [403, "AccessDenied", "SourceAccessDenied", "(RoleNotAssumed): the role can't be assumed"],
    [400, "MalformedPolicyDocument", "SourceAccessDenied", "(RoleNotAssumed): the role can't be assumed"],
    [403, "ExpiredToken", "SourceAccessDenied", "(ExpiredToken): the AWS credentials are not valid (any more)"],
    [400, "Throttling", "SourceThrottled", "is throttling"],
    [503, "ServiceUnavailable", "SourceUnavailable", "did not answer"],
  ])("is told as what it is: %i %s", async (status, code, tag, message) => {
    const sts = await refusingSts(status, code);
    useSettings({ ...environmentFor(sts.endpoint), AWS_MAX_ATTEMPTS: "1" });
    const source = openSsmParameterSource({ role: ROLE });
    const history = await source.history(name("/app/db"))();
    source.close();
    sts.close();
    expect(history).toMatchObject({ left: { _tag: tag, message: expect.stringContaining(message) } });
    expect(JSON.stringify(E.isLeft(history) && history.left.message)).not.toContain("canary");
  });
});
