import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { proposeDeployment } from "../../application/operate/deploy-stack.ts";
import { followStack } from "../../application/operate/follow-stack.ts";
import type { Stacks } from "../../ports/stacks.ts";
import { readConfiguration } from "../config/configuration.ts";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";

/** The part of the service that makes and changes stacks, wired. */
export interface StackService {
  readonly stacks: Stacks;
  readonly proposeDeployment: ReturnType<typeof proposeDeployment>;
  readonly followStack: ReturnType<typeof followStack>;
  /** Lets go of connections. */
  close(): void;
}

/** A file of the package, which lies two folders up both in src/ and in dist/. */
const readPackaged = (path: string): TE.TaskEither<ConfigurationError, Buffer> =>
  TE.tryCatch(
    () => readFile(new URL(`../../${path}`, import.meta.url)),
    () => configurationError("package", `${path} is not there: npm run build makes it`),
  );

/** Where stacks and their code are. */
export interface StackPlace {
  /** In place of the bucket that is made when it is needed. */
  readonly artifactBucket?: string;
  /** In place of that of the AWS settings. */
  readonly region?: string;
}

/** Puts the service together. */
export const composeStacks = ({
  artifactBucket,
  region,
}: StackPlace = {}): TE.TaskEither<ConfigurationError, StackService> =>
  pipe(
    TE.fromEither(readConfiguration()),
    TE.bindTo("configuration"),
    TE.bind("template", () => readPackaged("deploy/template.yaml")),
    TE.bind("code", () => readPackaged("dist/lambda.zip")),
    TE.bind("adapter", () => TE.fromTask(() => import("../../adapters/aws-cloudformation/open-stacks.ts"))),
    TE.map(({ configuration, template, code, adapter }) => {
      const stacks = adapter.openStacks(region);
      const artifacts = adapter.openArtifactStore(artifactBucket, configuration.customEndpoint, region);
      return {
        stacks,
        proposeDeployment: proposeDeployment({ stacks, artifacts, template: template.toString(), code }),
        followStack: followStack({ stacks, pause: (milliseconds): Promise<void> => setTimeout(milliseconds) }),
        close: () => {
          stacks.close();
          artifacts.close();
        },
      };
    }),
  );
