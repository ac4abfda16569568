/**
 * The functions an expression of a project may call: those that give the same result at every run, from the row
 * alone. A list of what is allowed, because DuckDB has others that read files, the environment or the clock, and may
 * get more.
 */
export const userFunctions: ReadonlySet<string> = new Set([
  // Operators and what the parser makes of syntax.
  ...['+', '-', '*', '/', '//', '%', '^', '**', '&', '|', '~', '<<', '>>', '||', '@', '!__postfix'],
  ...['~~', '!~~', '~~*', '!~~*', '~~~', '^@', 'like_escape', 'not_like_escape'],
  ...['ilike_escape', 'not_ilike_escape', 'list_value', 'nullif', 'xor'],
  // Numbers.
  ...[
    'abs',
    'add',
    'cbrt',
    'ceil',
    'ceiling',
    'degrees',
    'divide',
    'even',
    'exp',
    'factorial',
    'fdiv',
  ],
  ...[
    'floor',
    'fmod',
    'gamma',
    'gcd',
    'greatest',
    'isfinite',
    'isinf',
    'isnan',
    'lcm',
    'least',
    'lgamma',
  ],
  ...['ln', 'log', 'log10', 'log2', 'mod', 'multiply', 'pi', 'pow', 'power', 'radians', 'round'],
  ...['round_even', 'sign', 'signbit', 'sqrt', 'subtract', 'trunc'],
  ...['sin', 'cos', 'tan', 'cot', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh'],
  ...['asinh', 'acosh', 'atanh'],
  // Texts.
  ...['ascii', 'bit_length', 'char_length', 'character_length', 'chr', 'concat', 'concat_ws'],
  ...['contains', 'damerau_levenshtein', 'editdist3', 'ends_with', 'format', 'hamming', 'instr'],
  ...['jaccard', 'jaro_similarity', 'jaro_winkler_similarity', 'lcase', 'left', 'len', 'length'],
  ...['length_grapheme', 'levenshtein', 'lower', 'lpad', 'ltrim', 'md5', 'mismatches'],
  ...['nfc_normalize', 'octet_length', 'ord', 'position', 'prefix', 'printf', 'regexp_escape'],
  ...['regexp_extract', 'regexp_extract_all', 'regexp_full_match', 'regexp_matches'],
  ...['regexp_replace', 'regexp_split_to_array', 'repeat', 'replace', 'reverse', 'right', 'rpad'],
  ...['rtrim', 'sha1', 'sha256', 'split', 'split_part', 'starts_with', 'str_split'],
  ...['str_split_regex', 'string_split', 'string_split_regex', 'string_to_array', 'strip_accents'],
  ...['strlen', 'strpos', 'substr', 'substring', 'suffix', 'to_base', 'translate', 'trim', 'ucase'],
  ...['unicode', 'upper', 'url_decode', 'url_encode'],
  // Dates and times; `age` is not among them because with one argument it asks the clock.
  ...['century', 'date_add', 'date_diff', 'date_part', 'date_sub', 'date_trunc', 'datediff'],
  ...['datepart', 'datesub', 'datetrunc', 'day', 'dayname', 'dayofmonth', 'dayofweek', 'dayofyear'],
  ...['days_in_month', 'decade', 'epoch', 'epoch_ms', 'era', 'hour', 'isodow', 'isoyear', 'julian'],
  ...['last_day', 'make_date', 'make_time', 'make_timestamp', 'microsecond', 'millennium'],
  ...['millisecond', 'minute', 'month', 'monthname', 'quarter', 'second', 'strftime', 'strptime'],
  ...['time_bucket', 'timezone', 'to_days', 'to_hours', 'to_microseconds', 'to_milliseconds'],
  ...[
    'to_minutes',
    'to_months',
    'to_quarters',
    'to_seconds',
    'to_timestamp',
    'to_weeks',
    'to_years',
  ],
  ...['try_strptime', 'week', 'weekday', 'weekofyear', 'year', 'yearweek'],
  // Lists and JSON in a cell.
  ...['array_contains', 'array_extract', 'array_length', 'json_array_length', 'json_contains'],
  ...['json_exists', 'json_extract', 'json_extract_path', 'json_extract_path_text'],
  ...['json_extract_string', 'json_keys', 'json_type', 'json_valid', 'json_value', '->>'],
  ...[
    'list_contains',
    'list_distinct',
    'list_element',
    'list_extract',
    'list_has',
    'list_position',
  ],
  ...['list_sort', 'list_unique'],
]);

/** Names that stand for the clock or for chance. */
export const clocks: ReadonlySet<string> = new Set([
  ...['now', 'today', 'current_date', 'current_time', 'current_timestamp', 'localtime', 'age'],
  ...['localtimestamp', 'get_current_time', 'get_current_timestamp', 'transaction_timestamp'],
  ...['random', 'uuid', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'setseed', 'ago'],
]);
