/** The hybrid system MOD 11,10 of ISO 7064: the last digit checks those before it. */
export function passesMod11And10(digits: readonly number[]): boolean {
  const product = digits.slice(0, -1).reduce((before, digit) => {
    const sum = (before + digit) % 10;
    return ((sum === 0 ? 10 : sum) * 2) % 11;
  }, 10);
  return (product + (digits.at(-1) ?? Number.NaN)) % 10 === 1;
}

/** The system MOD 97-10 of ISO 7064 over letters and digits, letters counting from 10: the whole leaves 1. */
export function passesMod97(text: string): boolean {
  let rest = 0;
  for (const letter of text.toUpperCase()) {
    const value = Number.parseInt(letter, 36);
    if (Number.isNaN(value)) return false;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** The system MOD 11-2 of ISO 7064: the last character, a digit or X for ten, checks the digits before it. */
export function passesMod11And2(text: string): boolean {
  const values = Array.from(text.toUpperCase(), (letter) => (letter === 'X' ? 10 : Number(letter)));
  return values.reduce((before, value) => (before * 2 + value) % 11, 0) === 1;
}
