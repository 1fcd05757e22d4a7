/** Letters that are no plain one with a mark on it, so that taking marks away leaves nothing of them. */
const spelled: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'ng',
};

/** A folder for each student: what is left of the name in plain letters, with a number where that is nothing or taken. */
export function folderFor(student: string, taken: ReadonlySet<string>): string {
  const plain = student.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const latin = plain.replaceAll(/\p{L}/gu, (letter) => spelled[letter] ?? letter);
  const base = latin.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'student';
  const free = (number: number): string => {
    const folder = number === 1 ? base : `${base}-${number}`;
    return taken.has(folder) ? free(number + 1) : folder;
  };
  return free(1);
}
