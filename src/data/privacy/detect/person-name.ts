import { named, type PersonalKind, written } from './kind.js';

const word = String.raw`(?:\p{Lu}[\p{L}\p{M}'’.\-]*|\p{Lo}+|(?:de|van|von|der|den|da|di|del|la|le|el|bin|al|dos|zu|ten|ter)|\([^)]*\)|"[^"]*")`;

/** Names of people: by a name of the column that means nothing else, and capitalised words without digits. */
export const personName: PersonalKind = {
  name: 'person-name',
  title: 'names of people',
  proof: 'name',
  types: written,
  pattern: `${word}(?:,? ${word}){0,8}`,
  valid: () => true,
  hint: named(
    '(?:first|last|full|given|family|middle|maiden|person|customer|client|patient|employee|user|contact|student|member|holder|owner)_?name',
    'fname',
    'lname',
    'surname',
    'forename',
    'vor_?name',
    'nach_?name',
    'familien_?name',
    'prenom',
    'nom_(?:de_famille|complet|client)',
    'apellidos?',
    'nombre_(?:completo|cliente)',
    'primer_nombre',
    'cognome',
    'nome_(?:completo|cliente)',
    'sobre_?nome',
    'voor_?naam',
    'achter_?naam',
    'imie',
    'nazwisko',
    'soyad[iı]?',
    'fornamn',
    'efternamn',
    'etunimi',
    'sukunimi',
    'имя',
    'фамилия',
    'نام',
    'نام_خانوادگ[یي]',
    '姓名',
    '氏名',
    '名前',
  ),
  advice: 'drop',
};

/**
 * A column that is called just `name` may hold cars or towns: a good part of its values has to hold a title or a given
 * name that is among the most common in some country.
 */
export const plainPersonName: PersonalKind = {
  ...personName,
  pattern: `${word}(?:,? ${word}){1,8}`,
  valid: (value) =>
    titled.test(value) || value.split(/[\s,]+/).some((each) => givenNames.has(each)),
  least: 0.1,
  hint: named('name', 'names', 'nom', 'nombre', 'nome', 'naam', 'namn', 'isim', 'ad_soyad'),
};

const titled = /(?:^|[ ,])(?:Mr|Mrs|Ms|Miss|Master|Dr|Prof|Herr|Frau|Mme|Mlle|Sra?|Sig)\.? /;

const givenNames = new Set(
  `James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul
  Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry
  Justin Scott Brandon Benjamin Samuel Frank Alexander Patrick Raymond Jack Peter Henry Oliver Harry Arthur Luke Adam Mary Patricia
  Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly Emily Donna Michelle
  Carol Amanda Dorothy Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma
  Nicole Helen Samantha Katherine Christine Rachel Carolyn Janet Catherine Maria Heather Diane Julie Olivia Joyce Victoria Kelly
  Lauren Christina Joan Evelyn Judith Alice Julia Hannah Grace Hans Klaus Jürgen Wolfgang Günter Uwe Stefan Andreas Matthias Sven
  Lukas Jonas Felix Leon Ursula Monika Petra Sabine Renate Heike Anja Katrin Jean Pierre Michel Philippe Alain Nicolas François
  Luc Julien Marie Nathalie Isabelle Sylvie Sophie Camille Léa Chloé José Antonio Manuel Juan Carlos Javier Luis Miguel Jorge
  Carmen Ana Isabel Lucía Pilar Mercedes Giuseppe Marco Giovanni Francesco Luca Alessandro Giulia Chiara Francesca Elena João
  Pedro Paulo Rafael Beatriz Fernanda Jan Piet Willem Hendrik Johan Anneke Piotr Krzysztof Andrzej Tomasz Paweł Agnieszka Katarzyna
  Małgorzata Mehmet Mustafa Ahmet Ali Hüseyin Fatma Ayşe Emine Mohammed Muhammad Ahmed Omar Fatima Aisha Reza Zahra Maryam Raj
  Amit Priya Anil Sanjay Sunita Wei Li Ming Yuki Hiroshi Ivan Dmitri Sergei Olga Natalia Lars Erik Anders Björn Ingrid Astrid`.split(
    /\s+/,
  ),
);
