import { permutation } from '../../contracts/seeded-random.js';
import { assemble } from './parts/assemble.js';
import { capped, ratioParams, rowsByClass } from './parts/ratio.js';
import { defineResampler } from './resampler.js';

/** Some rows of the larger classes, drawn without replacement, in the order of the data. */
export const randomUnder = defineResampler({
  name: 'random-under',
  summary: 'Leaves out rows of the larger classes, drawn at random: suits any columns, and is fast',
  params: ratioParams,
  reads: 'any',

  resample(rows, { ratio }, { classes, random }) {
    const byClass = rowsByClass(rows.y, classes.length);
    const left = capped(
      byClass.map(({ length }) => length),
      ratio,
    );
    const kept = byClass.flatMap((own, label) => {
      const order = permutation(own.length, random(`${label}`));
      return [...order.subarray(0, left[label])].map((place) => own[place] as number);
    });
    return Promise.resolve(assemble(rows, Uint32Array.from(kept).sort()));
  },
});
