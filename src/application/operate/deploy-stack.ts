import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type StackError, stackUnfit } from "../../ports/stack-error.ts";
import type { ArtifactStore, ChangeSet, Stack, StackRequest, Stacks } from "../../ports/stacks.ts";

/** The dependencies of a deployment. */
export interface DeployDependencies {
  readonly stacks: Stacks;
  readonly artifacts: ArtifactStore;
  readonly template: string;
  readonly code: Uint8Array;
}

/** The wanted stack. */
export interface Deployment {
  readonly name: string;
  readonly kind: StackRequest["kind"];
  /** Parameters of the template. On an update all other parameters keep their values. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whether CloudFormation is still at work. A stack in review waits for a person, not for CloudFormation. */
export const isMoving = (status: string): boolean => status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";

/** Whether creating the stack failed, or an update was rolled back. */
export const hasFailed = (status: string): boolean => /FAILED|ROLLBACK/.test(status);

const problemOf = ({ name, kind }: Deployment, stack: Stack | undefined): string | undefined => {
  const status = stack?.status ?? "REVIEW_IN_PROGRESS";
  if (isMoving(status)) return `stack ${name} is being changed (${status}); wait: ssmbak stack status ${name}`;
  if (/^(ROLLBACK_|CREATE_FAILED|DELETE_FAILED)/.test(status)) {
    return `creating or deleting stack ${name} failed (${status}): run ssmbak stack delete ${name}, then create the stack again`;
  }
  if (status === "UPDATE_ROLLBACK_FAILED") {
    return `an update of stack ${name} could not be rolled back: choose "Continue update rollback" in CloudFormation's console`;
  }
  const isThere = status !== "REVIEW_IN_PROGRESS";
  if (kind === "CREATE" && isThere)
    return `stack ${name} exists (${status}): ssmbak stack update ${name}, or another name`;
  return kind === "UPDATE" && !isThere ? `there is no stack ${name}: ssmbak stack create ${name}` : undefined;
};

/**
 * Uploads the code and lets CloudFormation find the changes. `None`: nothing would change. Only executing the change
 * set changes the stack.
 */
export const proposeDeployment =
  ({ stacks, artifacts, template, code }: DeployDependencies) =>
  (deployment: Deployment): TE.TaskEither<StackError, O.Option<ChangeSet>> =>
    pipe(
      stacks.describe(deployment.name),
      TE.map(O.toUndefined),
      TE.chainFirst((stack) => {
        const problem = problemOf(deployment, stack);
        return problem === undefined ? TE.right(undefined) : TE.left(stackUnfit(problem));
      }),
      TE.bindTo("stack"),
      TE.bind("artifact", () => artifacts.upload(code)),
      TE.chain(({ stack, artifact }) => {
        const parameters = { ...deployment.parameters, CodeBucket: artifact.bucket, CodeKey: artifact.key };
        const known = deployment.kind === "UPDATE" ? (stack?.parameters ?? []) : [];
        return stacks.propose({
          ...deployment,
          template,
          parameters,
          unchanged: known.filter((parameter) => !(parameter in parameters)),
        });
      }),
    );
