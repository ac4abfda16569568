import { allRows } from '../neighbours/nearest.js';
import { assemble, type MadeRows } from './parts/assemble.js';
import { neighbourParams, neighboursInClass } from './parts/class-neighbours.js';
import { makeRows } from './parts/interpolate.js';
import { mixedColumns, mixedPoints } from './parts/mixed-columns.js';
import { mixedRow } from './parts/mixed-row.js';
import { lacking, ratioParams, rowsByClass } from './parts/ratio.js';
import { defineResampler } from './resampler.js';

/**
 * SMOTE for numbers and categories: Chawla et al. 2002, section 6.1. Two different categories are as far apart as the
 * median standard deviation of the numbers in the class; a new row has the category most of the neighbours have.
 */
export const smoteNc = defineResampler({
  name: 'smote-nc',
  summary:
    'SMOTE for numbers beside categories, which it takes from the neighbours, never between two',
  params: { ...ratioParams, ...neighbourParams },
  reads: 'categories',

  async resample(rows, { ratio, neighbours: count }, context) {
    const columns = mixedColumns(rows.x, context.native);
    const byClass = rowsByClass(rows.y, context.classes.length);
    const wanted = lacking(
      byClass.map(({ length }) => length),
      ratio,
    );
    const made: MadeRows[] = [];
    for (const [label, own] of byClass.entries()) {
      const missing = wanted[label] ?? 0;
      if (missing === 0) continue;
      const points = mixedPoints(rows.x, columns, own);
      const request = { of: own, among: own, label };
      const neighbours = await neighboursInClass(points, request, { count, context });
      const random = context.random(`${label}`);
      const write = mixedRow(rows.x, columns, { neighbours, random });
      const seeds = { label, rows: own, neighbours };
      made.push(makeRows(rows, seeds, { count: missing, random, write }));
    }
    return assemble(rows, allRows(rows.y.length), made);
  },
});
