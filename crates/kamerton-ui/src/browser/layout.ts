// The Russian keyboard over the Latin one: «ghbdtn» is «привет» typed without looking.
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё";

function swapped(text: string, from: string, to: string): string {
  return Array.from(text.toLowerCase(), (letter) => {
    const at = from.indexOf(letter);
    return at < 0 ? letter : to[at];
  }).join("");
}

/** What may have been meant: the text itself, and as typed on either keyboard. */
export function meanings(text: string): string[] {
  const plain = text.trim().toLowerCase().replaceAll("ё", "е");
  const all = [plain, swapped(plain, LATIN, RUSSIAN), swapped(plain, RUSSIAN, LATIN)];
  return [...new Set(all.map((one) => one.replaceAll("ё", "е")))].filter(Boolean);
}
