import {
  type Change,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type StackEvent as SdkStackEvent,
} from "@aws-sdk/client-cloudformation";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type StackError, stackRefused } from "../../ports/stack-error.ts";
import type { ChangeSet, Stack, StackEvent, StackRequest, Stacks } from "../../ports/stacks.ts";
import { PageMarkers } from "../aws-common/page-markers.ts";
import type { CloudFormationCalls } from "./cloudformation-calls.ts";
import { toStackError } from "./to-stack-error.ts";

const isAbsence = (error: unknown): boolean => error instanceof Error && /does not exist/.test(error.message);

/** A change set that changes nothing fails. Only these words tell that failure from others. */
const NO_CHANGE = /didn't contain changes|No updates are to be performed/;

const toChange = ({ ResourceChange = {} }: Change): ChangeSet["changes"][number] => ({
  action: ResourceChange.Action ?? "",
  resource: ResourceChange.LogicalResourceId ?? "",
  type: ResourceChange.ResourceType ?? "",
  replaced: ResourceChange.Replacement === "True",
});

const toEvent = (event: SdkStackEvent): StackEvent => ({
  id: event.EventId ?? "",
  at: event.Timestamp ?? new Date(0),
  resource: event.LogicalResourceId ?? "",
  status: event.ResourceStatus ?? "",
  ...(event.ResourceStatusReason === undefined ? {} : { reason: event.ResourceStatusReason }),
});

/** CloudFormation as {@link Stacks}. */
export class CloudFormationStacks implements Stacks {
  readonly #calls: CloudFormationCalls;
  readonly #pause: (milliseconds: number) => Promise<void>;

  /** @param pause Waits for a number of milliseconds. */
  constructor(calls: CloudFormationCalls, pause: (milliseconds: number) => Promise<void>) {
    this.#calls = calls;
    this.#pause = pause;
  }

  describe(stack: string): TE.TaskEither<StackError, O.Option<Stack>> {
    return TE.tryCatch(() => this.#describe(stack), toStackError("cloudformation:DescribeStacks"));
  }

  propose(request: StackRequest): TE.TaskEither<StackError, O.Option<ChangeSet>> {
    return pipe(
      TE.tryCatch(() => this.#create(request), toStackError("cloudformation:CreateChangeSet and DescribeChangeSet")),
      TE.chain(({ created, answer }) => {
        const { Status, StatusReason = "" } = answer;
        if (Status !== "FAILED") return TE.right(O.some({ ...created, changes: (answer.Changes ?? []).map(toChange) }));
        return pipe(
          this.discard({ ...created, changes: [] }),
          TE.chain(() =>
            NO_CHANGE.test(StatusReason)
              ? TE.right<StackError, O.Option<ChangeSet>>(O.none)
              : TE.left(stackRefused(`CloudFormation refused: ${StatusReason}`)),
          ),
        );
      }),
      TE.orElse((failure) => (NO_CHANGE.test(failure.message) ? TE.right(O.none) : TE.left(failure))),
    );
  }

  execute({ id }: ChangeSet): TE.TaskEither<StackError, void> {
    return TE.tryCatch(async () => {
      await this.#calls.send(new ExecuteChangeSetCommand({ ChangeSetName: id }));
    }, toStackError("cloudformation:ExecuteChangeSet"));
  }

  discard({ id, stackId, kind }: ChangeSet): TE.TaskEither<StackError, void> {
    return TE.tryCatch(async () => {
      await this.#calls.send(new DeleteChangeSetCommand({ ChangeSetName: id }));
      if (kind === "CREATE") await this.#calls.send(new DeleteStackCommand({ StackName: stackId }));
    }, toStackError("cloudformation:DeleteChangeSet and DeleteStack"));
  }

  remove(stackId: string): TE.TaskEither<StackError, void> {
    return TE.tryCatch(async () => {
      await this.#calls.send(new DeleteStackCommand({ StackName: stackId }));
    }, toStackError("cloudformation:DeleteStack"));
  }

  events(stackId: string, after?: string): TE.TaskEither<StackError, ReadonlyArray<StackEvent>> {
    return TE.tryCatch(() => this.#events(stackId, after), toStackError("cloudformation:DescribeStackEvents"));
  }

  close(): void {
    this.#calls.destroy();
  }

  async #describe(stack: string): Promise<O.Option<Stack>> {
    try {
      const { Stacks: [found] = [] } = await this.#calls.send(new DescribeStacksCommand({ StackName: stack }));
      if (found === undefined) return O.none;
      return O.some({
        id: found.StackId ?? "",
        name: found.StackName ?? "",
        status: found.StackStatus ?? "",
        ...(found.StackStatusReason === undefined ? {} : { reason: found.StackStatusReason }),
        parameters: (found.Parameters ?? []).flatMap(({ ParameterKey }) => ParameterKey ?? []),
        outputs: Object.fromEntries(found.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? []),
      });
    } catch (error) {
      if (isAbsence(error)) return O.none;
      throw error;
    }
  }

  async #create({ name, kind, template, parameters, unchanged }: StackRequest) {
    const { Id = "", StackId = "" } = await this.#calls.send(
      new CreateChangeSetCommand({
        StackName: name,
        ChangeSetName: `ssmbak-${Date.now()}`,
        ChangeSetType: kind,
        TemplateBody: template,
        Capabilities: ["CAPABILITY_IAM"],
        Parameters: [
          ...Object.entries(parameters).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value })),
          ...unchanged.map((key) => ({ ParameterKey: key, UsePreviousValue: true })),
        ],
      }),
    );
    let answer: DescribeChangeSetCommandOutput;
    do {
      answer = await this.#calls.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
      if (/_(PENDING|IN_PROGRESS)$/.test(answer.Status ?? "")) await this.#pause(1_000);
    } while (/_(PENDING|IN_PROGRESS)$/.test(answer.Status ?? ""));
    return { created: { id: Id, stackId: StackId, kind }, answer };
  }

  async #events(stackId: string, after: string | undefined): Promise<ReadonlyArray<StackEvent>> {
    const found: StackEvent[] = [];
    const markers = new PageMarkers();
    let token: string | undefined;
    do {
      const page = await this.#calls.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
      for (const event of (page.StackEvents ?? []).map(toEvent)) {
        if (event.id === after) return found.toReversed();
        found.push(event);
      }
      token = page.NextToken;
      if (token !== undefined) markers.follow(token);
    } while (token !== undefined);
    return found.toReversed();
  }
}
