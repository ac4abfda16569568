/** Script of the model page: the form becomes a row, the answer becomes a picture. Text reaches the page as text only. */
export const pageScript = `
const form = document.getElementById('row');
const result = document.getElementById('result');
const controls = [...form.querySelectorAll('[data-type]')];

function valueOf({ value, dataset: { type } }) {
  if (value === '') return null;
  if (type === 'boolean') return value === 'true';
  if (type !== 'number' && type !== 'integer') return value;
  return Number.isNaN(Number(value)) ? value : Number(value);
}

function row() {
  const filled = controls.filter((control) => control.value !== '');
  return Object.fromEntries(filled.map((control) => [control.name, valueOf(control)]));
}

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, properties);
}

function showRequest() {
  const quoted = JSON.stringify(row(), null, 2).replaceAll("'", "'\\\\''");
  const url = new URL('predict', location.href).href;
  document.getElementById('request').textContent =
    'curl ' + url + ' -H "content-type: application/json" -d \\'' + quoted + "'";
}

function showAnswer({ version, predictions }, milliseconds) {
  const [answer] = predictions;
  document.getElementById('version').textContent = version;
  const took = element('p', 'in ' + milliseconds.toFixed(0) + ' ms', { className: 'quiet' });
  if ('value' in answer) {
    const value = answer.value.toLocaleString('en', { maximumSignificantDigits: 6 });
    return result.replaceChildren(element('p', value, { className: 'answer' }), took);
  }
  if ('forecast' in answer) {
    const list = element('ul', '');
    const short = (value) => value.toLocaleString('en', { maximumSignificantDigits: 6 });
    for (const { time, series, target, forecast, low, high } of predictions.slice(0, 48)) {
      const value = short(forecast);
      const item = element('li', '');
      item.append(element('span', [series, target, time].filter(Boolean).join(' ')), element('span', value));
      if (low !== undefined) item.append(element('small', short(low) + ' to ' + short(high)));
      list.append(item);
    }
    return result.replaceChildren(list, took);
  }
  if ('score' in answer) {
    const words = answer.flagged ? 'odd' : 'usual';
    const score = element('p', 'score ' + answer.score.toPrecision(4), { className: 'quiet' });
    return result.replaceChildren(element('p', words, { className: 'answer' }), score, took);
  }
  const list = element('ul', '');
  const classes = Object.entries(answer.probabilities).sort((a, b) => b[1] - a[1]).slice(0, 12);
  for (const [label, probability] of classes) {
    const item = element('li', '');
    const bar = element('meter', '', { value: probability, ariaLabel: label });
    item.append(element('span', label), element('span', (100 * probability).toFixed(1) + ' %'), bar);
    list.append(item);
  }
  result.replaceChildren(element('p', answer.label, { className: 'answer' }), list, took);
}

function showRefusal({ error, problems = [] }) {
  result.replaceChildren(element('p', error, { className: 'wrong' }));
  for (const { field, expected, found } of problems) {
    const control = controls.find(({ name }) => name === field);
    control?.setAttribute('aria-invalid', 'true');
    control?.after(element('em', 'Expected ' + expected + ', found ' + found));
  }
}

for (const file of form.querySelectorAll('[type=file]')) {
  file.addEventListener('change', () => {
    const reader = new FileReader();
    reader.onload = () => {
      file.previousElementSibling.value = reader.result.split(',')[1] ?? '';
      showRequest();
    };
    if (file.files[0]) reader.readAsDataURL(file.files[0]);
  });
}
form.addEventListener('input', showRequest);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  form.querySelectorAll('em').forEach((note) => note.remove());
  controls.forEach((control) => control.removeAttribute('aria-invalid'));
  const began = performance.now();
  try {
    const response = await fetch('predict', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(row()),
    });
    const said = await response.json();
    if (response.ok) showAnswer(said, performance.now() - began);
    else showRefusal(said);
  } catch {
    showRefusal({ error: 'The server does not answer' });
  }
});
showRequest();
form.requestSubmit();
`;
