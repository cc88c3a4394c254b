import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { proposeDeployment } from "../../application/operate/deploy-stack.ts";
import { followStack } from "../../application/operate/follow-stack.ts";
import type { ArtifactStore, Stacks } from "../../ports/stacks.ts";
import type { Recipe } from "../compose.ts";
import { orThrow } from "../composition-failure.ts";
import type { Configuration } from "../config/configuration.ts";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";
import { tokenOf, tokens } from "../container.ts";

/** The part of the service that makes and changes stacks, wired. */
export interface StackService {
  readonly stacks: Stacks;
  readonly proposeDeployment: ReturnType<typeof proposeDeployment>;
  readonly followStack: ReturnType<typeof followStack>;
}

/** Where stacks and their code are. */
export interface StackPlace {
  /** Bucket for the code. Default: a bucket that is made when it is needed. */
  readonly artifactBucket?: string;
  /** Default: the region of the AWS settings. */
  readonly region?: string;
}

/** A file of the package. The package lies two folders up, both from src/ and from dist/. */
const readPackaged = (path: string): TE.TaskEither<ConfigurationError, Buffer> =>
  TE.tryCatch(
    () => readFile(new URL(`../../../${path}`, import.meta.url)),
    () => configurationError("package", `${path} is not there: npm run build makes it`),
  );

/** What a stack is made of, and CloudFormation. */
interface Workbench {
  readonly stacks: Stacks;
  readonly artifacts: ArtifactStore;
  readonly template: string;
  readonly code: Uint8Array;
}

const openWorkbench =
  ({ artifactBucket, region }: StackPlace) =>
  ({ customEndpoint }: Configuration): Promise<Workbench> =>
    orThrow(
      pipe(
        TE.Do,
        TE.bind("template", () => readPackaged("deploy/template.yaml")),
        TE.bind("code", () => readPackaged("dist/lambda.zip")),
        TE.chainTaskK(({ template, code }) => async () => {
          const adapter = await import("../../adapters/aws-cloudformation/open-stacks.ts");
          const artifacts = adapter.openArtifactStore(artifactBucket, customEndpoint, region);
          return { stacks: adapter.openStacks(region), artifacts, template: template.toString(), code };
        }),
      ),
    );

const makeStackService = (workbench: Workbench): StackService => ({
  stacks: workbench.stacks,
  proposeDeployment: proposeDeployment(workbench),
  followStack: followStack({ ...workbench, pause: (milliseconds): Promise<void> => setTimeout(milliseconds) }),
});

/** The service behind `ssmbak stack`. */
export const stackService =
  (place: StackPlace = {}): Recipe<StackService> =>
  (container, service) => {
    const workbench = tokenOf<Workbench>("Workbench");
    container
      .bind(workbench)
      .toResolvedValue(openWorkbench(place), [tokens.configuration])
      .onActivation(
        container.get(tokens.openParts).closedBy(({ stacks, artifacts }) => {
          stacks.close();
          artifacts.close();
        }),
      );
    container.bind(service).toResolvedValue(makeStackService, [workbench]);
  };
