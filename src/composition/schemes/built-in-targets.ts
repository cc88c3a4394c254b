import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { parseSsmUrl, SSM_FORM } from "./built-in-schemes.ts";
import type { TargetScheme } from "./scheme.ts";

/** Parameter Stores to write to. The client is loaded when something is to be written. */
export const builtInTargets: ReadonlyArray<TargetScheme> = [
  {
    scheme: "ssm",
    form: SSM_FORM,
    open: (url) =>
      pipe(
        TE.fromEither(parseSsmUrl(url)),
        TE.chainTaskK((location) => async () => {
          const { openSsmParameterTarget } = await import("../../adapters/aws-ssm/open-ssm-parameter-target.ts");
          return openSsmParameterTarget(location);
        }),
      ),
  },
];
