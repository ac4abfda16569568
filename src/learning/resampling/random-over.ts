import { allRows } from '../neighbours/nearest.js';
import { assemble, drawBelow } from './parts/assemble.js';
import { lacking, ratioParams, rowsByClass } from './parts/ratio.js';
import { defineResampler } from './resampler.js';

/** Rows of the smaller classes again, drawn with replacement. */
export const randomOver = defineResampler({
  name: 'random-over',
  summary: 'Repeats rows of the smaller classes, drawn at random: suits any columns',
  params: ratioParams,
  reads: 'any',

  resample(rows, { ratio }, { classes, random }) {
    const byClass = rowsByClass(rows.y, classes.length);
    const wanted = lacking(
      byClass.map(({ length }) => length),
      ratio,
    );
    const again = byClass.flatMap((own, label) => {
      const draw = random(`${label}`);
      return Array.from(
        { length: wanted[label] ?? 0 },
        () => own[drawBelow(own.length, draw)] ?? 0,
      );
    });
    return Promise.resolve(assemble(rows, Uint32Array.from([...allRows(rows.y.length), ...again])));
  },
});
