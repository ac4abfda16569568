/** J. Verhoeff, Error Detecting Decimal Codes (1969): multiplication in the dihedral group D5, and its permutation. */
export function passesVerhoeff(digits: readonly number[]): boolean {
  return (
    digits.toReversed().reduce((check, digit, at) => {
      const moved = permutations[at % 8]?.[digit] ?? 0;
      return table[check]?.[moved] ?? 0;
    }, 0) === 0
  );
}

const table = rows(
  '0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210',
);
const permutations = rows(
  '0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258',
);

function rows(text: string): readonly (readonly number[])[] {
  return text.split(' ').map((row) => Array.from(row, Number));
}
