import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** Endings of files that are taken for images. */
const imageEndings = ['jpg', 'jpeg', 'png', 'gif', 'webp', 'bmp', 'tif', 'tiff'] as const;

/** How base64 of a JPEG, PNG, GIF, WebP, BMP or TIFF begins; what stands there is too long to be a path. */
const base64Starts = ['/9j/', 'iVBORw0KGgo', 'R0lGOD', 'UklGR', 'Qk', 'SUkqA', 'TU0AK'] as const;
const shortestBase64 = 48;

/** Whether a cell names or holds an image, by how it is written. */
export function looksLikeImage(cell: string): boolean {
  return imageCells.test(cell);
}

/** The pattern of such cells, as JavaScript and DuckDB understand it. */
export const imagePattern = `^(data:image/|(${base64Starts.join('|')})[A-Za-z0-9+/=]{32})|\\.(${imageEndings.join('|')}|${imageEndings.join('|').toUpperCase()})$`;
const imageCells = new RegExp(imagePattern);

/** Whether the cell is the image itself. */
export function holdsImage(cell: string): boolean {
  if (cell.startsWith('data:')) return true;
  if (cell.length < shortestBase64 || !base64Starts.some((start) => cell.startsWith(start))) {
    return false;
  }
  return /^[A-Za-z0-9+/\s]+={0,2}$/.test(cell);
}

/** The bytes that a cell names or holds; a path starts from `folder`. Throws what reading the file throws. */
export async function bytesOfCell(cell: string, folder: string): Promise<Uint8Array> {
  if (holdsImage(cell)) {
    const written = cell.startsWith('data:') ? cell.slice(cell.indexOf(',') + 1) : cell;
    return Buffer.from(written, 'base64');
  }
  return readFile(isAbsolute(cell) ? cell : join(folder, cell));
}
