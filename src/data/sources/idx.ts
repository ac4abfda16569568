import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { Params } from '../../contracts/params.js';
import { MlxError } from '../../errors/index.js';
import { type FoundFile, findFiles } from './files/find-files.js';
import { type IdxFile, parseIdx } from './idx/parse-idx.js';
import { writePng } from './idx/write-png.js';
import { RowSpool, spooledColumns } from './rows/row-spool.js';
import type { Source, SourcePart, SourceWorld } from './source.js';

const params = {
  path: {
    type: 'string',
    minLength: 1,
    description:
      'File of images, such as `train-images-idx3-ubyte.gz`, relative to the project file',
  },
  labels: {
    type: 'string',
    minLength: 1,
    description: 'File of as many labels, such as `train-labels-idx1-ubyte.gz`',
  },
} as const satisfies Params;

/** The files that MNIST and its kin come in: a row for each image, as a PNG in base64, with its label. */
export const idx: Source<typeof params> = {
  name: 'idx',
  summary: 'Images and labels in IDX files, as MNIST comes',
  extensions: [],
  params,
  required: ['path'],
  paths: ({ path, labels }) => [path, labels].filter((each) => each !== undefined),
  async *open({ path = '', labels }, world) {
    const [images] = await findFiles(path, world.projectDir);
    const [named] = labels === undefined ? [] : await findFiles(labels, world.projectDir);
    if (images === undefined) return;
    yield await openIdx(images, named, world);
  },
};

async function openIdx(
  images: FoundFile,
  labels: FoundFile | undefined,
  world: SourceWorld,
): Promise<SourcePart> {
  const pixels = await imagesIn(images);
  const names = labels && (await labelsIn(labels, pixels.count));
  const columns = [
    { name: 'image' },
    ...(names === undefined ? [] : [{ name: 'label', storage: 'BIGINT' as const }]),
  ];
  const spool = await RowSpool.in(world);
  try {
    for (let row = 0; row < (world.headerOnly === true ? 0 : pixels.count); row++) {
      const png = writePng(pixels.of(row), pixels).toString('base64');
      if (spool.add(names === undefined ? [png] : [png, names[row]], row + 1)) await spool.flush();
    }
  } finally {
    await spool.close();
  }
  return {
    origin: images.origin,
    file: spool.file,
    bytes: images.bytes + (labels?.bytes ?? 0),
    rows: pixels.count,
    relation: spool.relation(columns.length),
    columns: spooledColumns(columns),
    dialect: { format: 'idx', images: pixels.shape },
  };
}

interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly shape: string;
  readonly of: (row: number) => Uint8Array;
}

async function imagesIn(file: FoundFile): Promise<IdxImages> {
  const { lengths, values } = await read(file);
  const [count = 0, height = 0, width = 0, channels = 1] = lengths;
  if (lengths.length < 3 || lengths.length > 4 || (channels !== 1 && channels !== 3)) {
    throw notThat(file.origin, `holds ${lengths.length} dimensions (${lengths.join(' × ')})`);
  }
  const size = height * width * channels;
  return {
    ...{ count, height, width, channels },
    shape: lengths.slice(1).join(' × '),
    of: (row) => values.subarray(row * size, (row + 1) * size),
  };
}

async function labelsIn(file: FoundFile, count: number): Promise<Uint8Array> {
  const { lengths, values } = await read(file);
  if (lengths.length === 1 && lengths[0] === count) return values;
  const held = lengths.join(' × ');
  throw notThat(file.origin, `holds ${held} values, and there are ${count} images`);
}

async function read({ file, origin }: FoundFile): Promise<IdxFile> {
  const bytes = await readFile(file);
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  let plain: Buffer;
  try {
    plain = isZipped ? gunzipSync(bytes) : bytes;
  } catch {
    throw notThat(origin, 'was cut short: it cannot be unzipped');
  }
  const parsed = parseIdx(plain);
  if (typeof parsed === 'string') throw notThat(origin, parsed);
  return parsed;
}

function notThat(origin: string, what: string): MlxError {
  return new MlxError('data/idx', `\`${origin}\` ${what}`, {
    hints: [
      '`path` takes a file of images as bytes (idx3-ubyte), `labels` one of labels (idx1-ubyte)',
    ],
    place: { file: origin },
  });
}
