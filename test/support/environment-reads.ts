import ts from "typescript";
import { filesBelow, nodesOf, placeOf } from "./program.ts";

const isProcessEnv = (symbol: ts.Symbol | undefined): boolean =>
  symbol?.name === "env" &&
  (symbol.declarations ?? []).some(
    ({ parent }) => ts.isInterfaceDeclaration(parent) && ["Process", "ProcessEnv"].includes(parent.name.text),
  );

/** The symbol that a node takes out of an object or a module by its name, however that is written. */
const symbolTakenBy = (checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined => {
  if (ts.isPropertyAccessExpression(node)) return checker.getSymbolAtLocation(node.name);
  if (ts.isElementAccessExpression(node)) return checker.getSymbolAtLocation(node.argumentExpression);
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    const name = node.propertyName ?? node.name;
    return checker.getTypeAtLocation(node.parent).getProperty(name.getText());
  }
  if (ts.isImportSpecifier(node)) {
    const symbol = checker.getSymbolAtLocation(node.name);
    return symbol === undefined ? undefined : checker.getAliasedSymbol(symbol);
  }
  return undefined;
};

/** Places below a folder, but for the composition, that read environment variables. */
export const environmentReads = (program: ts.Program, folder: string): ReadonlyArray<string> => {
  const checker = program.getTypeChecker();
  return filesBelow(program, folder)
    .filter(({ fileName }) => !fileName.includes("/src/composition/"))
    .flatMap((file) => nodesOf(file, (node) => isProcessEnv(symbolTakenBy(checker, node))).map(placeOf));
};
