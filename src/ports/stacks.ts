import type { Option } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { StackError } from "./stack-error.ts";

/** A stack as it is. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  /** CloudFormation's word, e.g. `CREATE_COMPLETE`. */
  readonly status: string;
  readonly reason?: string;
  /** Names of the parameters that it was made with. */
  readonly parameters: ReadonlyArray<string>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What a stack is to become. */
export interface StackRequest {
  readonly name: string;
  readonly kind: "CREATE" | "UPDATE";
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Names of parameters that keep their value. */
  readonly unchanged: ReadonlyArray<string>;
}

/** Changes that wait to be executed. */
export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly kind: StackRequest["kind"];
  readonly changes: ReadonlyArray<{
    /** `Add`, `Modify`, `Remove`, … */
    readonly action: string;
    readonly resource: string;
    readonly type: string;
    /** Whether the resource is made anew and the present one removed. */
    readonly replaced: boolean;
  }>;
}

/** Something that happened to a resource of a stack, or to the stack. */
export interface StackEvent {
  readonly id: string;
  readonly at: Date;
  readonly resource: string;
  readonly status: string;
  readonly reason?: string;
}

/** Where stacks are kept: CloudFormation. */
export interface Stacks {
  /** By name, or by id, which also finds one that is gone. */
  describe(stack: string): TaskEither<StackError, Option<Stack>>;
  /** Makes a change set and waits until it is whole; `none` when nothing would change. */
  propose(request: StackRequest): TaskEither<StackError, Option<ChangeSet>>;
  /** Begins to carry a change set out. */
  execute(changeSet: ChangeSet): TaskEither<StackError, void>;
  /** Drops a change set, and the empty stack that came with it. */
  discard(changeSet: ChangeSet): TaskEither<StackError, void>;
  /** Begins to delete a stack. */
  remove(stackId: string): TaskEither<StackError, void>;
  /** What happened after the event `after`, oldest first; without it all that is remembered. */
  events(stackId: string, after?: string): TaskEither<StackError, ReadonlyArray<StackEvent>>;
  /** Lets go of connections. */
  close(): void;
}

/** Where the code of a stack lies. */
export interface Artifact {
  readonly bucket: string;
  readonly key: string;
}

/** Takes the code of a stack. */
export interface ArtifactStore {
  /** Brings code to where CloudFormation finds it; what is there already is not brought again. */
  upload(code: Uint8Array): TaskEither<StackError, Artifact>;
  /** Lets go of connections. */
  close(): void;
}
