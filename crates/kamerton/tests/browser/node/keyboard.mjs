// The program by keyboard alone: the palette on either layout, single keys and their switch, and
// where the focus goes.
import { browse, given, open, rest, signIn, visitor } from "./browser.mjs";

const RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё";
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";

const isOpen = (page) => page.$eval("#palette", (one) => one.open);

await browse(async (browser, findings) => {
  const page = await (await visitor(browser)).newPage();
  await signIn(page, given.russian);
  await palette(page, findings);
  await singleKeys(page, findings);
  await switchedOff(page, findings);
  await tabs(page, findings, 1440);
  await tabs(page, findings, 360);
});

/** A text as it comes out when one forgets to switch the keyboard. */
function onLatin(text) {
  return Array.from(text.toLowerCase(), (letter) => LATIN[RUSSIAN.indexOf(letter)] ?? letter).join("");
}

async function palette(page, findings) {
  await open(page, "/places");
  await page.keyboard.press("Control+KeyK");
  await page.keyboard.type(onLatin("люди"));
  const first = page.locator("#palette-list li:visible").first();
  findings.expect((await first.textContent()).includes("Люди"), "palette", "does not find «Люди» as k.lb");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/people");

  await rest(page);
  const name = (await page.textContent("#people th a")).trim();
  await page.keyboard.press("Control+KeyK");
  await page.keyboard.type(onLatin(name.slice(0, 4)));
  await page.locator("#palette-list li[data-found]", { hasText: name }).first().waitFor();
  await page.keyboard.press("Escape");
  findings.expect(!(await isOpen(page)), "palette", "stays open after Escape");
}

async function singleKeys(page, findings) {
  await Promise.all([page.keyboard.press("KeyG"), page.keyboard.press("KeyL")]);
  await page.waitForURL("**/places");
  await open(page, "/");
  await page.keyboard.press("KeyJ");
  const row = await page.evaluate(() => !!document.activeElement.closest("[data-row]"));
  findings.expect(row, "keys", "J does not go to the first row");
  await page.keyboard.press("Shift+Slash");
  await page.waitForSelector("#keys[open]");
  await page.keyboard.press("Escape");
}

// The palette answers after the single keys were pressed: by then they would have done something.
async function switchedOff(page, findings) {
  const back = await choose(page, "off");
  findings.expect(back === "/people", "account", "a choice leads away from the page it was made on");
  await Promise.all([page.keyboard.press("KeyG"), page.keyboard.press("KeyL")]);
  await page.keyboard.press("Shift+Slash");
  await page.keyboard.press("Control+KeyK");
  await page.waitForSelector("#palette[open]");
  const path = new URL(page.url()).pathname;
  const listed = await page.$eval("#keys", (one) => one.open);
  findings.expect(path === "/people" && !listed, "keys", "do something though they are switched off");
  await page.keyboard.press("Escape");
  await choose(page, "on");
}

async function choose(page, value) {
  await open(page, "/people");
  await page.click(".me");
  await page.click(`#account [name=shortcuts][value=${value}]`);
  await page.waitForSelector(value === "off" ? "html[data-shortcuts=off]" : "html:not([data-shortcuts])");
  return new URL(page.url()).pathname;
}

/** Goes through Today by Tab: every stop is seen, and marked. */
async function tabs(page, findings, width) {
  await page.setViewportSize({ width, height: 740 });
  await open(page, "/");
  await page.keyboard.press("Tab");
  const skips = await page.evaluate(() => document.activeElement.matches(".skip"));
  findings.expect(skips, `Tab ${width}`, "the first stop does not lead to the content");
  for (let stop = 0; stop < 80; stop += 1) {
    const seen = await page.evaluate(look);
    if (seen === null) break;
    findings.expect(seen.isFree, `Tab ${width} ${seen.what}`, "the focus is covered");
    findings.expect(seen.isMarked, `Tab ${width} ${seen.what}`, "the focus cannot be seen");
    await page.keyboard.press("Tab");
  }
}

// Runs inside the page: whether what has the focus is seen and looks like it.
function look() {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const points = [...one.getClientRects()].flatMap(({ left, right, top, bottom }) => [
    [(left + right) / 2, (top + bottom) / 2],
    [left + 2, top + 2],
    [right - 2, bottom - 2],
  ]);
  const isFree = points.some(([x, y]) => {
    const found = document.elementFromPoint(x, y);
    return found && (one.contains(found) || found.contains(one));
  });
  const style = getComputedStyle(one);
  const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return { what: one.outerHTML.slice(0, 90), isFree, isMarked };
}
