/** The version of this mlx; a test holds it against package.json. */
export const mlxVersion = '0.1.0';
