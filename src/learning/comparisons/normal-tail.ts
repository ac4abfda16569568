/**
 * Probability that a standard normal variable is further from 0 than `z`, either way. Complementary error function by
 * W. J. Cody's rational Chebyshev form as simplified in Numerical Recipes (§6.2, `erfccheb`): relative error below 1.2e-7.
 */
export function twoSidedNormal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 2 / (2 + x);
  const ty = 4 * t - 2;
  let [d, dd] = [0, 0];
  for (let at = coefficients.length - 1; at > 0; at--) {
    [d, dd] = [ty * d - dd + (coefficients[at] as number), d];
  }
  return t * Math.exp(-x * x + 0.5 * ((coefficients[0] as number) + ty * d) - dd);
}

const coefficients = [
  -1.3026537197817094, 0.6419697923564902, 0.019476473204185836, -0.00956151478680863,
  -0.000946595344482036, 0.000366839497852761, 0.000042523324806907, -0.000020278578112534,
  -0.000001624290004647, 0.00000130365583558, 1.5626441722e-8, -8.5238095915e-8, 6.529054439e-9,
  5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12, -6.886027e-12,
  8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15,
];
