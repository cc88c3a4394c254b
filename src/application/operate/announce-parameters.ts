import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { changeEvent, type EventPlace } from "../../domain/events/change-envelope.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { ListedParameter } from "../../domain/model/parameter-version.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { ChangeSender } from "../../ports/change-sender.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { QueueError } from "../../ports/queue-error.ts";
import type { SourceError } from "../../ports/source-error.ts";

/** The dependencies of announcing. */
export interface AnnounceDependencies {
  readonly source: Pick<ParameterSource, "list">;
  readonly sender: ChangeSender;
  /** Finds the account and region of the parameters. */
  readonly findPlace: TE.TaskEither<SourceError, EventPlace>;
  /** An id for an event; no two are the same. */
  readonly newId: () => string;
  /** Resolves when the next batch, of up to ten events, may be sent. */
  readonly inTurn: () => Promise<void>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** How parameters are announced. */
export interface AnnounceOptions {
  /** Whether to send events. Default: false, the parameters are only reported. */
  readonly send?: boolean;
  /** Ends the stream early: the batch in hand is finished, no other begun. */
  readonly signal?: AbortSignal;
  /** Called once, after Parameter Store was listed, with the number of listed parameters. */
  readonly onListed?: (parameters: number) => void;
}

/**
 * The result for one parameter. `Pending`: an event would be sent. `Untaken`: the queue refused the event, for
 * `reason`.
 */
export type Announced =
  | { readonly _tag: "Pending" | "Sent"; readonly name: ParameterName }
  | { readonly _tag: "Untaken"; readonly name: ParameterName; readonly reason: string };

/** SQS takes at most ten messages at once (API reference of SendMessageBatch). */
const BATCH = 10;

/** Refused events are sent again after 1 s, then 2 s, 4 s and so on: half a minute in all. */
const MAX_ATTEMPTS = 6;
const SECOND = 1_000;

/**
 * The event that SSM would have sent for the newest version of a parameter. The event's time is the second of the
 * version: an event says when a parameter changed.
 */
const eventOf = ({ name, type, version, modifiedAt }: ListedParameter, place: EventPlace, id: string): string =>
  JSON.stringify(changeEvent(version === 1 ? "Create" : "Update", { name, type }, { id, time: modifiedAt, ...place }));

const listAll =
  (
    source: Pick<ParameterSource, "list">,
    selections: ReadonlyArray<Selection>,
    signal: AbortSignal | undefined,
  ): TE.TaskEither<SourceError, ReadonlyArray<ListedParameter>> =>
  async () => {
    const listed = new Map<ParameterName, ListedParameter>();
    for (const selection of selections) {
      for await (const entry of source.list(selection)) {
        if (E.isLeft(entry)) return entry;
        if (signal?.aborted) return E.right([]);
        listed.set(entry.right.name, entry.right);
      }
    }
    return E.right([...listed.values()]);
  };

/** Sends a batch. Sends refused events again. */
const sendBatch = async (
  { sender, pause, newId }: AnnounceDependencies,
  place: EventPlace,
  batch: ReadonlyArray<ListedParameter>,
): Promise<E.Either<QueueError, ReadonlyArray<Announced>>> => {
  const untaken = new Map<ParameterName, string>();
  let open = batch;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const sent = open;
    const answer = await sender.sendBatch(sent.map((listed) => eventOf(listed, place, newId())))();
    const mayTryAgain = attempt < MAX_ATTEMPTS;
    if (E.isLeft(answer)) {
      if (answer.left._tag !== "QueueUnavailable" || !mayTryAgain) return answer;
    } else {
      for (const { name } of sent) untaken.delete(name);
      open = answer.right.flatMap(({ index, reason, lasting }) => {
        const listed = sent[index];
        if (listed === undefined) return [];
        untaken.set(listed.name, reason);
        return lasting || !mayTryAgain ? [] : [listed];
      });
    }
    if (open.length > 0) await pause(SECOND * 2 ** (attempt - 1));
  }
  return E.right(
    batch.map(({ name }): Announced => {
      const reason = untaken.get(name);
      return reason === undefined ? { _tag: "Sent", name } : { _tag: "Untaken", name, reason };
    }),
  );
};

type BatchHandler = (batch: ReadonlyArray<ListedParameter>) => Promise<E.Either<QueueError, ReadonlyArray<Announced>>>;

const sendInTurn =
  (dependencies: AnnounceDependencies) =>
  (place: EventPlace): BatchHandler =>
  async (batch) => {
    await dependencies.inTurn();
    return sendBatch(dependencies, place, batch);
  };

const tellOnly: BatchHandler = async (batch) =>
  E.right(batch.map(({ name }): Announced => ({ _tag: "Pending", name })));

/**
 * Sends an event for every existing parameter. A receiver of the event stores the whole history of the parameter,
 * because an event is a trigger. Repeating the call adds nothing to the store. A name in several selections is reported
 * once. Memory holds name, type, number and time of each parameter's newest version. A `Left` ends the stream.
 */
export const announceParameters = (dependencies: AnnounceDependencies) =>
  async function* (
    selections: ReadonlyArray<Selection>,
    { send = false, signal, onListed }: AnnounceOptions = {},
  ): AsyncGenerator<E.Either<SourceError | QueueError, Announced>> {
    const prepared = await pipe(
      send ? pipe(dependencies.findPlace, TE.map(sendInTurn(dependencies))) : TE.right(tellOnly),
      TE.bindTo("handle"),
      TE.bind("listed", () => listAll(dependencies.source, selections, signal)),
    )();
    if (E.isLeft(prepared)) {
      yield prepared;
      return;
    }
    const { handle, listed } = prepared.right;
    onListed?.(listed.length);
    for (let start = 0; start < listed.length && !signal?.aborted; start += BATCH) {
      const announced = await handle(listed.slice(start, start + BATCH));
      if (E.isLeft(announced)) {
        yield announced;
        return;
      }
      yield* announced.right.map((one) => E.right(one));
    }
  };
