import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { SourceError } from "../../ports/source-error.ts";
import { PageMarkers } from "../aws-common/page-markers.ts";
import { asSsmCalls, type SsmCalls } from "./ssm-calls.ts";
import { settingsOf } from "./ssm-location.ts";
import { toSourceError } from "./to-source-error.ts";

/** The entries of a stack in Parameter Store. A stack of an earlier version may have fewer entries. */
export interface FoundStack {
  readonly name: string;
  /** Name of the bucket with the history. */
  readonly bucket?: string;
  /** URL of the queue that takes the change events. */
  readonly queue?: string;
  /** URL of the dead-letter queue. */
  readonly deadLetterQueue?: string;
  /** Accounts whose parameters the stack stores, separated by commas. Absent: the stack's own account only. */
  readonly accounts?: string;
}

/** Where deploy/template.yaml writes the entries. Names that begin with "ssm" are reserved for AWS. */
const DIRECTORY = "/backup/ssmbak";
const ENTRY = /^\/backup\/ssmbak\/([^/]+)\/(bucket|queue|dead-letter-queue|accounts)$/;

const FIELDS: Readonly<Record<string, keyof FoundStack>> = {
  bucket: "bucket",
  queue: "queue",
  "dead-letter-queue": "deadLetterQueue",
  accounts: "accounts",
};

const list = async (ssm: SsmCalls): Promise<ReadonlyArray<FoundStack>> => {
  const found = new Map<string, FoundStack>();
  const tokens = new PageMarkers();
  let token: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path: DIRECTORY, Recursive: true, NextToken: token }));
    for (const { Name = "", Value } of page.Parameters ?? []) {
      const [, name, entry = ""] = ENTRY.exec(Name) ?? [];
      const field = FIELDS[entry];
      if (name === undefined || field === undefined || Value === undefined) continue;
      found.set(name, { name, ...found.get(name), [field]: Value });
    }
    token = page.NextToken;
    if (token !== undefined) tokens.follow(token);
  } while (token !== undefined);
  return [...found.values()];
};

/**
 * Finds the stacks of ssmbak in a region. Needs `ssm:GetParametersByPath`.
 *
 * @param region Default: the region of the AWS settings.
 */
export const findStacks =
  (region?: string): TE.TaskEither<SourceError, ReadonlyArray<FoundStack>> =>
  async () => {
    const ssm = asSsmCalls(new SSMClient(settingsOf(region === undefined ? {} : { region })));
    const found = await TE.tryCatch(
      () => list(ssm),
      (error) => toSourceError(error, "ssm:GetParametersByPath"),
    )();
    ssm.destroy();
    return found;
  };
