import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { SourceError } from "../../ports/source-error.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import { PageMarkers } from "../aws-common/page-markers.ts";
import { asSsmCalls, type SsmCalls } from "./ssm-calls.ts";
import { toSourceError } from "./to-source-error.ts";

/** What a stack tells of itself in Parameter Store. */
export interface FoundStack {
  readonly name: string;
  readonly bucket: string;
}

/** Where deploy/template.yaml writes it: names that begin with "ssm" are AWS's own. */
const DIRECTORY = "/backup/ssmbak";
const ENTRY = /^\/backup\/ssmbak\/([^/]+)\/bucket$/;

const list = async (ssm: SsmCalls): Promise<ReadonlyArray<FoundStack>> => {
  const found: FoundStack[] = [];
  const tokens = new PageMarkers();
  let token: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path: DIRECTORY, Recursive: true, NextToken: token }));
    for (const { Name = "", Value } of page.Parameters ?? []) {
      const name = ENTRY.exec(Name)?.[1];
      if (name !== undefined && Value !== undefined) found.push({ name, bucket: Value });
    }
    token = page.NextToken;
    if (token !== undefined) tokens.follow(token);
  } while (token !== undefined);
  return found;
};

/** The stacks of ssmbak in the region of the AWS settings. Needs `ssm:GetParametersByPath`. */
export const findStacks: TE.TaskEither<SourceError, ReadonlyArray<FoundStack>> = async () => {
  const ssm = asSsmCalls(new SSMClient({ requestHandler: CLIENT_TIMEOUTS }));
  const found = await TE.tryCatch(
    () => list(ssm),
    (error) => toSourceError(error, "ssm:GetParametersByPath"),
  )();
  ssm.destroy();
  return found;
};
