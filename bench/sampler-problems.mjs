// The functions that bench/samplers.mjs searches; bench/samplers-reference.py has the same. All are minimised.

/** Name to search space as written in a project, the function, and the noise that trials see beside it. */
export const problems = {
  branin: {
    space: { x: { float: [-5, 10] }, y: { float: [0, 15] } },
    of: ({ x, y }) => [branin(x, y)],
  },
  hartmann6: {
    space: Object.fromEntries(range(6).map((at) => [`x${at}`, { float: [0, 1] }])),
    of: (point) => [hartmann6(range(6).map((at) => point[`x${at}`]))],
  },
  'mixed rosenbrock': {
    space: {
      a: { float: [-2, 2] },
      b: { float: [-2, 2] },
      c: { log: [0.01, 10] },
      k: { int: [0, 20] },
      kind: { choice: ['plain', 'shifted', 'steep', 'flat'] },
    },
    of: (point) => [mixedRosenbrock(point)],
  },
  'noisy branin': {
    space: { x: { float: [-5, 10] }, y: { float: [0, 15] } },
    of: ({ x, y }) => [branin(x, y)],
    noise: 5,
  },
  'two objectives': {
    space: {
      ...Object.fromEntries(range(5).map((at) => [`x${at}`, { float: [0, 1] }])),
      kind: { choice: ['one', 'two', 'three'] },
    },
    of: twoObjectives,
    directions: ['lower', 'lower'],
  },
};

/** What is dominated of the square from 0 to `corner` by points of two losses. */
export function hypervolume(points, corner) {
  const inside = points.filter((point) => point.every((loss, at) => loss < corner[at]));
  let covered = 0;
  let lowest = corner[1];
  for (const [first, second] of inside.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (second >= lowest) continue;
    covered += (corner[0] - first) * (lowest - second);
    lowest = second;
  }
  return covered;
}

function branin(x, y) {
  const bowl = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
  return bowl * bowl + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

function hartmann6(x) {
  const alpha = [1, 1.2, 3, 3.2];
  const a = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ];
  const p = [
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
  ];
  return -alpha.reduce((sum, weight, i) => {
    const exponent = x.reduce((total, xj, j) => total + a[i][j] * (xj - p[i][j] / 1e4) ** 2, 0);
    return sum + weight * Math.exp(-exponent);
  }, 0);
}

function mixedRosenbrock({ a, b, c, k, kind }) {
  const steepness = { plain: 10, shifted: 10, steep: 100, flat: 1 }[kind];
  const shift = { plain: 0.5, shifted: 0, steep: 1, flat: 2 }[kind];
  const valley = steepness * (b - a * a) ** 2 + (1 - a) ** 2;
  return valley + Math.log10(c / 0.3) ** 2 + ((k - 7) / 5) ** 2 + shift;
}

/** ZDT1 in five numbers, of which a name makes all points worse by a little or not. */
function twoObjectives(point) {
  const rest = range(5)
    .slice(1)
    .reduce((sum, at) => sum + point[`x${at}`], 0);
  const g = 1 + (9 / 4) * rest + { one: 0, two: 0.5, three: 1 }[point.kind];
  return [point.x0, g * (1 - Math.sqrt(point.x0 / g))];
}

function range(count) {
  return Array.from({ length: count }, (_, at) => at);
}
