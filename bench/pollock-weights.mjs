// How often the survey of the Pollock benchmark met each fault in real files (`pollock_weights.json` of its repository
// at commit c4533b2).

const files = {
  source: 1,
  file_no_payload: 15,
  file_no_trailing_newline: 184,
  file_double_trailing_newline: 5,
  file_no_header: 470,
  file_header_multirow_2: 47,
  file_header_multirow_3: 47,
  file_preamble: 282,
  file_multitable_same: 188 / 3,
  file_multitable_more: 188 / 3,
  file_multitable_less: 188 / 3,
  file_header_only: 3,
  file_one_data_row: 4,
  file_record_delimiter_0xD: 7,
  file_record_delimiter_0xA: 1691,
  file_field_delimiter_0x9: 4,
  file_field_delimiter_0x3B: 834,
  file_field_delimiter_0x20: 4,
  file_field_delimiter_0x2C_0x20: 101,
  file_quotation_char_0x27: 11,
  file_escape_char_0x5C: 1,
  file_escape_char_0x00: 7,
};

/** A kind of fault with a file for each row, or each cell, shares its weight among them. */
const kinds = [
  [/^row_(less|more)_sep_/, 520 / 1414],
  [/^row_extra_quote/, 7 / 756],
  [/^row_field_delimiter_/, 12 / 84],
];

/** The weight of a file of the benchmark. Throws on a file that is none of them. */
export function weightOf(file) {
  const weight = files[file.replace(/\.csv$/, '')] ?? kinds.find(([name]) => name.test(file))?.[1];
  if (weight === undefined) throw new Error(`The benchmark has no file ${file}`);
  return weight;
}
