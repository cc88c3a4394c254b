import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The project's root folder, with a slash at its end. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

const projectConfiguration = (): ts.ParsedCommandLine => {
  const path = join(root, "tsconfig.json");
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(path));
};

const parsed = new Map<string, ts.SourceFile>();

/** A host that parses each file once for all programs: most of a program's time goes into the types of the libraries. */
const parsingOnce = (options: ts.CompilerOptions): ts.CompilerHost => {
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile } = host;
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const file = parsed.get(path) ?? getSourceFile(path, languageVersion, ...rest);
    if (file !== undefined) parsed.set(path, file);
    return file;
  };
  return host;
};

/** All TypeScript files of the project, ready to be asked for types. */
export const projectProgram = (): ts.Program => {
  const { fileNames, options } = projectConfiguration();
  return ts.createProgram(fileNames, options, parsingOnce(options));
};

/**
 * Files that exist in memory only, at paths from the project's root, under the project's own compiler options and
 * beside its real files.
 */
export const programOf = (
  files: Readonly<Record<string, string>>,
  changes: Readonly<ts.CompilerOptions> = {},
): ts.Program => {
  const options = { ...projectConfiguration().options, ...changes };
  const texts = new Map(Object.entries(files).map(([path, text]) => [join(root, path), text]));
  const host = parsingOnce(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, text, languageVersion, true);
  };
  return ts.createProgram([...texts.keys()], options, host);
};

/** A place in a file, as `path:line text`. */
export const placeOf = (node: ts.Node): string => {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${file.fileName.replace(root, "")}:${line + 1} ${node.getText(file).split("\n")[0]?.slice(0, 100)}`;
};

/** All nodes of a file that a test picks, in their order. */
export const nodesOf = (file: ts.SourceFile, isWanted: (node: ts.Node) => boolean): ReadonlyArray<ts.Node> => {
  const found: Array<ts.Node> = [];
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

/** The files of a program that belong to the project and lie below a folder. */
export const filesBelow = (program: ts.Program, folder: string): ReadonlyArray<ts.SourceFile> =>
  program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(join(root, folder)) && !fileName.includes("/node_modules/"));
