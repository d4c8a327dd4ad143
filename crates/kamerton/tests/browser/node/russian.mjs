// How Russian is set on the pages: spaces that do not break, marks of quotation, plurals, figures.
// What people wrote is theirs and is left out.
import { browse, given, open, signIn, visitor } from "./browser.mjs";
import { inside } from "./pages.mjs";

const NBSP = "\u00a0";
// What stands for a piece that is not ours.
const THEIRS = "\ufffc";

const RULES = [
  [/"/, "straight marks of quotation"],
  [/[^\s\u00a0] [—–]/, "a dash that may begin a line"],
  [/[^\s\u00a0\d][ \u00a0]-[ \u00a0]/, "a hyphen for a dash"],
  [/(?<![a-z\d])\d+ [а-яё₽%]/i, "a number that may part from its word"],
  [/(?:^|[\s«(])(?:в|во|к|ко|с|со|у|о|об|на|по|за|от|до|из|и|а|но|не|без|для) [а-яё«\d]/i, "a short word that may end a line"],
  [/(?<![\d.,:])\d{5,}(?![\d.:-])/, "a large number without groups"],
  [/(?<![\d.])\d+\.\d{1,2}(?![\d.])/, "a decimal point"],
  [/[а-яё,] (?:Вы|Вас|Вам|Ваш[а-я]*)(?![а-яё])/, "«вы» with a capital"],
  [/[а-яё]!/i, "an exclamation of the product"],
  [/\b\d{1,2}:\d{2}\s?(?:AM|PM)/i, "a clock of twelve hours"],
  // Settings and rules of browsers are called as they are written.
  [/(?<![a-z\d@./_-])(?!public_url|script-src|frame-src)[a-z]+(?:[-_][a-z]+)+(?![a-z\d@./_-])/, "an id that has no words"],
];

// Counted words as they stand after 1, 2 and 5.
const COUNTED = [
  ["человек", "человека", "человек"],
  ["сообщение", "сообщения", "сообщений"],
  ["вопрос", "вопроса", "вопросов"],
  ["упрёк", "упрёка", "упрёков"],
  ["новичок", "новичка", "новичков"],
  ["шаг", "шага", "шагов"],
  ["минута", "минуты", "минут"],
  ["час", "часа", "часов"],
  ["день", "дня", "дней"],
  ["неделя", "недели", "недель"],
  ["месяц", "месяца", "месяцев"],
  ["год", "года", "лет"],
  ["площадка", "площадки", "площадок"],
  ["покупка", "покупки", "покупок"],
  ["удар", "удара", "ударов"],
  ["подтверждение", "подтверждения", "подтверждений"],
];
const FORM = { one: 0, few: 1, many: 2 };
const plural = new Intl.PluralRules("ru");

await browse(async (browser, findings) => {
  const page = await (await visitor(browser)).newPage();
  await signIn(page, given.russian);
  for (const path of await inside(page)) {
    await open(page, path);
    findings.expect((await page.getAttribute("html", "lang")) === "ru", path, "does not say that it is Russian");
    for (const text of await page.evaluate(ours, THEIRS)) judge(text, path, findings);
  }
});

function judge(text, path, findings) {
  for (const [pattern, what] of RULES) {
    const found = pattern.exec(text);
    const around = found && text.slice(Math.max(0, found.index - 25), found.index + 30);
    findings.expect(!found, `${path} «${around}»`, what);
  }
  for (const [, number, word] of text.matchAll(/(?<![\d,.\u00a0])(\d[\d\u00a0]*)[ \u00a0]([а-яё]+)/gi)) {
    const forms = COUNTED.find((all) => all.includes(word));
    if (!forms) continue;
    const count = Number(number.replaceAll(NBSP, ""));
    const wanted = forms[FORM[plural.select(count)]];
    findings.expect(word === wanted, `${path} «${number} ${word}»`, "a wrong plural");
  }
}

// Runs inside the page: the product's own sentences, one for each block.
function ours(theirs) {
  const left = "[dir=auto], .speech, .quote, .said, .clip, bdi, code, kbd, script, noscript, textarea, [lang=en], svg, datalist, option, .sr, dialog";
  const isBlock = (one) => !getComputedStyle(one).display.startsWith("inline");
  const blocks = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    let block = parentElement;
    while (!isBlock(block) && block.parentElement) block = block.parentElement;
    const text = parentElement.closest(left) ? theirs : data.replace(/\n\s*/g, "\n");
    blocks.set(block, (blocks.get(block) ?? "") + text);
  }
  // What is quoted in a line of ours is theirs as well.
  return [...blocks.values()].map((text) => text.replace(/«[^»]*»/g, theirs).trim()).filter(Boolean);
}
