import type { ParameterType } from "../../src/domain/model/parameter-version.ts";

/**
 * How a call fails. `dies`: the process is killed while it waits for the answer; whether the call still had its effect
 * is in the second word of each.
 */
export type Failing = "throttled" | "denied" | "timeout-before" | "timeout-after" | "dies-before" | "dies-after";

/** A failure that lasts: until it ends, every call is answered with it. */
export type Refusal = "throttled" | "denied" | "timeout-before";

/** What can be out of order for a while. */
export type Port = "source" | "store";

/** Something that is done to a parameter, or the passing of time. */
export type Change =
  /** Creates or overwrites. `value`: one that repeats; default: one of its own. */
  | { readonly do: "put"; readonly name: string; readonly value?: string; readonly type?: ParameterType }
  /** So many puts, so many milliseconds apart. */
  | { readonly do: "burst"; readonly name: string; readonly count: number; readonly every: number }
  /** Creates or overwrites with a policy that lets the parameter expire after so many milliseconds. */
  | { readonly do: "put-expiring"; readonly name: string; readonly after: number }
  /** Parameter Store deletes what is due. */
  | { readonly do: "expire" }
  | { readonly do: "delete"; readonly name: string }
  /** Puts a label onto the version that came so many before the newest (default 0), or onto the oldest. */
  | { readonly do: "label"; readonly name: string; readonly label: string; readonly back?: number }
  | { readonly do: "wait"; readonly ms: number };

/** Something that happens on the way of the events. Messages are meant by their place, counted round and round. */
export type Handling =
  /**
   * An idle handler gets a batch: messages that were not acknowledged yet (`take`, the oldest is 0) and, as doubles,
   * any that were sent (`again`).
   */
  | {
      readonly do: "receive";
      readonly by: number;
      readonly take: ReadonlyArray<number>;
      readonly again?: ReadonlyArray<number>;
    }
  /** An idle handler is invoked by the schedule: it compares everything and mends what is missing. */
  | { readonly do: "sweep"; readonly by: number }
  /** A handler's waiting calls get their answers, one after the other. `pick` chooses among those that wait at once. */
  | { readonly do: "run"; readonly by: number; readonly calls: number; readonly pick?: number }
  /** The next call of a handler fails. */
  | { readonly do: "fail"; readonly by: number; readonly how: Failing; readonly pick?: number }
  /** For so many milliseconds every call of a port fails. */
  | { readonly do: "outage"; readonly of: Port; readonly how: Refusal; readonly ms: number }
  /** A Delete event arrives that nothing caused, dated so many milliseconds ahead. */
  | { readonly do: "future"; readonly name: string; readonly ahead: number }
  /** An idle handler sweeps with the credentials of another account. */
  | { readonly do: "foreign-sweep"; readonly by: number }
  /** A delete marker appears in the bucket that ssmbak did not write. */
  | { readonly do: "mark"; readonly name: string }
  /** The versioning of the bucket is suspended, or switched on again. */
  | { readonly do: "suspend"; readonly on: boolean }
  /** For so many milliseconds the key of a parameter can't be used: its history can't be decrypted. */
  | { readonly do: "seal"; readonly name: string; readonly ms: number }
  /** A message that was not acknowledged yet is never delivered (again). */
  | { readonly do: "lose"; readonly take: number };

/** One step of a program. */
export type Step = Change | Handling;

/**
 * How the events that a program leaves unacknowledged are delivered, and all events once more after that: `order`
 * mixes them (empty: oldest first), `atOnce` is the size of a batch.
 */
export interface Finish {
  readonly order: ReadonlyArray<number>;
  readonly atOnce: number;
}

/** What a simulation plays. */
export interface Program {
  readonly steps: ReadonlyArray<Step>;
  readonly finish: Finish;
}

/** Delivers what is left one by one, oldest first. */
export const IN_ORDER: Finish = { order: [], atOnce: 1 };
