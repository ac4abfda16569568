/** One convolution of a residual network. */
export interface PlannedConvolution {
  /** The blocks of its weights begin with it. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
}

/** Two convolutions, and what they are added to: the signal, or a third convolution of it. */
interface PlannedBlock {
  readonly first: PlannedConvolution;
  readonly second: PlannedConvolution;
  readonly shortcut?: PlannedConvolution;
}

export interface ResnetPlan {
  readonly stem: PlannedConvolution;
  readonly blocks: readonly PlannedBlock[];
  /** Channels after the last block. */
  readonly outputs: number;
}

/** What a residual network is made of. */
export interface ResnetShape {
  readonly image: readonly [height: number, width: number, channels: number];
  /** Channels of the first stage; each later one has twice as many. */
  readonly width: number;
  /** Blocks of a stage. */
  readonly depth: number;
  /** Stages at most: each later one halves height and width, and none is begun below 4 pixels. */
  readonly stages: number;
}

/** Above this, the first convolution halves height and width. */
const largeSide = 64;

/** The convolutions of a small residual network for an image (He et al. 2016, as its authors built it for CIFAR-10). */
export function planResnet({ image, width, depth, stages }: ResnetShape): ResnetPlan {
  const [height, wide, channels] = image;
  const isLarge = Math.min(height, wide) > largeSide;
  const side = Math.ceil(Math.min(height, wide) / (isLarge ? 2 : 1));
  const count = Math.max(1, Math.min(stages, 1 + Math.floor(Math.log2(Math.max(1, side / 4)))));
  const stem = { name: 'stem', inputs: channels, outputs: width, size: 3, stride: isLarge ? 2 : 1 };
  const blocks: PlannedBlock[] = [];
  let inputs = width;
  for (let stage = 0; stage < count; stage++) {
    const outputs = width * 2 ** stage;
    for (let block = 0; block < depth; block++) {
      const name = `stage${stage}-block${block}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      blocks.push({
        first: { name: `${name}-first`, inputs, outputs, size: 3, stride },
        second: { name: `${name}-second`, inputs: outputs, outputs, size: 3, stride: 1 },
        ...((stride > 1 || inputs !== outputs) && {
          shortcut: { name: `${name}-shortcut`, inputs, outputs, size: 1, stride },
        }),
      });
      inputs = outputs;
    }
  }
  return { stem, blocks, outputs: inputs };
}
