import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { beforeEach, expect, it } from "vitest";
import { run } from "../../src/entry/cli/run.ts";
import { environmentFor, freshQueue, sqsAt } from "../support/aws-clients.ts";
import { useSettings } from "../support/environment.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { describeWithMoto } from "../support/with-moto.ts";

const CANARY = "canary-7f3a-never-shown";

const eventOf = (name: string, time = "2024-06-08T23:06:33Z") =>
  JSON.stringify({
    source: "aws.ssm",
    id: "an-id",
    time,
    account: "111122223333",
    region: "eu-west-1",
    "detail-type": "Parameter Store Change",
    detail: { operation: "Update", name, type: "SecureString", description: CANARY },
  });

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

const list = async (queue: string, ...args: ReadonlyArray<string>) => {
  const terminal = new FakeTerminal();
  const code = await run(["dlq", "list", "--queue", queue, ...args], terminal);
  return { terminal, code };
};

describeWithMoto("ssmbak dlq list", (endpoint) => {
  const sqs = sqsAt(endpoint);
  const send = (queue: string, body: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));

  beforeEach(() => useSettings(environmentFor(endpoint)));

  it("tells what each message is and why it lies there, and shows nothing of what it holds", async () => {
    const queue = await freshQueue(sqs);
    await send(queue, eventOf("/app/db"));
    await send(queue, JSON.stringify({ password: CANARY }));
    await send(queue, `${CANARY} is no JSON`);

    const { terminal, code } = await list(queue);

    expect(code).toBe(0);
    expect(terminal.rows[0]).toEqual(["SENT (UTC)", "NAME", "OPERATION", "EVENT (UTC)", "RECEIVED", "REASON"]);
    expect(terminal.rows.slice(1)).toEqual(
      expect.arrayContaining([
        [
          expect.stringMatching(UTC),
          "/app/db",
          "Update",
          "2024-06-08T23:06:33Z",
          "1",
          "handling it failed; the log says why",
        ],
        [
          expect.stringMatching(UTC),
          "-",
          "-",
          "-",
          "1",
          expect.stringMatching(/^not a valid Parameter Store event: detail-type/),
        ],
        [expect.stringMatching(UTC), "-", "-", "-", "1", "not a valid Parameter Store event: expected JSON"],
      ]),
    );
    expect(terminal.rows).toHaveLength(4);
    expect(terminal.errors).toBe("");
    expect(terminal.everything).not.toContain(CANARY);
  });

  it("leaves every message in the queue, to be received at once", async () => {
    const queue = await freshQueue(sqs);
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queue,
        Entries: Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: eventOf(`/n/${index}`) })),
      }),
    );
    for (const name of ["/n/10", "/n/11", "/n/12"]) await send(queue, eventOf(name));

    const first = await list(queue, "--json");
    const again = await list(queue, "--json");
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }));

    const linesOf = ({ terminal }: typeof first) =>
      terminal.output.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    const expected = Array.from({ length: 13 }, (_, index) => `/n/${index}`).sort();
    expect(
      linesOf(first)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(expected);
    expect(
      linesOf(again)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(expected);
    expect(linesOf(again)).toEqual(
      Array.from({ length: 13 }, () => ({
        messageId: expect.any(String),
        sentAt: expect.stringMatching(UTC),
        receives: 2,
        name: expect.any(String),
        account: "111122223333",
        region: "eu-west-1",
        operation: "Update",
        time: "2024-06-08T23:06:33Z",
      })),
    );
    expect(Messages).toHaveLength(10);
  });

  it("looks at no more than --limit, and says that there may be more", async () => {
    const queue = await freshQueue(sqs);
    for (const name of ["/a", "/b", "/c"]) await send(queue, eventOf(name));

    const { terminal, code } = await list(queue, "--limit", "2");
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );

    expect(code).toBe(0);
    expect(terminal.rows).toHaveLength(3);
    expect(terminal.errors).toContain("there may be more than these 2");
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: "3" });
  });

  it("says that nothing lies in an empty queue", async () => {
    const { terminal, code } = await list(await freshQueue(sqs));

    expect(code).toBe(0);
    expect(terminal.output).toBe("");
    expect(terminal.errors).toMatch(/^nothing lies there/);
  });

  it("takes nothing from a queue that is worked on, which redrive names as where the messages go", async () => {
    const dead = await freshQueue(sqs);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["QueueArn"] }),
    );
    const live = await freshQueue(sqs, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 1 }),
    });
    await send(live, eventOf("/app/db"));

    const { terminal, code } = await list(live);
    await send(dead, eventOf("/app/db"));
    const asked = new FakeTerminal();
    const declined = await run(["dlq", "redrive", "--queue", dead], asked);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: live, MessageSystemAttributeNames: ["ApproximateReceiveCount"] }),
    );

    expect(code).toBe(2);
    expect(terminal.errors).toContain("this is no dead-letter queue");
    expect(declined).toBe(5);
    expect(asked.output).toBe(`Move about 1 messages back to ${live.split("/").at(-1)}?\n`);
    expect(Messages.map((message) => message.Attributes)).toEqual([{ ApproximateReceiveCount: "1" }]);
  });

  it.each([
    [`${endpoint}/123456789012/there-is-none`, [], "there is no such queue in this account and region"],
    ["not-a-url", [], "--queue: expected the URL of a queue"],
    [`${endpoint}/123456789012/any`, ["--limit", "0"], "--limit: expected a number from 1 to 1000"],
    [`${endpoint}/123456789012/any`, ["--limit", "all"], "--limit: expected a number from 1 to 1000"],
  ])("ends with 2 for %s %j", async (queue, args, complaint) => {
    const { terminal, code } = await list(queue, ...args);

    expect(code).toBe(2);
    expect(terminal.output).toBe("");
    expect(terminal.errors).toContain(complaint);
  });
});
