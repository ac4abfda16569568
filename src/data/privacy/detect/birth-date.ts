import { isDay } from './checks/calendar.js';
import { named, type PersonalKind } from './kind.js';

/** Days of birth, under a column that says so. A year alone is not one. */
export const birthDate: PersonalKind = {
  name: 'birth-date',
  title: 'dates of birth',
  proof: 'name',
  types: ['timestamp', 'category', 'text'],
  pattern: String.raw`[12][0-9]{3}[\-/.][0-9]{1,2}[\-/.][0-9]{1,2}(?:[ T].*)?|[0-9]{1,2}[\-/.][0-9]{1,2}[\-/.](?:[12][0-9]{3}|[0-9]{2})`,
  valid: (value) => {
    const [first = 0, second = 0, third = 0] = value.split(/[-/. T]/).map(Number);
    if (first >= 1850) return first <= 2100 && isDay(first, second, third);
    const year = third < 100 ? 1900 + third : third;
    return (
      year >= 1850 && year <= 2100 && (isDay(year, first, second) || isDay(year, second, first))
    );
  },
  hint: named(
    'dob',
    'd_o_b',
    '(?:date_of_)?birth(?:_?(?:date|day))?',
    'birth_?(?:date|day)',
    'born(?:_on)?',
    'geburts_?(?:datum|tag)',
    'geb_?dat(?:um)?',
    'date_(?:de_)?naissance',
    'naissance',
    'fecha_(?:de_)?nacimiento',
    'data_(?:di_)?nascita',
    'data_(?:de_)?nascimento',
    'geboorte_?datum',
    'data_urodzenia',
    'dogum_?tarihi',
    'fodselsdato',
    'fodelsedatum',
    'syntymaaika',
    'дата_рождения',
    'تاریخ_تولد',
    '生年月日',
    '出生日期',
  ),
  advice: 'generalise',
};
