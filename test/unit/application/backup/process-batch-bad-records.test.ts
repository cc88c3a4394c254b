import { describe, expect, it } from "vitest";
import type { SqsRecord } from "../../../../src/adapters/aws-lambda/sqs-event.ts";
import { processBatch } from "../../../../src/application/backup/process-batch.ts";
import { changeEnvelope, sqsEvent } from "../../../../src/testing/builders.ts";
import { Workshop } from "../../../support/workshop.ts";

const FOUND = "found-in-the-wrong-place";

const envelope = changeEnvelope();
const without = (field: string, from: object = envelope): object =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== field));
const withDetail = (detail: object): object => ({ ...envelope, detail: { ...envelope.detail, ...detail } });

interface BadRecord {
  readonly what: string;
  /** An envelope, or a text that is the body as it is. */
  readonly message: unknown;
  /** What the log has to say: the path, and what belongs there. */
  readonly complaint: string;
}

const badRecords: ReadonlyArray<BadRecord> = [
  { what: "a body that is not JSON", message: `{"name": "${FOUND}"`, complaint: "expected JSON" },
  { what: "an empty body", message: "", complaint: "expected JSON" },
  { what: "JSON that is no object", message: `"${FOUND}"`, complaint: "detail-type" },
  { what: "a list", message: [envelope], complaint: "detail-type" },
  { what: "another source", message: { ...envelope, source: FOUND }, complaint: 'source: expected "aws.ssm"' },
  {
    what: "another detail-type",
    message: { ...envelope, "detail-type": FOUND },
    complaint: 'detail-type: expected "Parameter Store Change" | "Parameter Store Policy Action"',
  },
  { what: "no detail-type", message: without("detail-type"), complaint: "detail-type: expected" },
  { what: "no source", message: without("source"), complaint: "source: expected" },
  { what: "no id", message: without("id"), complaint: "id: expected an event id" },
  {
    what: "an id that can be part of no key",
    message: { ...envelope, id: `a/${FOUND}` },
    complaint: "id: expected an event id",
  },
  { what: "no time", message: without("time"), complaint: "time: expected an ISO 8601 time with zone" },
  { what: "no detail", message: without("detail"), complaint: "detail: expected" },
  { what: "a time in words", message: { ...envelope, time: FOUND }, complaint: "time: expected an ISO 8601 time" },
  { what: "a time without a zone", message: { ...envelope, time: "2024-06-08T23:06:33" }, complaint: "time: expected" },
  { what: "a day that does not exist", message: { ...envelope, time: "2024-02-30T00:00:00Z" }, complaint: "time: " },
  { what: "a time as a number", message: { ...envelope, time: 1717887993 }, complaint: "time: expected" },
  {
    what: "no name",
    message: { ...envelope, detail: without("name", envelope.detail) },
    complaint: "detail.name: expected a string",
  },
  { what: "a name as a number", message: withDetail({ name: 7 }), complaint: "detail.name: expected a string" },
  { what: "an empty name", message: withDetail({ name: "" }), complaint: "detail.name: expected a parameter name" },
  {
    what: "a name with spaces",
    message: withDetail({ name: `/a b/${FOUND}` }),
    complaint: "detail.name: expected a parameter name",
  },
  {
    what: "a name of 16 levels",
    message: withDetail({ name: "/a".repeat(16) }),
    complaint: "detail.name: expected a name of at most 15 levels",
  },
  {
    what: "a name that is too long",
    message: withDetail({ name: `/${"a".repeat(1011)}` }),
    complaint: "detail.name: expected a name of at most 1011 characters",
  },
  { what: "another operation", message: withDetail({ operation: FOUND }), complaint: "detail.operation: expected" },
  { what: "another type", message: withDetail({ type: FOUND }), complaint: "detail.type: expected" },
  {
    what: "a description that is no text",
    message: withDetail({ description: { text: FOUND } }),
    complaint: "detail.description: expected string",
  },
  {
    what: "a policy action without a policy",
    message: {
      ...envelope,
      "detail-type": "Parameter Store Policy Action",
      detail: { "parameter-name": "/a", "policy-text": FOUND },
    },
    complaint: "detail.policy-type: expected",
  },
];

const handleBetweenGoodOnes = async (bad: SqsRecord) => {
  const workshop = new Workshop();
  const [first, last] = sqsEvent([workshop.put("/a"), workshop.put("/b")]).Records;
  if (first === undefined || last === undefined) throw new Error("the builder makes two");
  const report = await processBatch(workshop.dependencies())([first, bad, last]);
  return { workshop, report };
};

const expectOnlyItFails = async (bad: SqsRecord, complaint: string): Promise<void> => {
  const { workshop, report } = await handleBetweenGoodOnes(bad);

  expect(report.outcomes).toMatchObject([
    { _tag: "Handled", outcome: "stored" },
    { _tag: "Failed", messageId: "bad", reason: "DecodeError" },
    { _tag: "Handled", outcome: "stored" },
  ]);
  expect(report.outcomes[1]).not.toHaveProperty("name");
  expect(report.appended).toBe(2);
  expect(workshop.logged("error")).toEqual([
    {
      level: "error",
      message: "not a change event; will end in the dead-letter queue",
      fields: { messageId: "bad", detail: expect.stringContaining(complaint) },
    },
  ]);
  expect(JSON.stringify([report, workshop.logger.lines])).not.toContain(FOUND);
};

describe("a record that is no change event", () => {
  it.each(badRecords)("fails alone, and is told from $what", async ({ message, complaint }) => {
    const [bad] = sqsEvent([message], ["bad"]).Records;
    if (bad === undefined) throw new Error("the builder makes one");

    await expectOnlyItFails(bad, complaint);
  });

  it.each([
    { what: "a number", body: 42 },
    { what: "an object", body: { found: FOUND } },
    { what: "null", body: null },
    { what: "nothing", body: undefined },
  ])("fails alone when its body is $what", async ({ body }) => {
    await expectOnlyItFails({ messageId: "bad", body }, "body: expected string");
  });

  it("fails alone when it has no body at all", async () => {
    await expectOnlyItFails({ messageId: "bad" }, "body: expected string");
  });
});
