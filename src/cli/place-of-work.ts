import type { Params, ValuesOf } from '../contracts/params.js';
import { MlxError, nearestWord } from '../errors/index.js';
import type { Place } from '../pipeline/run-pipeline.js';
import type { Price } from '../pipeline/run-record.js';
import type { Machine, Stage } from '../pipeline/stage.js';
import type { Project } from '../project/project.js';
import { targets } from '../targets/index.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { machineOf } from './session.js';

/** Where each stage runs: the target asked for, but here for what concerns this machine. */
export function placeOf(
  project: Project,
  options: ProjectOptions & { readonly target?: string },
  context: Context,
): (stage: Stage) => Place {
  const name = options.target ?? project.compute.target;
  const machine = machineOf(context, options);
  const elsewhere = openTarget(project, name, machine);
  const here = openTarget(project, 'local', machine);
  return (stage) => (stage.place === 'here' ? here : elsewhere);
}

function openTarget(project: Project, name: string, machine: Machine): Place {
  const declared = project.targets[name] ?? (name === 'local' ? { type: 'local' } : undefined);
  if (declared === undefined) throw unknownTarget(name, ['local', ...Object.keys(project.targets)]);
  const { type, price: ownPrice, ...params } = declared;
  const execute = targets.get(type).open(params as ValuesOf<Params>, machine);
  const price = ownPrice ?? project.cost.price;
  const place = { target: name, execute };
  if (price === undefined) return place;
  return { ...place, price: frozen(project.masked(price) as typeof price) };
}

function frozen(price: NonNullable<Project['cost']['price']>): Price {
  return { usdPerHour: price.usd_per_hour, asOf: price.as_of, source: price.source };
}

function unknownTarget(name: string, known: readonly string[]): MlxError {
  const nearest = nearestWord(name, known);
  return new MlxError('usage/unknown-name', `Unknown target \`${name}\``, {
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `Use one of: ${[...new Set(known)].join(', ')}, or add it under \`targets:\``,
    ],
  });
}
