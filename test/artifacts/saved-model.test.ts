import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  decodeSavedModel,
  encodeSavedModel,
  readSavedModel,
  writeSavedModel,
} from '../../src/artifacts/saved-model.js';
import type { SavedModel } from '../../src/contracts/model.js';

const model: SavedModel = {
  family: 'mlp',
  task: { kind: 'regression', target: 'price', classes: [] },
  inputs: ['rooms', 'area'],
  config: { layers: [2, 1], scale: { mean: 3.25, sd: 0.1 } },
  weights: {
    'dense/kernel': { shape: [2, 2], values: Float32Array.of(1, -0.5, 1e-40, Infinity) },
    'dense/bias': { shape: [2], values: Float32Array.of(-0, Number.NaN) },
    nothing: { shape: [0, 7], values: new Float32Array() },
    scalar: { shape: [], values: Float32Array.of(7) },
  },
};

describe('a saved model', () => {
  test('comes back from its folder bit by bit', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'mlx-model-')), 'new');
    await writeSavedModel(folder, model);
    const found = await readSavedModel(folder);
    expect(found).toEqual(model);
    expect(Object.keys(found.weights)).toEqual(Object.keys(model.weights));
    expect(Object.is(found.weights['dense/bias']?.values[0], -0)).toBe(true);
  });

  test('stores its weights as little-endian float32', () => {
    const { 'weights.bin': bytes } = encodeSavedModel(model);
    expect([...bytes.subarray(0, 8)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf]);
    expect(bytes.byteLength).toBe(7 * 4);
  });

  test('is read from bytes at any alignment', () => {
    const files = encodeSavedModel(model);
    const shifted = new Uint8Array(files['weights.bin'].byteLength + 1);
    shifted.set(files['weights.bin'], 1);
    expect(decodeSavedModel({ ...files, 'weights.bin': shifted.subarray(1) })).toEqual(model);
  });

  test('is refused when its files do not belong together', () => {
    const files = encodeSavedModel(model);
    const short = { ...files, 'weights.bin': files['weights.bin'].subarray(4) };
    expect(() => decodeSavedModel(short)).toThrow('has 24 bytes, and `model.json` tells of 28');
    const broken = { ...files, 'model.json': Buffer.from('{"weights":') };
    expect(() => decodeSavedModel(broken)).toThrow('`model.json` is not valid JSON');
    const newer = { ...files, 'model.json': Buffer.from('{"format":3,"weights":[]}') };
    expect(() => decodeSavedModel(newer)).toThrow('has format 3, and this mlx reads 2');
  });

  test('is refused when a file is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlx-model-'));
    await writeSavedModel(folder, model);
    await rm(join(folder, 'weights.bin'));
    await expect(readSavedModel(folder)).rejects.toMatchObject({ code: 'model/invalid' });
    await writeFile(join(folder, 'weights.bin'), '');
    await expect(readSavedModel(folder)).rejects.toThrow('has 0 bytes');
  });

  test('cannot be written with a fact JSON does not know, or weights that miss their shape', () => {
    expect(() => encodeSavedModel({ ...model, config: { scale: Number.NaN } })).toThrow('scale');
    const weights = { kernel: { shape: [3], values: new Float32Array(2) } };
    expect(() => encodeSavedModel({ ...model, weights })).toThrow('kernel do not fill');
  });
});
