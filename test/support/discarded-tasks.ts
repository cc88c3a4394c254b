import ts from "typescript";
import { filesBelow, nodesOf, placeOf } from "./program.ts";

const constituentsOf = (type: ts.Type): ReadonlyArray<ts.Type> => (type.isUnion() ? type.types : [type]);

const isPromise = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  constituentsOf(type).some((part) => {
    const then = part.getProperty("then");
    return then !== undefined && checker.getTypeOfSymbol(then).getCallSignatures().length > 0;
  });

/**
 * Whether a type is a Task, or a function that still waits for an argument to become one: it does nothing until it is
 * called. A callable object with properties of its own (a mock, for one) is something else.
 */
const isTask = (checker: ts.TypeChecker, type: ts.Type, depth = 0): boolean =>
  constituentsOf(type).some(
    (part) =>
      part.getProperties().length === 0 &&
      part.getCallSignatures().some((signature) => {
        const answer = signature.getReturnType();
        return isPromise(checker, answer) || (depth < 2 && isTask(checker, answer, depth + 1));
      }),
  );

const isAssignment = (node: ts.Expression): boolean =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
  node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;

/** An expression whose value nobody takes. `void` says so aloud, which is enough for a promise: that one runs. */
const isDiscardedExpression = (checker: ts.TypeChecker, { expression }: ts.ExpressionStatement): boolean => {
  if (isAssignment(expression)) return false;
  if (ts.isVoidExpression(expression)) return isTask(checker, checker.getTypeAtLocation(expression.expression));
  const type = checker.getTypeAtLocation(expression);
  return isPromise(checker, type) || isTask(checker, type);
};

/** A function whose caller wants nothing back, and so drops the promise or task that it answers. */
const isDiscardedByCaller = (checker: ts.TypeChecker, callback: ts.ArrowFunction | ts.FunctionExpression): boolean => {
  const expected = checker.getContextualType(callback);
  const wanted = expected === undefined ? [] : checker.getNonNullableType(expected).getCallSignatures();
  const isIgnored =
    wanted.length > 0 && wanted.every((signature) => (signature.getReturnType().flags & ts.TypeFlags.Void) !== 0);
  const answer = checker.getSignatureFromDeclaration(callback)?.getReturnType();
  return isIgnored && answer !== undefined && (isPromise(checker, answer) || isTask(checker, answer));
};

/**
 * Places below a folder where a Task is dropped, which then silently never runs, or a promise, whose failure is then
 * nobody's.
 */
export const discardedTasks = (program: ts.Program, folder: string): ReadonlyArray<string> => {
  const checker = program.getTypeChecker();
  const isDiscarded = (node: ts.Node): boolean => {
    if (ts.isExpressionStatement(node)) return isDiscardedExpression(checker, node);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return isDiscardedByCaller(checker, node);
    return false;
  };
  return filesBelow(program, folder).flatMap((file) => nodesOf(file, isDiscarded).map(placeOf));
};
