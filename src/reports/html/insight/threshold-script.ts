/** Moves the threshold and weighs mistakes. The page is whole without it. */
export const thresholdScript = `(() => {
  const place = document.getElementById('explore');
  if (!place) return;
  const counts = JSON.parse(place.dataset.counts);
  const positives = Number(place.dataset.positives);
  const negatives = Number(place.dataset.negatives);
  const make = (name, parent, text) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  };
  const controls = make('div', place);
  const field = (text, settings) => {
    const input = make('input', make('label', controls, text));
    Object.assign(input, settings);
    return input;
  };
  const threshold = field('Threshold', { type: 'range', min: 0.01, max: 0.99, step: 0.01 });
  threshold.value = place.dataset.threshold;
  const alarmCost = field('A false alarm costs', { type: 'number', min: 0, step: 'any', value: '1' });
  const missCost = field('A miss costs', { type: 'number', min: 0, step: 'any', value: '1' });
  const cheapest = make('button', controls, 'Go to the cheapest threshold');
  cheapest.type = 'button';
  const list = make('dl', place);
  list.setAttribute('aria-live', 'polite');
  const lines = ['threshold', 'found (recall)', 'right when it says so (precision)', 'F1', 'rows flagged', 'false alarms', 'missed', 'cost per row'].map((name) => {
    make('dt', list, name);
    return make('dd', list);
  });
  const percent = (share) => (Number.isFinite(share) ? (100 * share).toFixed(1) + ' %' : '–');
  const count = (value) => value.toLocaleString('en');
  const costOf = ([, hits, alarms]) => (Number(alarmCost.value) * alarms + Number(missCost.value) * (positives - hits)) / (positives + negatives);
  const show = () => {
    const at = counts[Math.max(0, Math.min(counts.length - 1, Math.round(100 * threshold.value) - 1))];
    const [value, hits, alarms] = at;
    const misses = positives - hits;
    const words = [value.toFixed(2), percent(hits / positives), percent(hits / (hits + alarms)), (2 * hits / (2 * hits + alarms + misses)).toFixed(4), count(hits + alarms), count(alarms), count(misses), Number(costOf(at).toPrecision(4)).toString()];
    lines.forEach((line, index) => { line.textContent = words[index]; });
  };
  cheapest.addEventListener('click', () => {
    threshold.value = counts.reduce((best, each) => (costOf(each) < costOf(best) ? each : best))[0];
    show();
  });
  [threshold, alarmCost, missCost].forEach((input) => input.addEventListener('input', show));
  place.hidden = false;
  show();
})();`;
