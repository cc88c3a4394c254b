import { GetParameterHistoryCommand, type ParameterHistory } from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isTopLevel, type ParameterName } from "../../domain/parameter-name.ts";
import type { LiveHistory } from "../../domain/parameter-version.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { SourceError } from "../../ports/source-error.ts";
import { toLiveHistory } from "./history-codec.ts";
import type { SsmCalls } from "./ssm-calls.ts";
import { isNotFound, toSourceError } from "./to-source-error.ts";

/** SSM returns at most 50 versions a page (API reference of GetParameterHistory). */
const PAGE_SIZE = 50;

/**
 * AWS Systems Manager Parameter Store as a {@link ParameterSource}: one GetParameterHistory call with decryption for
 * up to 50 versions, two for more. Needs `ssm:GetParameterHistory`, and `kms:Decrypt` on the keys of SecureStrings.
 */
export class SsmParameterSource implements ParameterSource {
  readonly #ssm: SsmCalls;

  /** @param ssm A client that lives as long as this; its retry settings are those that count. */
  constructor(ssm: SsmCalls) {
    this.#ssm = ssm;
  }

  history(name: ParameterName): TE.TaskEither<SourceError, O.Option<LiveHistory>> {
    if (!isTopLevel(name)) return this.#historyOf(name, name);
    // SSM itself knows a top-level parameter without its slash and takes both; some emulators know only the
    // spelling that it was created with.
    return pipe(
      this.#historyOf(name, name.slice(1)),
      TE.chain((history) => (O.isSome(history) ? TE.right(history) : this.#historyOf(name, name))),
    );
  }

  close(): void {
    this.#ssm.destroy();
  }

  #historyOf(name: ParameterName, spelling: string): TE.TaskEither<SourceError, O.Option<LiveHistory>> {
    return pipe(
      TE.tryCatch(() => this.#allPages(spelling), toSourceError),
      TE.chainEitherK((entries) =>
        entries === undefined ? E.right(O.none) : pipe(toLiveHistory(name, entries), E.map(O.some)),
      ),
    );
  }

  /** `undefined` when there is no such parameter, or it was deleted between two pages. */
  async #allPages(spelling: string): Promise<ReadonlyArray<ParameterHistory> | undefined> {
    const entries: ParameterHistory[] = [];
    let token: string | undefined;
    try {
      do {
        const page = await this.#ssm.send(
          new GetParameterHistoryCommand({
            Name: spelling,
            WithDecryption: true,
            MaxResults: PAGE_SIZE,
            NextToken: token,
          }),
        );
        entries.push(...(page.Parameters ?? []));
        token = page.NextToken;
      } while (token !== undefined && token !== "");
      return entries;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
