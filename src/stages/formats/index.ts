import { azureFunction } from '../../delivery/formats/azure-function.js';
import { bundle } from '../../delivery/formats/bundle.js';
import type { PackageFormat } from '../../delivery/formats/format.js';
import { image } from '../../delivery/formats/image.js';
import { lambda } from '../../delivery/formats/lambda.js';
import { nodePackage } from '../../delivery/formats/node-package.js';
import { singleFile } from '../../delivery/formats/single-file.js';
import { web } from '../../delivery/formats/web.js';
import { Registry } from '../../registry.js';
import { onnx } from './onnx/onnx.js';
import { savedModel } from './saved-model/saved-model.js';

/** To add a format: write its file, add its line. */
export const packageFormats = new Registry<PackageFormat>('format', [
  singleFile,
  bundle,
  nodePackage,
  web,
  lambda,
  azureFunction,
  image,
  onnx,
  savedModel,
]);
