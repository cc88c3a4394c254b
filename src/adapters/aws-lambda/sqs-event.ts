import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type DecodeError, fromValidation } from "../../domain/model/decode-error.ts";

/**
 * The needed part of an SQS event (Lambda's event source mapping): an id for `batchItemFailures`, and a body. The body is
 * left undecoded on purpose: a bad record must not spoil the others.
 */
const SqsRecordCodec = t.intersection([
  t.type({ messageId: t.string }, "a record with a messageId"),
  t.partial({ body: t.unknown }, "an object"),
]);

const SqsEventCodec = t.type(
  { Records: t.readonlyArray(SqsRecordCodec, "a list of records") },
  "an object with Records",
);

/** One record of an SQS event. */
export interface SqsRecord {
  readonly messageId: string;
  /** Should be a string of JSON. Any other content fails this record only. */
  readonly body?: unknown;
}

/** An SQS event as Lambda hands it to a function. */
export interface SqsEvent {
  readonly Records: ReadonlyArray<SqsRecord>;
}

/** Decodes an SQS event. A record without a `messageId` fails the whole event: nobody could report that record alone. */
export const decodeSqsEvent = (input: unknown): E.Either<DecodeError, SqsEvent> =>
  pipe(
    SqsEventCodec.decode(input),
    E.mapLeft((errors) => fromValidation("SQS event", errors)),
  );
