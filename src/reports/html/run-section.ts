import { formatDuration } from '../../ui/format.js';
import type { EvaluationReport } from '../evaluation-report.js';
import { paramsLine } from './candidate-figures.js';
import { clipped, html, type Markup, type Part } from './markup.js';
import { section, table } from './section.js';

const mostSettings = 20_000;

/** What exactly was run, so that someone else can run it again. */
export function runSection({ run, model }: EvaluationReport): Markup {
  const { id, seed, backend, versions, stages, settings } = run;
  const facts: [string, Part][] = [
    ['run', html`<code>${clipped(id)}</code>`],
    [
      'model',
      html`<code>${clipped(model.family)}</code> over ${model.features} features${Object.keys(model.params).length > 0 && html`: <code>${clipped(paramsLine(model.params), 600)}</code>`}`,
    ],
    ['seed', seed],
    ...(backend === undefined
      ? []
      : [
          [
            'backend',
            html`${clipped(backend.name)} ${clipped(backend.version)} <span class="quiet">${clipped(backend.reason, 200)}</span>`,
          ] satisfies [string, Part],
        ]),
    [
      'versions',
      versions
        .slice(0, 20)
        .map(({ name, version }) => `${name} ${version}`)
        .join(', '),
    ],
  ];
  const timed = stages.some(({ seconds }) => seconds !== undefined);
  return section(
    {
      id: 'run',
      title: 'What was run',
      lead: 'The same settings, data and backend give the same model, bit by bit.',
    },
    html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`,
    table({
      head: ['stage', 'fingerprint', ...(timed ? ['time'] : [])],
      rows: stages
        .slice(0, 50)
        .map(({ stage, fingerprint, seconds }) => [
          clipped(stage),
          html`<code>${clipped(fingerprint, 64)}</code>`,
          ...(timed
            ? [
                seconds === undefined
                  ? html`<span class="quiet">reused</span>`
                  : formatDuration(seconds),
              ]
            : []),
        ]),
      figures: [2],
    }),
    html`<details><summary>Settings</summary><pre tabindex="0">${clipped(JSON.stringify(settings, null, 2), mostSettings)}</pre></details>`,
  );
}
