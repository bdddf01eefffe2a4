import type { Range } from '../../syntax/range.js';
import type { Pattern } from '../pattern.js';

export type BinaryOperator = '==' | '!=' | '=~' | '!~' | '&&' | '||';

export interface VariableNode extends Range {
  readonly kind: 'variable';
  readonly name: string;
}

/** `$[[ inputs.name ]]`, which GitLab knows in the rules of `spec:inputs`. */
export interface InputNode extends Range {
  readonly kind: 'input';
  readonly name: string;
}

export interface StringNode extends Range {
  readonly kind: 'string';
  readonly value: string;
}

export interface PatternNode extends Range {
  readonly kind: 'pattern';
  readonly pattern: Pattern;
}

export interface NullNode extends Range {
  readonly kind: 'null';
}

export interface BooleanNode extends Range {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NotNode extends Range {
  readonly kind: 'not';
  readonly operand: ExpressionNode;
  readonly operatorRange: Range;
}

export interface BinaryNode extends Range {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly operatorRange: Range;
}

/**
 * A node *is* its range in the expression's text, brackets around it included. Operands need not stand beside
 * their operator: GitLab takes `"x" "x" ==`.
 */
export type ExpressionNode =
  | VariableNode
  | InputNode
  | StringNode
  | PatternNode
  | NullNode
  | BooleanNode
  | NotNode
  | BinaryNode;

/** An expression that GitLab can parse. */
export interface Expression {
  readonly text: string;
  readonly root: ExpressionNode;
}

/** Calls `visit` for every node, operands before their operator. */
export function visitNodes(node: ExpressionNode, visit: (node: ExpressionNode) => void): void {
  if (node.kind === 'not') visitNodes(node.operand, visit);
  if (node.kind === 'binary') {
    visitNodes(node.left, visit);
    visitNodes(node.right, visit);
  }
  visit(node);
}

const namesMemo = new WeakMap<Expression, readonly string[]>();

/** The names of the variables that the expression reads, each once, in order of appearance. */
export function variableNames(expression: Expression): readonly string[] {
  let names = namesMemo.get(expression);
  if (names === undefined) {
    const found = new Set<string>();
    visitNodes(expression.root, node => {
      if (node.kind === 'variable') found.add(node.name);
    });
    names = [...found];
    namesMemo.set(expression, names);
  }
  return names;
}
