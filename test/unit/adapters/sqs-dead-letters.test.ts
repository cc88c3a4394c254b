import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import type { DeadLetterCalls } from "../../../src/adapters/aws-sqs/dead-letter-calls.ts";
import { SqsDeadLetters } from "../../../src/adapters/aws-sqs/sqs-dead-letters.ts";
import { makeDeadLetterService } from "../../../src/composition/services/dead-letters.ts";
import { runList } from "../../../src/entry/cli/commands/dlq-list.ts";
import { runRedrive } from "../../../src/entry/cli/commands/dlq-redrive.ts";
import { FakeTerminal } from "../../support/fake-terminal.ts";

const ARN = "arn:aws:sqs:eu-west-1:111122223333:dead";
const URL_OF = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead";
const CANARY = "canary-in-the-message-of-aws";

type Task = ListMessageMoveTasksResultEntry;

/** What SQS answers. `tasks`: the newest task at each look, the first one before the redrive; the last one stays. */
interface Script {
  readonly waiting?: number;
  readonly sources?: ReadonlyArray<string>;
  readonly tasks?: ReadonlyArray<Task | undefined>;
  readonly refuses?: Readonly<Record<string, string>>;
}

/** The calls of SQS that dead letters need, played from a script; remembers what was asked of it. */
class FakeSqs implements DeadLetterCalls {
  readonly sent: unknown[] = [];
  readonly #script: Script;
  #looks = 0;

  constructor(script: Script) {
    this.#script = script;
  }

