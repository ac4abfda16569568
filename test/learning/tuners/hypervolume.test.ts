import { expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import { hypervolume, mostVolume } from '../../../src/learning/tuners/evolution/hypervolume.js';

test('what two points dominate is counted once where they overlap', () => {
  const points = [
    [0, 2],
    [1, 1],
    [2, 2],
    [9, 0],
  ];
  expect(hypervolume(points, [3, 3])).toBe(3 + 2 * 2 - 2);
  expect(
    hypervolume(
      [
        [0, 0, 0],
        [1, 0, 0],
      ],
      [2, 3, 4],
    ),
  ).toBe(24);
});

test.each([2, 3, 4])(
  'a volume in %d objectives is the share of random points it holds',
  (width) => {
    const random = randomFor(1, `volume/${width}`);
    const draw = () => Array.from({ length: width }, random);
    const points = Array.from({ length: 12 }, draw);
    const worst = new Array<number>(width).fill(1);
    let inside = 0;
    const throws = 200_000;
    for (let at = 0; at < throws; at++) {
      const place = draw();
      if (points.some((point) => point.every((loss, axis) => loss <= (place[axis] ?? 0)))) inside++;
    }
    expect(hypervolume(points, worst)).toBeCloseTo(inside / throws, 2);
  },
);

test('the greedy choice is that of asking every point each time', () => {
  const random = randomFor(2, 'greedy');
  const points = Array.from({ length: 40 }, () => {
    const angle = (random() * Math.PI) / 2;
    return [1 - Math.cos(angle), 1 - Math.sin(angle)];
  });
  const worst = [0, 1].map((at) => 1.1 * Math.max(...points.map((point) => point[at] ?? 0)));
  const plain: number[][] = [];
  while (plain.length < 6) {
    const volumes = points.map((point) =>
      plain.includes(point) ? -1 : hypervolume([...plain, point], worst),
    );
    plain.push(points[volumes.indexOf(Math.max(...volumes))] ?? []);
  }
  expect(mostVolume(points, 6, (point) => point)).toEqual(plain);
});
