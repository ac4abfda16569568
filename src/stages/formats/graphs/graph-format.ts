import type { AskedFrom, FormatFile, PackageFormat } from '../../../delivery/formats/format.js';
import type { Feed } from './feed.js';
import { graphPredictions } from './graph-answers.js';
import {
  feedsOf,
  type GraphAnswers,
  graphCannot,
  inputsFile,
  outputsOf,
  writeModel,
} from './graph-source.js';
import type { ModelGraph } from './model-graph.js';

type Params = Readonly<Record<string, unknown>>;

/** What a language of graphs has of its own. */
interface GraphLanguage<Graph extends ModelGraph>
  extends Pick<PackageFormat, 'name' | 'summary' | 'params'> {
  /** What people call it. */
  readonly language: string;
  readonly graph: (params: Params) => Graph;
  readonly files: (
    graph: Graph,
    source: AskedFrom['source'],
    params: Params,
  ) => readonly FormatFile[];
  /** Runs what was written, each output by its name; or says why it cannot. */
  readonly run: (
    folder: string,
    asked: { readonly feeds: readonly Feed[]; readonly outputs: readonly string[] },
    from: AskedFrom,
  ) => Promise<GraphAnswers | { readonly unchecked: string }>;
}

/** A format that is a graph with the model and, where the language can say it, its preprocessing; `inputs.json` says what it reads. */
export function graphFormat<Graph extends ModelGraph>({
  language,
  graph: start,
  files,
  run,
  ...facts
}: GraphLanguage<Graph>): PackageFormat {
  return {
    ...facts,
    cannot: graphCannot,
    files: (source, params) => {
      const graph = start(params);
      writeModel(graph, source);
      return [inputsFile(source, language), ...files(graph, source, params)];
    },
    ask: async (folder, rows, from) => {
      const { source } = from;
      const feeds = await feedsOf(rows, source);
      const said = await run(folder, { feeds, outputs: outputsOf(source) }, from);
      return 'unchecked' in said ? said : graphPredictions(source, said, rows);
    },
  };
}
