import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { proposeDeployment } from "../../src/application/operate/deploy-stack.ts";
import { followStack } from "../../src/application/operate/follow-stack.ts";
import type { StackService } from "../../src/composition/services/stacks.ts";
import { type StackError, stackRefused } from "../../src/ports/stack-error.ts";
import type { ChangeSet, Stack, StackEvent, StackRequest, Stacks } from "../../src/ports/stacks.ts";

const ID = "stack-id";

/** Stacks that go through the states that they are told. */
export class FakeStacks implements Stacks {
  /** What was asked for, in order. */
  readonly calls: string[] = [];
  /** The last request. */
  request: StackRequest | undefined;
  #stack: Stack | undefined;
  readonly #events: StackEvent[] = [];
  readonly #ahead: Partial<StackEvent>[];

  /** @param ahead What happens once something is begun, one event for each look; those of the stack change its status. */
  constructor(status?: string, ahead: ReadonlyArray<Partial<StackEvent>> = [], outputs: Stack["outputs"] = {}) {
    this.#ahead = [...ahead];
    if (status !== undefined) this.#stack = { id: ID, name: "kept", status, parameters: ["BatchSize"], outputs };
  }

  describe(): TE.TaskEither<StackError, O.Option<Stack>> {
    return TE.fromIO(() => O.fromNullable(this.#stack));
  }

  propose(request: StackRequest): TE.TaskEither<StackError, O.Option<ChangeSet>> {
    this.request = request;
    if ("Wrong" in request.parameters) return TE.left(stackRefused("CloudFormation refused: no such parameter"));
    const change = { action: "Modify", resource: "Function", type: "AWS::Lambda::Function", replaced: false };
    return TE.right(O.some({ id: "change-set", stackId: ID, kind: request.kind, changes: [change] }));
  }

  execute(): TE.TaskEither<StackError, void> {
    return this.#begin("execute");
  }

  discard(): TE.TaskEither<StackError, void> {
    return TE.fromIO(() => {
      this.calls.push("discard");
    });
  }

  remove(): TE.TaskEither<StackError, void> {
    return this.#begin("remove");
  }

  events(_stackId: string, after?: string): TE.TaskEither<StackError, ReadonlyArray<StackEvent>> {
    return TE.fromIO(() => this.#events.slice(this.#events.findIndex(({ id }) => id === after) + 1));
  }

  close(): void {}

  /** The service around them; each pause lets one more event happen. */
  get service(): StackService {
    const artifacts = { upload: () => TE.right({ bucket: "code", key: "hash.zip" }), close: () => {} };
    const dependencies = { stacks: this, artifacts, template: "template", code: new Uint8Array() };
    return {
      stacks: this,
      proposeDeployment: proposeDeployment(dependencies),
      followStack: followStack({ stacks: this, pause: async () => this.#step() }),
    };
  }

  #begin(call: string): TE.TaskEither<StackError, void> {
    return TE.fromIO(() => {
      this.calls.push(call);
      this.#step();
    });
  }

  #step(): void {
    const next = this.#ahead.shift();
    if (next === undefined) return;
    const event = { id: `event-${this.#ahead.length}`, at: new Date(0), resource: "kept", status: "", ...next };
    this.#events.push(event);
    if (event.resource !== "kept") return;
    const outputs = this.#stack?.outputs ?? {};
    this.#stack = { id: ID, name: "kept", parameters: [], outputs, status: event.status };
  }
}
