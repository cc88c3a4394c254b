import type { Option } from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import type { StackError } from "./stack-error.ts";

/** A stack in CloudFormation. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  /** CloudFormation's word, e.g. `CREATE_COMPLETE`. */
  readonly status: string;
  readonly reason?: string;
  /** Names of the stack's parameters. */
  readonly parameters: ReadonlyArray<string>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The wanted stack. */
export interface StackRequest {
  readonly name: string;
  readonly kind: "CREATE" | "UPDATE";
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Names of parameters that keep their previous value (CloudFormation's `UsePreviousValue`). */
  readonly unchanged: ReadonlyArray<string>;
}

/** A change set that waits for execution. */
export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly kind: StackRequest["kind"];
  readonly changes: ReadonlyArray<{
    /** `Add`, `Modify`, `Remove`, … */
    readonly action: string;
    readonly resource: string;
    readonly type: string;
    /** Whether CloudFormation replaces the resource: makes a new resource and removes the present one. */
    readonly replaced: boolean;
  }>;
}

/** An event of a stack or of a resource of the stack. */
export interface StackEvent {
  readonly id: string;
  readonly at: Date;
  readonly resource: string;
  readonly status: string;
  readonly reason?: string;
}

/** Works on stacks in CloudFormation. */
export interface Stacks {
  /** Finds a stack by name or by id. The id also finds a deleted stack. */
  describe(stack: string): TaskEither<StackError, Option<Stack>>;
  /** Creates a change set and waits until CloudFormation has finished the change set. `None`: nothing would change. */
  propose(request: StackRequest): TaskEither<StackError, Option<ChangeSet>>;
  /** Begins to carry a change set out. */
  execute(changeSet: ChangeSet): TaskEither<StackError, void>;
  /** Deletes a change set, and the empty stack that came with a change set of kind `CREATE`. */
  discard(changeSet: ChangeSet): TaskEither<StackError, void>;
  /** Begins to delete a stack. */
  remove(stackId: string): TaskEither<StackError, void>;
  /** The events after the event `after`, oldest first. Without `after`: all events that CloudFormation remembers. */
  events(stackId: string, after?: string): TaskEither<StackError, ReadonlyArray<StackEvent>>;
  /** Closes connections. */
  close(): void;
}

/** Where the code of a stack lies. */
export interface Artifact {
  readonly bucket: string;
  readonly key: string;
}

/** Takes the code of a stack. */
export interface ArtifactStore {
  /** Uploads code for CloudFormation. Code that is there already is not uploaded again. */
  upload(code: Uint8Array): TaskEither<StackError, Artifact>;
  /** Closes connections. */
  close(): void;
}
