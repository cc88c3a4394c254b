import * as E from "fp-ts/lib/Either.js";
import { type Closable, compose, type Recipe } from "../../../composition/compose.ts";
import { type FoundStore, findStore } from "../../../composition/discovery/find-in-stack.ts";
import { awsOnDemand } from "../../../composition/schemes/aws-on-demand.ts";
import type { CompositionError } from "../../../composition/schemes/scheme.ts";
import type { Extensions, Settings } from "../../../composition/settings.ts";
import type { PlaceOptions } from "./common-options.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";
import { TerminalLogger } from "./terminal-logger.ts";

/** The settings that a command hands on to its service. */
export type ServiceSettings = PlaceOptions & Pick<Settings, "maxDeletedShare">;

/** Differences between the services of commands. */
export interface ServiceTraits {
  /** Default true: without a configured store the store of the stack is used. False: the service has no store. */
  readonly hasStore?: boolean;
  /** Whether log and metrics are lines of JSON, as of the Lambda function. Default false: a log for people. */
  readonly forMachines?: boolean;
}

/** The part of the command line that commands use. */
export interface CommandHost {
  readonly terminal: Terminal;
  /** Takes the exit code of a command that has no service. */
  end(code: ExitCode): void;
  /** Opens a service, runs the command on the service, takes the command's exit code, and closes the service. */
  use<Service extends object>(
    recipe: Recipe<Service>,
    settings: ServiceSettings,
    run: (service: Service) => Promise<ExitCode>,
    traits?: ServiceTraits,
  ): Promise<void>;
}

/** Settings with an option and without a variable. */
const OPTIONS: ReadonlySet<string> = new Set(["account", "region", "role"]);

/** Settings with a variable and an option, by the variable. */
const FLAGS: Readonly<Record<string, string>> = { SSMBAK_STORE: "--store", SSMBAK_SOURCE: "--source" };

const describeFailure = (error: CompositionError): string => {
  if (error._tag !== "ConfigurationError") return `${error.message}\n`;
  const flag = FLAGS[error.setting];
  const onlyOption = OPTIONS.has(error.setting) ? "--" : "";
  return `${flag === undefined ? onlyOption : `${flag} or `}${error.message}\n`;
};

/** Whether a store holds several accounts is known of the stacks' stores only, not of a store that is named by hand. */
const hintOn = ({ store, account }: PlaceOptions): string =>
  store === undefined || account === undefined
    ? ""
    : "--account: names were searched under account and region; if this store holds one account alone, leave --account out\n";

const pick = ({ store, source, account, region, role, toRegion, maxDeletedShare }: ServiceSettings): Settings => ({
  store,
  source,
  account,
  region,
  role,
  toRegion,
  maxDeletedShare,
});

/** A command line that runs one command and remembers the command's exit code. */
export class CommandLine implements CommandHost {
  readonly terminal: Terminal;
  readonly #extensions: Extensions;
  /** The exit code until now. */
  code: ExitCode = exitCode.done;

  constructor(terminal: Terminal, extensions: Extensions) {
    this.terminal = terminal;
    this.#extensions = extensions;
  }

  end(code: ExitCode): void {
    this.code = code;
  }

  async use<Service extends object>(
    recipe: Recipe<Service>,
    settings: ServiceSettings,
    run: (service: Service) => Promise<ExitCode>,
    traits: ServiceTraits = {},
  ): Promise<void> {
    const service = await this.#open(recipe, settings, traits);
    if (service === undefined) return;
    try {
      this.code = await run(service);
      if (this.code === exitCode.nothingStored) this.terminal.err(hintOn(settings));
    } finally {
      const closed = await service.close()();
      if (E.isLeft(closed)) this.terminal.err(`the store could not be closed: ${closed.left.message}\n`);
    }
  }

  /** Makes the service; `undefined` after a message with the reason. */
  async #open<Service extends object>(
    recipe: Recipe<Service>,
    settings: ServiceSettings,
    { hasStore = true, forMachines = false }: ServiceTraits,
  ): Promise<(Service & Closable) | undefined> {
    const found: FoundStore = hasStore ? await findStore(settings)() : { store: settings.store };
    if (found.unfit !== undefined) return this.#refuse(`${found.unfit}\n`, exitCode.misused);
    const presets = forMachines ? { defaultMetrics: "emf" as const } : this.#forPeople();
    const asked = { ...pick(settings), store: found.store };
    const service = await compose(awsOnDemand, recipe)({ ...presets, ...asked, ...this.#extensions })();
    if (E.isRight(service)) return service.right;
    const why = found.missing === undefined ? "" : `${found.missing}\n`;
    return this.#refuse(describeFailure(service.left) + why, exitCodeOf(service.left));
  }

  /** Settings for people. The command prints the important lines; SSMBAK_LOG_LEVEL switches the whole log on. */
  #forPeople(): Settings {
    return { defaultLogLevel: "silent", logger: (level) => new TerminalLogger(level, this.terminal) };
  }

  #refuse(message: string, code: ExitCode): undefined {
    this.terminal.err(message);
    this.code = code;
    return undefined;
  }
}
