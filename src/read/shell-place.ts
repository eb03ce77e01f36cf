import { childrenOf, ShellNode } from './shell-node';

const NONE: readonly ShellNode[] = [];

/** A node of a tree, and where in the tree it is. */
export class ShellPlace {
  private innermost?: readonly ShellNode[];

  public constructor(
    public readonly node: ShellNode,
    /** How many nodes of the tree begin before it. */
    public readonly order: number,
    private readonly outer: ShellPlace | undefined,
  ) {}

  /** The nodes around it, nearest first. */
  public get around(): readonly ShellNode[] {
    return this.outer ? this.outer.withItself : NONE;
  }

  // Made where somebody asks, once for all that is directly below: most nodes are looked at by their type alone.
  private get withItself(): readonly ShellNode[] {
    this.innermost ??= [this.node, ...this.around];
    return this.innermost;
  }
}

/** Every piece of a tree by its type: checks look for few of them, and there are thousands. */
export class ShellPlaces {
  /** Those of a tree, found once for all who ask. */
  public static of(tree: ShellNode): ShellPlaces {
    let known = places.get(tree);
    if (!known) places.set(tree, known = new ShellPlaces(tree));
    return known;
  }

  private readonly byType = new Map<string, ShellPlace[]>();
  private count = 0;

  private constructor(tree: ShellNode) {
    this.add(tree, undefined);
  }

  /** Those of any of these types, in the order of the text. */
  public ofType(...types: readonly string[]): readonly ShellPlace[] {
    if (types.length === 1) return this.byType.get(types[0]) ?? [];
    return types.flatMap((type) => this.byType.get(type) ?? []).sort((left, right) => left.order - right.order);
  }

  private add(node: ShellNode, outer: ShellPlace | undefined): void {
    const place = new ShellPlace(node, this.count++, outer);
    const known = this.byType.get(node.type);
    if (known) known.push(place);
    else this.byType.set(node.type, [place]);
    const below = childrenOf(node);
    for (let index = 0; index < below.length; index++) this.add(below[index], place);
  }
}

const places = new WeakMap<ShellNode, ShellPlaces>();
