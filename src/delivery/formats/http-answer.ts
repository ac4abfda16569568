/** Status and body for a request's rows, as \`mlx serve\` gives them: text for handlers that have \`predict\` and what goes with it. */
export const answerCode = `
function answerToText(text) {
  let body;
  try { body = JSON.parse(text ?? ''); } catch (error) { return { status: 400, body: { error: 'The body is not JSON: ' + error.message } }; }
  return answerTo(body);
}
function answerTo(body) {
  const wrapped = Array.isArray(body?.rows) && !signature.inputs.some(({ name }) => name === 'rows');
  const rows = Array.isArray(body) ? body : wrapped ? body.rows : [body];
  try {
    return { status: 200, body: { version, predictions: predict(rows) } };
  } catch (error) {
    if (error instanceof RowsInvalid) return { status: 422, body: { error: error.message, problems: error.problems } };
    throw error;
  }
}
`;
