import { attribute, type Graph, type Ref } from '../../../learning/compute/graph/graph-def.js';
import { asksCategory, type Forest, missingLeft } from '../../../learning/models/trees/forest.js';

/**
 * What a row finds in the leaves of all trees, in doubles: rows × trees, or rows × trees × numbers in a leaf. All rows go down all
 * trees at once, one question a step, and wait at their leaves until the deepest has been reached: nodes are arrays that are
 * gathered from. `features` are floats.
 */
export function forestLeaves(graph: Graph, features: Ref, forest: Forest): Ref {
  const { feature, roots, leaves, width, child } = forest;
  const build = new TreeSteps(graph, features, forest);
  let node = build.start(roots);
  for (let step = depthOf(forest); step > 0; step--) node = build.next(node);
  const leafOf = Int32Array.from(feature, (asked, at) => (asked < 0 ? (child[at] as number) : 0));
  const shape = width === 1 ? [leaves.length] : [leaves.length / width, width];
  const table = graph.constant({ type: 'float64', shape, values: Float64Array.from(leaves) });
  return build.gather(table, build.table(leafOf, node), 'float64');
}

/** Questions on the longest way to a leaf. */
function depthOf({ roots, feature, child }: Forest): number {
  let deepest = 0;
  const open: (readonly [number, number])[] = Array.from(roots, (node) => [node, 0]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next;
    deepest = Math.max(deepest, depth);
    if ((feature[node] as number) < 0) continue;
    const first = child[node] as number;
    open.push([first, depth + 1], [first + 1, depth + 1]);
  }
  return deepest;
}

class TreeSteps {
  readonly #graph: Graph;
  readonly #features: Ref;
  readonly #tables: NodeTables;
  readonly #zero: Ref;

  constructor(graph: Graph, features: Ref, forest: Forest) {
    this.#graph = graph;
    this.#features = features;
    this.#tables = nodeTables(forest);
    this.#zero = this.#integer(0);
  }

  /** The root of each tree for each row: rows × trees. */
  start(roots: Int32Array): Ref {
    const rows = this.#graph.add('Shape', [this.#features], {
      attributes: { T: attribute.type('float32'), out_type: attribute.type('int32') },
    });
    const count = this.#graph.add(
      'StridedSlice',
      [rows, this.#list([0]), this.#list([1]), this.#list([1])],
      { attributes: { T: attribute.type('int32'), Index: attribute.type('int32') } },
    );
    const shape = this.#graph.add('ConcatV2', [count, this.#list([roots.length]), this.#zero], {
      attributes: {
        T: attribute.type('int32'),
        N: attribute.integer(2),
        Tidx: attribute.type('int32'),
      },
    });
    const values = this.#graph.constant({ type: 'int32', shape: [1, roots.length], values: roots });
    return this.#graph.add('BroadcastTo', [values, shape], {
      attributes: { T: attribute.type('int32'), Tidx: attribute.type('int32') },
    });
  }

  /** Where a row goes from a node; a leaf leads to itself. */
  next(node: Ref): Ref {
    const { feature, threshold, left, step, missing, setStart } = this.#tables;
    const value = this.#graph.add(
      'GatherV2',
      [this.#features, this.table(feature, node), this.#integer(1)],
      { attributes: gatherOf('float32', 1) },
    );
    const isBelow = this.#typed('LessEqual', [value, this.table(threshold, node)], 'float32');
    const goes = setStart === undefined ? isBelow : this.#whereCategory(node, value, isBelow);
    const isMissing = this.#typed('IsNan', [value], 'float32');
    const goesLeft = this.#typed('SelectV2', [isMissing, this.table(missing, node), goes], 'bool');
    const right = this.#typed('SelectV2', [goesLeft, this.#zero, this.table(step, node)], 'int32');
    return this.#typed('AddV2', [this.table(left, node), right], 'int32');
  }

  /** What a table says of each node. */
  table(values: Float32Array | Int32Array | Uint8Array, node: Ref): Ref {
    const type =
      values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'bool';
    const table = this.#graph.constant({ type, shape: [values.length], values });
    return this.gather(table, node, type);
  }

  gather(table: Ref, places: Ref, type: 'bool' | 'float32' | 'float64' | 'int32'): Ref {
    return this.#graph.add('GatherV2', [table, places, this.#zero], {
      attributes: gatherOf(type, 0),
    });
  }

  /** Of nodes that ask for categories: whether the code is in their set. A set of no places has none. */
  #whereCategory(node: Ref, value: Ref, otherwise: Ref): Ref {
    const { asks, setStart = none, setSize = none, members = new Uint8Array(1) } = this.#tables;
    const isMissing = this.#typed('IsNan', [value], 'float32');
    const unknown = this.#graph.constant({
      type: 'float32',
      shape: [],
      values: Float32Array.of(-1),
    });
    const safe = this.#typed('SelectV2', [isMissing, unknown, value], 'float32');
    const code = this.#graph.add('Cast', [safe], {
      attributes: { SrcT: attribute.type('float32'), DstT: attribute.type('int32') },
    });
    const isCode = this.#graph.add('LogicalAnd', [
      this.#typed('GreaterEqual', [code, this.#zero], 'int32'),
      this.#typed('Less', [code, this.table(setSize, node)], 'int32'),
    ]);
    const place = this.#typed('AddV2', [this.table(setStart, node), code], 'int32');
    const there = this.#typed('SelectV2', [isCode, place, this.#zero], 'int32');
    const isMember = this.#graph.add('LogicalAnd', [isCode, this.table(members, there)]);
    return this.#typed('SelectV2', [this.table(asks, node), isMember, otherwise], 'bool');
  }

  #typed(op: string, inputs: readonly Ref[], type: 'bool' | 'float32' | 'int32'): Ref {
    return this.#graph.typed(op, inputs, type);
  }

  #integer(value: number): Ref {
    return this.#graph.constant({ type: 'int32', shape: [], values: Int32Array.of(value) });
  }

  #list(values: readonly number[]): Ref {
    return this.#graph.constant({
      type: 'int32',
      shape: [values.length],
      values: Int32Array.from(values),
    });
  }
}

