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
    this.innermost ??= [this.node].concat(this.around);
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

  private readonly nodes: ShellNode[] = [];
  /** For each node the number of the one around it, -1 for the outermost. */
  private readonly outer: number[] = [];
  private readonly numbers = new Map<string, number[]>();
  private readonly made: (ShellPlace | undefined)[] = [];

  private constructor(tree: ShellNode) {
    this.add(tree, -1);
  }

  /** Those of any of these types, in the order of the text. */
  public ofType(...types: readonly string[]): readonly ShellPlace[] {
    const found = types.length === 1 ? this.numbers.get(types[0]) ?? [] : types.flatMap((type) => this.numbers.get(type) ?? []).sort((left, right) => left - right);
    return found.map((number) => this.place(number));
  }

  private place(number: number): ShellPlace {
    const outer = this.outer[number];
    return this.made[number] ??= new ShellPlace(this.nodes[number], number, outer < 0 ? undefined : this.place(outer));
  }

  private add(node: ShellNode, outer: number): void {
    const number = this.nodes.push(node) - 1;
    this.outer.push(outer);
    const known = this.numbers.get(node.type);
    if (known) known.push(number);
    else this.numbers.set(node.type, [number]);
    const below = childrenOf(node);
    for (let index = 0; index < below.length; index++) this.add(below[index], number);
  }
}

const places = new WeakMap<ShellNode, ShellPlaces>();
