import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installMoto } from "./moto-install.ts";

/** Its script names the folder in which it was installed, before that was moved. */
const MAIN = "import sys; from cfnlint.runner import main; sys.exit(main())";

interface Finished {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What cfn-lint says about a template; empty when it has nothing to say. It comes with moto, at a version of its own. */
export const cfnLint = async (template: string): Promise<string> => {
  const python = await installMoto();
  const run = promisify(execFile)(python, ["-c", MAIN, template]);
  const { code = 0, stdout, stderr }: Finished = await run.catch((error: Finished) => error);
  return code === 0 && stdout + stderr === "" ? "" : `${stdout}${stderr}` || `cfn-lint ended with ${code}`;
};
