import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  LabelParameterVersionCommand,
  type ParameterTier,
  PutParameterCommand,
  type PutParameterCommandInput,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-ssm";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isTopLevel, type ParameterName } from "../../domain/model/parameter-name.ts";
import type { ParameterAttributes } from "../../domain/model/parameter-version.ts";
import { type ParameterState, type TagChanges, writableTags } from "../../domain/restore/parameter-state.ts";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import { type TargetError, targetRefused } from "../../ports/target-error.ts";
import type { SsmWriteCalls } from "./ssm-write-calls.ts";
import { toTargetError } from "./to-target-error.ts";

/** SSM lists a top-level parameter without its slash. So restores write the same spelling. */
const spellingOf = (name: ParameterName): string => (isTopLevel(name) ? name.slice(1) : name);

const TIERS: Readonly<Record<string, ParameterTier>> = {
  Standard: "Standard",
  Advanced: "Advanced",
  "Intelligent-Tiering": "Intelligent-Tiering",
};

const optional = ({ tier = "", keyId, dataType }: ParameterAttributes, secure: boolean) => ({
  ...(TIERS[tier] === undefined ? {} : { Tier: TIERS[tier] }),
  ...(secure && keyId !== undefined ? { KeyId: keyId } : {}),
  ...(dataType === undefined ? {} : { DataType: dataType }),
});

/** `[{}]` takes all policies off. */
const policiesOf = ({ policies = [] }: ParameterAttributes): string =>
  policies.length === 0 ? "[{}]" : `[${policies.map(({ policyText = "{}" }) => policyText).join(",")}]`;

const toInput = (name: ParameterName, { type, value, attributes }: ParameterState): PutParameterCommandInput => ({
  Name: spellingOf(name),
  Type: type,
  Value: value.reveal(),
  ...optional(attributes, type === "SecureString"),
});

const rightsOf = ({ Tags = [] }: PutParameterCommandInput): string =>
  Tags.length === 0 ? "ssm:PutParameter is" : "ssm:PutParameter and, for its tags, ssm:AddTagsToResource are";

/**
 * AWS Systems Manager Parameter Store as a {@link ParameterTarget}. The client's retry settings hold; the target does
 * not retry. SSM throttles PutParameter at about three calls a second.
 */
export class SsmParameterTarget implements ParameterTarget {
  readonly #ssm: SsmWriteCalls;

  constructor(ssm: SsmWriteCalls) {
    this.#ssm = ssm;
  }

  create(name: ParameterName, state: ParameterState): TE.TaskEither<TargetError, number> {
    const { description, allowedPattern, policies, tags = {} } = state.attributes;
    return this.#put({
      ...toInput(name, state),
      ...(description ? { Description: description } : {}),
      ...(allowedPattern ? { AllowedPattern: allowedPattern } : {}),
      ...(policies?.length ? { Policies: policiesOf(state.attributes) } : {}),
      Tags: Object.entries(writableTags(tags)).map(([Key, Value]) => ({ Key, Value })),
    });
  }

  overwrite(name: ParameterName, state: ParameterState, former: ParameterState): TE.TaskEither<TargetError, number> {
    const { description = "", allowedPattern = "", policies = [] } = state.attributes;
    const touchesPolicies = policies.length > 0 || (former.attributes.policies ?? []).length > 0;
    // SSM may leave an attribute as it was when an overwrite does not name the attribute. So the overwrite names all.
    return this.#put({
      ...toInput(name, state),
      Overwrite: true,
      Description: description,
      AllowedPattern: allowedPattern,
      ...(touchesPolicies ? { Policies: policiesOf(state.attributes) } : {}),
    });
  }

  remove(name: ParameterName): TE.TaskEither<TargetError, void> {
    return pipe(
      TE.tryCatch(
        () => this.#ssm.send(new DeleteParameterCommand({ Name: spellingOf(name) })),
        toTargetError("ssm:DeleteParameter is"),
      ),
      TE.map(() => undefined),
      TE.orElse((error) => (error._tag === "TargetMoved" ? TE.right(undefined) : TE.left(error))),
    );
  }

  label(name: ParameterName, version: number, labels: ReadonlyArray<string>): TE.TaskEither<TargetError, void> {
    if (labels.length === 0) return TE.right(undefined);
    const input = { Name: spellingOf(name), ParameterVersion: version, Labels: [...labels] };
    return pipe(
      TE.tryCatch(
        () => this.#ssm.send(new LabelParameterVersionCommand(input)),
        toTargetError("ssm:LabelParameterVersion is"),
      ),
      TE.chain(({ InvalidLabels = [] }) =>
        InvalidLabels.length === 0
          ? TE.right(undefined)
          : TE.left(targetRefused(`Parameter Store does not take ${InvalidLabels.length} of the labels`)),
      ),
    );
  }

  tag(name: ParameterName, { added, removed }: TagChanges): TE.TaskEither<TargetError, void> {
    const resource = { ResourceType: "Parameter", ResourceId: spellingOf(name) } as const;
    const Tags = added.map(([Key, Value]) => ({ Key, Value }));
    return TE.tryCatch(async () => {
      if (removed.length > 0) {
        await this.#ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: [...removed] }));
      }
      if (added.length > 0) await this.#ssm.send(new AddTagsToResourceCommand({ ...resource, Tags }));
    }, toTargetError("ssm:AddTagsToResource and ssm:RemoveTagsFromResource are"));
  }

  close(): void {
    this.#ssm.destroy();
  }

  #put(input: PutParameterCommandInput): TE.TaskEither<TargetError, number> {
    return pipe(
      TE.tryCatch(() => this.#ssm.send(new PutParameterCommand(input)), toTargetError(rightsOf(input))),
      TE.map(({ Version = 0 }) => Version),
    );
  }
}
