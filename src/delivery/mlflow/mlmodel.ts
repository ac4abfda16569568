import type { SignatureInput } from '../../contracts/model.js';
import type { Package } from '../package-folder.js';

const types: Readonly<Record<string, string>> = {
  number: 'double',
  integer: 'long',
  boolean: 'boolean',
  timestamp: 'datetime',
};

/** The file by which MLflow knows a folder as a model: its signature, and that it takes mlx to load it. JSON is YAML. */
export function mlmodelText({ manifest, signature }: Package, run: string): string {
  const { task } = signature;
  const column = (name: string, type: string, required: boolean) => ({ type, name, required });
  const inputs = signature.inputs.map(({ name, type, required }: SignatureInput) =>
    column(name, types[type] ?? 'string', required),
  );
  const isLabelled = task.classes.length > 0 && task.kind !== 'anomaly';
  const outputs = [column(task.target || 'score', isLabelled ? 'string' : 'double', true)];
  const model = {
    artifact_path: 'package',
    run_id: run,
    flavors: { mlx: { mlx_version: manifest.mlx, package_version: manifest.version } },
    signature: { inputs: JSON.stringify(inputs), outputs: JSON.stringify(outputs) },
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}
