import {
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  type GetParametersByPathCommandOutput,
  ListTagsForResourceCommand,
  type ParameterHistory,
} from "@aws-sdk/client-ssm";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isTopLevel, type ParameterName } from "../../domain/model/parameter-name.ts";
import {
  type ListedParameter,
  type LiveHistory,
  newestOf,
  type ParameterTags,
} from "../../domain/model/parameter-version.ts";
import { type Selection, selects } from "../../domain/model/selection.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import type { SourceError } from "../../ports/source-error.ts";
import { PageMarkers } from "../aws-common/page-markers.ts";
import { toListedParameter, toLiveHistory, toTags } from "./history-codec.ts";
import type { SsmCalls } from "./ssm-calls.ts";
import { isNoResource, isNotFound, toSourceError } from "./to-source-error.ts";

/** SSM returns at most 50 versions a page (API reference of GetParameterHistory). */
const PAGE_SIZE = 50;

/** SSM lists at most 10 parameters a page (API reference of GetParametersByPath). */
const LISTING_PAGE_SIZE = 10;

/** SSM takes a path without the slash at the end. The root is a slash. */
const toSsmPath = (path: string): string => (path === "/" ? path : path.slice(0, -1));

/** `undefined` after the last page. */
const nextToken = (tokens: PageMarkers, { NextToken }: { readonly NextToken?: string | undefined }) => {
  if (NextToken === undefined || NextToken === "") return undefined;
  tokens.follow(NextToken);
  return NextToken;
};

/**
 * Reads a top-level parameter in both spellings, one after the other. SSM takes `/foo` and `foo`; some emulators know
 * only the spelling that the parameter was created with.
 */
const inEitherSpelling = <A>(
  name: ParameterName,
  read: (spelling: string) => TE.TaskEither<SourceError, O.Option<A>>,
): TE.TaskEither<SourceError, O.Option<A>> =>
  isTopLevel(name)
    ? pipe(
        read(name.slice(1)),
        TE.chain((found) => (O.isSome(found) ? TE.right(found) : read(name))),
      )
    : read(name);

/**
 * AWS Systems Manager Parameter Store as a {@link ParameterSource}. A history takes one GetParameterHistory call with
 * decryption for up to 50 versions, two calls for more. Tags take one ListTagsForResource call. A listing takes one
 * GetParametersByPath call, without decryption, for 10 parameters. Needs `ssm:GetParameterHistory`, `kms:Decrypt` on the
 * keys of SecureStrings, `ssm:ListTagsForResource` for tags, and `ssm:GetParametersByPath` for listings.
 */
export class SsmParameterSource implements ParameterSource {
  readonly #ssm: SsmCalls;

  /** @param ssm A client that is closed with this source. The client's retry settings hold; the source does not retry. */
  constructor(ssm: SsmCalls) {
    this.#ssm = ssm;
  }

  history(name: ParameterName): TE.TaskEither<SourceError, O.Option<LiveHistory>> {
    return inEitherSpelling(name, (spelling) => this.#historyOf(name, spelling));
  }

  tags(name: ParameterName): TE.TaskEither<SourceError, O.Option<ParameterTags>> {
    return inEitherSpelling(name, (spelling) => this.#tagsOf(spelling));
  }

  async *list(selection: Selection): AsyncGenerator<E.Either<SourceError, ListedParameter>> {
    if (selection._tag === "Key") {
      yield* this.#listOne(selection.name);
      return;
    }
    try {
      for await (const { Parameters = [] } of this.#pagesOf(selection.path, selection._tag === "Tree")) {
        for (const entry of Parameters) {
          const listed = toListedParameter(entry);
          if (E.isLeft(listed) || selects(selection, listed.right.name)) yield listed;
          if (E.isLeft(listed)) return;
        }
      }
    } catch (error) {
      yield E.left(toSourceError(error, "ssm:GetParametersByPath"));
    }
  }

  close(): void {
    this.#ssm.destroy();
  }

  #historyOf(name: ParameterName, spelling: string): TE.TaskEither<SourceError, O.Option<LiveHistory>> {
    return pipe(
      TE.tryCatch(
        () => this.#allPages(spelling),
        (error) => toSourceError(error, "ssm:GetParameterHistory"),
      ),
      TE.chainEitherK((entries) =>
        entries === undefined ? E.right(O.none) : pipe(toLiveHistory(name, entries), E.map(O.some)),
      ),
    );
  }

  #tagsOf(spelling: string): TE.TaskEither<SourceError, O.Option<ParameterTags>> {
    const input = { ResourceType: "Parameter", ResourceId: spelling } as const;
    return async () => {
      try {
        const { TagList = [] } = await this.#ssm.send(new ListTagsForResourceCommand(input));
        return pipe(toTags(TagList), E.map(O.some));
      } catch (error) {
        return isNoResource(error) ? E.right(O.none) : E.left(toSourceError(error, "ssm:ListTagsForResource"));
      }
    };
  }

  /** SSM lists only paths. So the history of a single parameter is read: one call, too. */
  async *#listOne(name: ParameterName): AsyncGenerator<E.Either<SourceError, ListedParameter>> {
    const history = await this.history(name)();
    if (E.isLeft(history)) yield history;
    else if (O.isSome(history.right)) {
      const { version, modifiedAt, type } = newestOf(history.right.value);
      yield E.right({ name, version, modifiedAt, type });
    }
  }

  /** A page may be empty and still not be the last. */
  async *#pagesOf(path: string, recursive: boolean): AsyncGenerator<GetParametersByPathCommandOutput> {
    const tokens = new PageMarkers();
    let token: string | undefined;
    do {
      const page = await this.#ssm.send(
        new GetParametersByPathCommand({
          Path: toSsmPath(path),
          Recursive: recursive,
          WithDecryption: false,
          MaxResults: LISTING_PAGE_SIZE,
          NextToken: token,
        }),
      );
      yield page;
      token = nextToken(tokens, page);
    } while (token !== undefined);
  }

  /** `undefined` when the parameter does not exist, or was deleted between two pages. */
  async #allPages(spelling: string): Promise<ReadonlyArray<ParameterHistory> | undefined> {
    const entries: ParameterHistory[] = [];
    const tokens = new PageMarkers();
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
        token = nextToken(tokens, page);
      } while (token !== undefined);
      return entries;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
