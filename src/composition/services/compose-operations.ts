import type * as TE from "fp-ts/lib/TaskEither.js";
import { pacedSource } from "../../adapters/decorators/rate-limited-source.ts";
import { backFill } from "../../application/audit/backfill.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { composeService, type Extensions, type Parts } from "../compose.ts";
import type { Overrides } from "../config/configuration.ts";
import type { AwsAdapters } from "../schemes/aws-adapters.ts";
import type { CompositionError } from "../schemes/scheme.ts";
import { closeBothSides } from "./close-both-sides.ts";

/** The part of the service that those who operate it use, wired. The Lambda function does not load it. */
export interface Operations {
  /** @param historiesPerSecond How many histories, and likewise tags, are read of Parameter Store in a second, at most. */
  backFill(historiesPerSecond: number): ReturnType<typeof backFill>;
  /** Lets go of files and connections. */
  close(): TE.TaskEither<StoreError, void>;
}

const makeOperations = ({ source, store, clock, logger }: Parts): Operations => ({
  backFill: (historiesPerSecond) => backFill({ source: pacedSource(source, historiesPerSecond), store, clock, logger }),
  close: closeBothSides({ source, store }),
});

/** Puts the service together that backfills. */
export const composeOperations =
  (aws: AwsAdapters) =>
  (overrides: Overrides = {}, extensions: Extensions = {}): TE.TaskEither<CompositionError, Operations> =>
    composeService(aws, makeOperations)(overrides, extensions);
