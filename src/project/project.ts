import type { Json } from '../contracts/json.js';
import type { Place } from '../errors/index.js';
import type {
  AboutSettings,
  ComputeSettings,
  CostSettings,
  DeploySettings,
  EvaluateSettings,
  FeaturesSettings,
  IngestSettings,
  PackageSettings,
  RegistrySettings,
  Requirement,
  ServeSettings,
  SplitSettings,
  TargetsSettings,
  TaskSettings,
  TrainSettings,
  TuneSettings,
} from './project-schema.js';

/** A way to a value: keys of mappings and indexes of sequences. */
export type Path = readonly (string | number)[];

/** Every setting of a project, valid and complete: no default is left to fill in. */
export interface ProjectSettings {
  readonly version: 1;
  readonly name: string;
  readonly seed: number;
  readonly about?: AboutSettings;
  readonly task: TaskSettings;
  readonly ingest: IngestSettings;
  readonly split: SplitSettings;
  readonly features: FeaturesSettings;
  readonly train: Omit<TrainSettings, 'select'> & { readonly select: string | null };
  readonly tune?: TuneSettings;
  readonly evaluate: EvaluateSettings;
  readonly requirements: readonly Requirement[];
  readonly package: PackageSettings;
  readonly registry?: RegistrySettings;
  readonly targets: TargetsSettings;
  readonly deploy?: DeploySettings;
  readonly serve: ServeSettings;
  readonly compute: ComputeSettings;
  readonly cost: CostSettings;
}

/** A project as the rest of mlx sees it: its settings, and where each was written. */
export interface Project extends ProjectSettings {
  /** Absolute path of the project file. */
  readonly file: string;
  /** Absolute path of its folder: paths in the file are relative to it. */
  readonly dir: string;
  /** Where a value (or, with `key`, its key) was written, or its nearest parent that was. */
  readonly placeOf: (path: Path, part?: 'value' | 'key') => Place;
  /** Where a value comes from, in words: `mlx.yaml:12`, `--set`, `default`. */
  readonly originOf: (path: Path) => string;
  /** The same value with `${env:…}` and `${file:…}` in place of what they stand for. */
  readonly masked: (value: Json) => Json;
  /** The same, with a short digest of what each stood for: fit to be kept, and different when the value is. */
  readonly sealed: (value: Json) => Json;
}
