/** How schemas are compiled, here and when mlx is built. Our own schemas are checked by a test, not at each start. */
export const ajvOptions = {
  allErrors: true,
  useDefaults: true,
  strict: false,
  verbose: true,
  meta: false,
  validateSchema: false,
} as const;
