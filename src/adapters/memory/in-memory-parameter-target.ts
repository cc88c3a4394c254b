import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { type ParameterState, type TagChanges, writableTags } from "../../domain/restore/parameter-state.ts";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import {
  type TargetError,
  targetBusy,
  targetLocked,
  targetMoved,
  targetRefused,
  targetUnexpected,
} from "../../ports/target-error.ts";
import type { InMemoryParameterStore } from "./in-memory-parameter-store.ts";
import type { PutParameterInput } from "./parameter-rules.ts";
import { ParameterStoreError } from "./parameter-store-error.ts";

const toTargetError = (error: unknown): TargetError => {
  if (!(error instanceof ParameterStoreError)) return targetUnexpected("the in-memory Parameter Store failed", error);
  switch (error.name) {
    case "ParameterMaxVersionLimitExceeded":
      return targetLocked(error.message, error);
    case "TooManyUpdates":
      return targetBusy(error.message, error);
    case "ParameterAlreadyExists":
    case "ParameterNotFound":
    case "InvalidResourceId":
    case "ParameterVersionNotFound":
      return targetMoved(error.message, error);
    default:
      return targetRefused(`${error.name}: ${error.message}`, error);
  }
};

const toInput = (name: ParameterName, { type, value, attributes }: ParameterState): PutParameterInput => ({
  name,
  type,
  value: value.reveal(),
  description: attributes.description ?? "",
  allowedPattern: attributes.allowedPattern ?? "",
  dataType: attributes.dataType ?? "text",
  policies: JSON.stringify((attributes.policies ?? []).map(({ policyText = "{}" }) => JSON.parse(policyText))),
  ...(attributes.tier === undefined ? {} : { tier: attributes.tier }),
  ...(type === "SecureString" && attributes.keyId !== undefined ? { keyId: attributes.keyId } : {}),
});

/** Writes into an {@link InMemoryParameterStore}. Refusals and change events are those of AWS. */
export class InMemoryParameterTarget implements ParameterTarget {
  readonly #store: InMemoryParameterStore;

  constructor(store: InMemoryParameterStore) {
    this.#store = store;
  }

  create(name: ParameterName, state: ParameterState): TE.TaskEither<TargetError, number> {
    const tags = Object.entries(writableTags(state.attributes.tags ?? {})).map(([key, value]) => ({ key, value }));
    return this.#attempt(() => this.#store.putParameter({ ...toInput(name, state), tags }).version);
  }

  overwrite(name: ParameterName, state: ParameterState): TE.TaskEither<TargetError, number> {
    return this.#attempt(() => this.#store.putParameter({ ...toInput(name, state), overwrite: true }).version);
  }

  remove(name: ParameterName): TE.TaskEither<TargetError, void> {
    return pipe(
      this.#attempt(() => this.#store.deleteParameter(name)),
      TE.orElse((error) => (error._tag === "TargetMoved" ? TE.right(undefined) : TE.left(error))),
    );
  }

  label(name: ParameterName, version: number, labels: ReadonlyArray<string>): TE.TaskEither<TargetError, void> {
    if (labels.length === 0) return TE.right(undefined);
    return pipe(
      this.#attempt(() => this.#store.labelParameterVersion(name, labels, version)),
      TE.chain(({ invalidLabels }) =>
        invalidLabels.length === 0 ? TE.right(undefined) : TE.left(targetRefused("a label is not valid")),
      ),
    );
  }

  tag(name: ParameterName, { added, removed }: TagChanges): TE.TaskEither<TargetError, void> {
    return this.#attempt(() => {
      if (removed.length > 0) this.#store.removeTagsFromResource(name, removed);
      if (added.length > 0) this.#store.addTagsToResource(name, Object.fromEntries(added));
    });
  }

  /** Does nothing: this target holds no connections. */
  close(): void {}

  #attempt<A>(action: () => A): TE.TaskEither<TargetError, A> {
    return async () => E.tryCatch(action, toTargetError);
  }
}
