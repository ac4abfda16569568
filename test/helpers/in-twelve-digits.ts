/** Answers with their numbers rounded: the exponential of a browser may differ from that of Node in the last bit. */
export function inTwelveDigits(answers: unknown): unknown {
  const round = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value;
  return JSON.parse(JSON.stringify(answers, round)) as unknown;
}
