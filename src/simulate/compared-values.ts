import { children, Expression } from '../read/expression';

/** A value that an expression compares something with. */
export interface Compared<Place> {
  readonly place: Place;
  readonly value: string;
  /** Whether it is looked for in a list that is written as JSON. */
  readonly isItem: boolean;
}

/** What a reference such as `needs.plan.outputs.x` stands for; undefined where it is of no interest. */
export type PlaceOf<Place> = (parts: readonly (string | undefined)[]) => Place | undefined;

/** The values that an expression compares places with; a place that stands alone is compared with `true`. */
export function comparedIn<Place>(tree: Expression, placeOf: PlaceOf<Place>): Compared<Place>[] {
  const found = tree.kind === 'compare' ? compared(tree, placeOf) : tree.kind === 'call' && tree.name === 'contains' ? contained(tree.args, placeOf) : [];
  if (found.length > 0) return found;
  const own = placeIn(tree, placeOf);
  return own !== undefined ? [{ place: own, value: 'true', isItem: false }] : children(tree).flatMap((child) => comparedIn(child, placeOf));
}

/** The place that an expression is, and nothing else. */
export function placeIn<Place>(tree: Expression | undefined, placeOf: PlaceOf<Place>): Place | undefined {
  return tree?.kind === 'reference' ? placeOf(tree.parts) : undefined;
}

/** `needs.changes.outputs.changed || '[]'` without what stands in for an output that was not told. */
export function withoutFallback(tree: Expression | undefined): Expression | undefined {
  return tree?.kind === 'logic' && tree.operator === '||' && tree.args[1]?.kind === 'literal' ? tree.args[0] : tree;
}

function compared<Place>({ left, right }: Expression & { kind: 'compare' }, placeOf: PlaceOf<Place>): Compared<Place>[] {
  return [[left, right], [right, left]].flatMap(([one, other]) => {
    const place = placeIn(one, placeOf);
    return place !== undefined && other.kind === 'literal' ? [{ place, value: String(other.value ?? ''), isItem: false }] : [];
  });
}

function contained<Place>([list, item]: readonly Expression[], placeOf: PlaceOf<Place>): Compared<Place>[] {
  const inner = list?.kind === 'call' && list.name === 'fromjson' ? withoutFallback(list.args[0]) : undefined;
  const place = placeIn(inner ?? list, placeOf);
  return place !== undefined && item?.kind === 'literal' ? [{ place, value: String(item.value), isItem: inner !== undefined }] : [];
}
