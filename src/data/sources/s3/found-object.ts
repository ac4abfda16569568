/** An object that was found. */
export interface FoundObject {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}
