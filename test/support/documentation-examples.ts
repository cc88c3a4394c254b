import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { programOf, root } from "./program.ts";

/** A page of documentation: its path from the project's root, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** All Markdown pages of the project. */
export const pages = (): ReadonlyArray<Page> =>
  globSync(["*.md", "docs/**/*.md"], { cwd: root })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const openingFence = /^\s*(`{3,}|~{3,})\s*(?:ts|typescript)\b/;

/**
 * The `ts` blocks of a page, each as a file of its own in which it stands on the lines that it has on the page, so
 * that complaints name those.
 */
const examplesOf = ({ path, text }: Page): Readonly<Record<string, string>> => {
  const examples: Record<string, string> = {};
  let fence: string | undefined;
  let start = 0;
  let block: Array<string> = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (fence === undefined) {
      fence = openingFence.exec(line)?.[1];
      if (fence !== undefined) [start, block] = [index + 1, []];
    } else if (line.trim() === fence) {
      examples[`${path}.${start}.ts`] = "\n".repeat(start) + block.join("\n");
      fence = undefined;
    } else block.push(line);
  }
  if (fence !== undefined) throw new Error(`${path}:${start}: this block never ends`);
  return examples;
};

const complaintOf = ({ file, start, messageText }: ts.Diagnostic): string => {
  const message = ts.flattenDiagnosticMessageText(messageText, " ");
  if (file === undefined || start === undefined) return message;
  const page = file.fileName.replace(root, "").replace(/\.\d+\.ts$/, "");
  return `${page}:${file.getLineAndCharacterOfPosition(start).line + 1} ${message}`;
};

/**
 * What keeps the `ts` blocks of pages from compiling, each block for itself, against the source as it is. They import
 * the package by its name, as a reader would.
 */
export const complaintsAbout = (documentation: ReadonlyArray<Page>): ReadonlyArray<string> => {
  const examples = Object.assign({}, ...documentation.map(examplesOf)) as Readonly<Record<string, string>>;
  const program = programOf(examples, {
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: {
      ssmbak: [join(root, "src/index.ts")],
      "ssmbak/store": [join(root, "src/store.ts")],
      "ssmbak/testing": [join(root, "src/testing/index.ts")],
      "ssmbak/lambda": [join(root, "src/entry/lambda/index.ts")],
    },
  });
  return Object.keys(examples).flatMap((path) => {
    const file = program.getSourceFile(join(root, path));
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(complaintOf);
  });
};
