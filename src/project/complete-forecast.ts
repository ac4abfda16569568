import type { IngestSettings, SplitSettings, TaskSettings } from './project-schema.js';

/** What a forecast leaves open: the column of times, that of series, and what is usual. Other tasks stay as they are. */
export function completeForecast(
  task: TaskSettings,
  { time }: Pick<SplitSettings, 'time'>,
  columns: NonNullable<IngestSettings['columns']>,
): TaskSettings {
  if (task.type !== 'forecast') return task;
  const when = task.time ?? time ?? onlyOf('time', columns);
  const series = task.series ?? onlyOf('group', columns);
  return {
    ...task,
    ...(when !== undefined && { time: when }),
    ...(series !== undefined && { series }),
    gaps: task.gaps ?? 'fail',
    interval: task.interval ?? 0.8,
  };
}

/** The one column with a role; undefined when there are several, or none. */
export function onlyOf(
  role: string,
  columns: NonNullable<IngestSettings['columns']>,
): string | undefined {
  const [name, ...more] = Object.entries(columns)
    .filter(([, column]) => column.role === role)
    .map(([own]) => own);
  return more.length === 0 ? name : undefined;
}