  // The overloads of the interface answer by command; one body can't be checked against them all.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  async send(command: { readonly input: unknown }): Promise<any> {
    const { waiting = 0, sources = ["changes"], tasks = [], refuses = {} } = this.#script;
    const name = refuses[command.constructor.name];
    if (name !== undefined) throw Object.assign(new Error(CANARY), { name });
    this.sent.push(command);
    if (command instanceof GetQueueAttributesCommand) {
      const all = { QueueArn: ARN, ApproximateNumberOfMessages: String(waiting) };
      const asked: ReadonlyArray<string> = command.input.AttributeNames ?? [];
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([attribute]) => asked.includes(attribute))) };
    }
    if (command instanceof ListDeadLetterSourceQueuesCommand) {
      return { queueUrls: sources.map((source) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${source}`) };
    }
    if (command instanceof ListMessageMoveTasksCommand) {
      const task = tasks[Math.min(this.#looks, tasks.length - 1)];
      this.#looks += 1;
      return { Results: task === undefined ? [] : [task] };
    }
    if (command instanceof ReceiveMessageCommand) {
      const isFirst = this.sent.filter((other) => other instanceof ReceiveMessageCommand).length === 1;
      return { Messages: isFirst ? [{ MessageId: "m", ReceiptHandle: "r", Body: CANARY }] : [] };
    }
    return {};
  }

  destroy(): void {}
}

const at = (sqs: DeadLetterCalls) => makeDeadLetterService(new SqsDeadLetters(sqs, URL_OF), async () => {});

const redrive = async (script: Script, { yes = true, terminal = new FakeTerminal() } = {}) => {
  const sqs = new FakeSqs(script);
  const code = await runRedrive(at(sqs), { yes }, terminal);
  const started = sqs.sent.flatMap((sent) => (sent instanceof StartMessageMoveTaskCommand ? [sent.input] : []));
  return { terminal, code, started };
};

const old: Task = { StartedTimestamp: 1, Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 99 };
const task = (Status: string, moved: number, toMove?: number): Task => ({
  StartedTimestamp: 2,
  Status,
  ApproximateNumberOfMessagesMoved: moved,
  ...(toMove === undefined ? {} : { ApproximateNumberOfMessagesToMove: toMove }),
});

describe("ssmbak dlq redrive", () => {
  it("starts a task for the queue, tells how far it is, and counts when it has ended", async () => {
    const { terminal, code, started } = await redrive({
      waiting: 3,
      tasks: [undefined, undefined, task("RUNNING", 0), task("RUNNING", 2, 3), task("COMPLETED", 3, 3)],
    });

    expect(started).toEqual([{ SourceArn: ARN }]);
    expect(terminal.errors).toBe("0 messages moved\n2 of 3 messages moved\n");
    expect(terminal.output).toBe("3 of 3 messages moved: what fails again will lie here again\n");
    expect(code).toBe(0);
  });

  it("does not take an earlier redrive for its own", async () => {
    const { terminal, code } = await redrive({ waiting: 1, tasks: [old, old, old, task("COMPLETED", 1, 1)] });

    expect(terminal.everything).not.toContain("99");
    expect(code).toBe(0);
  });

  it("gives up when SQS tells nothing of what it has started", async () => {
    const { terminal, code, started } = await redrive({ waiting: 1, tasks: [old] });

    expect(started).toHaveLength(1);
    expect(terminal.errors).toBe(
      "the redrive was started, but SQS does not list it; look in the queue before starting another one\n",
    );
    expect(code).toBe(1);
  });

  it("starts none beside one that is running", async () => {
    const { terminal, code, started } = await redrive({ waiting: 1, tasks: [task("RUNNING", 0)] });

    expect(started).toEqual([]);
    expect(terminal.errors).toContain("is running already");
    expect(code).toBe(1);
  });

  it.each([
    [{ ...task("FAILED", 1, 3), FailureReason: "CouldNotDetermineMessageSource" }, "CouldNotDetermineMessageSource"],
    [{ ...task("FAILED", 1, 3), FailureReason: `${CANARY} and more` }, "SQS gives no reason"],
    [task("CANCELLED", 1, 3), "cancelled"],
  ])("ends with 1 when the task did not do it all: %j", async (ended, told) => {
    const { terminal, code } = await redrive({ waiting: 3, tasks: [undefined, ended] });

    expect(terminal.errors).toContain("1 of 3 messages moved, then it ");
    expect(terminal.errors).toContain(told);
    expect(terminal.everything).not.toContain(CANARY);
    expect(code).toBe(1);
  });

  it("asks first, and does nothing where there is nobody to ask", async () => {
    const nobody = await redrive({ waiting: 2 }, { yes: false });
    const no = await redrive({ waiting: 2 }, { yes: false, terminal: new FakeTerminal("no\n", true) });
    const yes = await redrive(
      { waiting: 2, sources: ["changes"], tasks: [undefined, task("COMPLETED", 2, 2)] },
      { yes: false, terminal: new FakeTerminal("yes\n", true) },
    );

    expect(nobody).toMatchObject({ code: 5, started: [] });
    expect(nobody.terminal.output).toBe("Move about 2 messages back to changes?\n");
    expect(no).toMatchObject({ code: 5, started: [] });
    expect(no.terminal.drawn).toContain("Move about 2 messages back to changes?");
    expect(yes).toMatchObject({ code: 0, started: [{ SourceArn: ARN }] });
  });

  it("has nothing to do for an empty queue", async () => {
    const { terminal, code, started } = await redrive({ waiting: 0 });

    expect(started).toEqual([]);
    expect(terminal.errors).toMatch(/^nothing to move/);
    expect(code).toBe(0);
  });

  it.each<[string, Script, number, string]>([
    ["is no dead-letter queue", { sources: [] }, 2, "no queue has this one as its dead-letter queue"],
    [
      "does not exist",
      { refuses: { ListDeadLetterSourceQueuesCommand: "QueueDoesNotExist" } },
      2,
      "there is no such queue in this account and region",
    ],
    [
      "lies in another region",
      { refuses: { ListDeadLetterSourceQueuesCommand: "InvalidAddress" } },
      2,
      "there is no such queue in this account and region",
    ],
    [
      "may not be redriven",
      { refuses: { StartMessageMoveTaskCommand: "AccessDenied" } },
      1,
      "sqs:StartMessageMoveTask",
    ],
    [
      "does not tell of itself",
      { refuses: { GetQueueAttributesCommand: "AccessDenied" } },
      1,
      "sqs:StartMessageMoveTask",
    ],
    [
      "refuses",
      { refuses: { StartMessageMoveTaskCommand: "UnsupportedOperation" } },
      1,
      "the queue answered with UnsupportedOperation",
    ],
  ])("says so when the queue %s", async (_, script, expected, complaint) => {
    const { terminal, code, started } = await redrive({ waiting: 1, ...script });

    expect(started).toEqual([]);
    expect(terminal.errors).toContain(complaint);
    expect(terminal.everything).not.toContain(CANARY);
    expect(code).toBe(expected);
  });
});

describe("ssmbak dlq list", () => {
  it("lists all the same when messages can't be put back, and says so", async () => {
    const terminal = new FakeTerminal();
    const sqs = new FakeSqs({ refuses: { [ChangeMessageVisibilityBatchCommand.name]: "AccessDenied" } });
    const code = await runList(at(sqs), { limit: "10", json: false }, terminal);

    expect(terminal.rows).toHaveLength(2);
    expect(terminal.errors).toMatch(/^1 of them could not be put back at once/);
    expect(terminal.everything).not.toContain(CANARY);
    expect(code).toBe(0);
  });

  it("names the rights when one is missing", async () => {
    const terminal = new FakeTerminal();
    const sqs = new FakeSqs({ refuses: { [ReceiveMessageCommand.name]: "AccessDenied" } });
    const code = await runList(at(sqs), { limit: "10", json: true }, terminal);

    expect(terminal.output).toBe("");
    expect(terminal.errors).toContain("sqs:ReceiveMessage and sqs:ChangeMessageVisibility are needed");
    expect(code).toBe(1);
  });
});
