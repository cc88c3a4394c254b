import fc from "fast-check";
import { DEFAULT_TIME } from "../../../src/testing/builders.ts";
import { CANARY } from "./canary.ts";
import { Patience } from "./patience.ts";
import { edgeNumber, oddText } from "./wrong-things.ts";

/** What a call is answered with: something, or an error that is thrown. */
export type Answer = { readonly resolves: unknown } | { readonly rejects: unknown };

const NAMES_OF_ERRORS = [
  "AccessDenied",
  "ThrottlingException",
  "TimeoutError",
  "NoSuchKey",
  "NotFound",
  "NoSuchBucket",
  "ParameterNotFound",
  "KMSInvalidStateException",
  "PreconditionFailed",
  "__proto__",
  CANARY,
];

/** Errors as SDKs throw them, and things that nobody should throw; each quotes the canary. */
const wildError: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        name: fc.constantFrom(...NAMES_OF_ERRORS),
        code: fc.constantFrom(undefined, "ECONNRESET", CANARY, 7),
        status: fc.constantFrom(undefined, 0, 403, 404, 412, 500, "200", { CANARY }),
        header: fc.constantFrom("x-amz-delete-marker", "x"),
      })
      .map(({ name, code, status, header }) =>
        Object.assign(new Error(CANARY, { cause: CANARY }), {
          name,
          ...(code === undefined ? {} : { code }),
          $metadata: { httpStatusCode: status },
          $response: { headers: { [header]: "true" } },
        }),
      ),
  },
  { weight: 1, arbitrary: fc.constantFrom(CANARY, undefined, null, { CANARY }, 1n) },
);

/** Times as an SDK hands them over. */
export const wildDate: fc.Arbitrary<Date | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -5, max: 5 }).map((s) => new Date(DEFAULT_TIME + s * 1000)) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, new Date(0), new Date(Number.NaN), new Date(8.64e15)) },
);

/** Texts that may be left out. */
export const wildText: fc.Arbitrary<string | undefined> = fc.oneof(
  fc.constantFrom(undefined, CANARY),
  oddText,
  edgeNumber.map(String),
);

/** Answers of one kind of call in the order in which they come; after the last the first comes again. */
export const wildAnswers = (resolves: fc.Arbitrary<unknown>): fc.Arbitrary<ReadonlyArray<Answer>> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: resolves.map((answer): Answer => ({ resolves: answer })) },
      { weight: 1, arbitrary: wildError.map((error): Answer => ({ rejects: error })) },
    ),
    { minLength: 1, maxLength: 4 },
  );

/** Something behind a `send` that answers each kind of command as it was told to, whatever is asked. */
export class WildService {
  readonly patience = new Patience();
  readonly #answers: Readonly<Record<string, ReadonlyArray<Answer>>>;
  readonly #asked = new Map<string, number>();

  /** @param answers By the name of the command's class. */
  constructor(answers: Readonly<Record<string, ReadonlyArray<Answer>>>) {
    this.#answers = answers;
  }

  readonly send = async (command: object): Promise<unknown> => {
    this.patience.spend();
    const kind = command.constructor.name;
    const turn = this.#asked.get(kind) ?? 0;
    this.#asked.set(kind, turn + 1);
    const answers = this.#answers[kind] ?? [];
    const answer = answers[turn % Math.max(1, answers.length)] ?? { resolves: {} };
    if ("rejects" in answer) throw answer.rejects;
    return answer.resolves;
  };

  readonly destroy = (): void => {};
}
