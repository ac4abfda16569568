import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Addresses of what runs ONNX, the best first: native before WebAssembly, and that of the project (a file in it) before one beside mlx. */
export function onnxruntimes(project: string): readonly string[] {
  return ['onnxruntime-node', 'onnxruntime-web'].flatMap((name) =>
    [project, import.meta.url].flatMap((from) => {
      try {
        return [pathToFileURL(createRequire(from).resolve(name)).href];
      } catch {
        return [];
      }
    }),
  );
}