const none = new Int32Array(0);

function gatherOf(type: 'bool' | 'float32' | 'float64' | 'int32', axis: 0 | 1) {
  return {
    Tparams: attribute.type(type),
    Tindices: attribute.type('int32'),
    Taxis: attribute.type('int32'),
    batch_dims: attribute.integer(axis),
  };
}

/** Of each node what a step needs: a bool is one byte. */
interface NodeTables {
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  /** From the left child to the right one: 0 for a leaf. */
  readonly step: Int32Array;
  readonly missing: Uint8Array;
  readonly asks: Uint8Array;
  /** Where in `members` its set starts and how many codes it tells of; absent when no node asks for categories. */
  readonly setStart?: Int32Array;
  readonly setSize?: Int32Array;
  readonly members?: Uint8Array;
}

function nodeTables({ feature, threshold, child, flags, setAt, sets }: Forest): NodeTables {
  const isLeaf = (node: number): boolean => (feature[node] as number) < 0;
  const tables = {
    feature: feature.map((column) => Math.max(column, 0)),
    threshold: Float32Array.from(threshold),
    left: child.map((first, node) => (isLeaf(node) ? node : first)),
    step: feature.map((column) => (column < 0 ? 0 : 1)),
    missing: flags.map((flag) => ((flag & missingLeft) === 0 ? 0 : 1)),
    asks: flags.map((flag) => ((flag & asksCategory) === 0 ? 0 : 1)),
  };
  if (!tables.asks.includes(1)) return tables;
  const setStart = new Int32Array(feature.length);
  const setSize = new Int32Array(feature.length);
  const members: number[] = [0];
  for (const [node, asks] of tables.asks.entries()) {
    if (asks === 0) continue;
    const start = setAt[node] as number;
    const size = 32 * (sets[start] as number);
    setStart[node] = members.length;
    setSize[node] = size;
    for (let code = 0; code < size; code++) {
      members.push(((sets[start + 1 + (code >> 5)] as number) >>> (code & 31)) & 1);
    }
  }
  return { ...tables, setStart, setSize, members: Uint8Array.from(members) };
}
