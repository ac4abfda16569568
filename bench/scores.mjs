/** The area under the ROC curve, ties at half, of scores for truths of 0 and 1 (the Mann–Whitney statistic). */
export function auc(truth, scores) {
  const order = Uint32Array.from(truth, (_, at) => at).sort((a, b) => scores[a] - scores[b]);
  let [ranks, positives] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    for (let at = from; at < to; at++) {
      if (truth[order[at]] !== 1) continue;
      ranks += (from + 1 + to) / 2;
      positives++;
    }
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (truth.length - positives));
}

/** Of two columns of probabilities, row by row, those of the second class. */
export function positivesOf(probabilities) {
  return probabilities.filter((_, at) => at % 2 === 1);
}

/** The root of the mean squared error. */
export function rmse(truth, values) {
  return Math.sqrt(truth.reduce((sum, y, at) => sum + (y - values[at]) ** 2, 0) / truth.length);
}
