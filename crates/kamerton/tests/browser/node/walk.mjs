// Looks at every page: widths, themes and languages, by the rules of accessibility and by what a
// page may weigh.
import { browse, given, open, rest, signIn, visitor } from "./browser.mjs";
import { steady } from "./frame.mjs";
import { accessible, fits, lengthen, reachable, still, told, uncovered } from "./looks.mjs";
import { NOWHERE, OUTSIDE, inside, personNamed } from "./pages.mjs";
import { hand } from "./program.mjs";
import { forget, judge, listen } from "./wire.mjs";

const WIDTHS = [360, 768, 1440];
const HEIGHT = { 360: 740, 768: 1024, 1440: 900 };
// Russian is looked at in all widths and both themes; English, whose words are shorter, once in each
// width, in the dark where there is most to see.
const ENGLISH = { 360: "light", 768: "light", 1440: "dark" };
// Names and words as they come: without a space, from right to left, with marks and pictures.
const LONG = "Достопримечательностноориентированная".repeat(3);
const NAMES = [LONG, "مُحَمَّد العربي", "👩‍👩‍👧‍👦 Зөһрә 🦄", "<b>Анна</b> & Co"];

await browse(async (browser, findings) => {
  const russian = await visitor(browser);
  const page = await russian.newPage();
  await signIn(page, given.russian);
  const heard = await listen(page);
  const paths = [...(await inside(page)), ...(await unruly(page)), NOWHERE];
  const compare = steady(findings);
  for (const path of paths) {
    await look(page, heard, path, findings);
    if (path !== NOWHERE) await compare(page, path);
  }
  await opened(page, paths, findings);

  const guest = await (await visitor(browser)).newPage();
  await guest.goto("/sign-in");
  const guestHeard = await listen(guest);
  for (const path of OUTSIDE) await look(guest, guestHeard, path, findings);

  await english(browser, paths, findings);
});

/** Brings in people whose names strain a page; gives where they are shown. */
async function unruly(page) {
  const said = (name, at) => ({
    type: "message",
    place: { kind: "shop", id: "reviews", title: `${LONG} отзывы` },
    id: String(at),
    author: { id: String(at), name },
    sent_at: new Date().toISOString(),
    text: `https://example.org/${"длинный-адрес/".repeat(20)} ${name}?`,
  });
  await hand(NAMES.map(said));
  const paths = [];
  for (const name of [LONG, "مُحَمَّد"]) paths.push(await personNamed(page, name));
  return paths;
}

async function look(page, heard, path, findings) {
  for (const width of WIDTHS) {
    const where = `${path} ${width}`;
    await page.setViewportSize({ width, height: HEIGHT[width] });
    forget(heard);
    const answer = await open(page, path);
    findings.expect(path === NOWHERE || answer.ok(), where, `answers ${answer.status()}`);
    await judge(heard, page, where, findings, answer.status());
    await fits(page, where, findings);
    await reachable(page, where, findings);
    await uncovered(page, where, findings);
    await accessible(page, where, findings);
    await dark(page, where, findings);
    if (width === 360) await strained(page, where, findings);
  }
  await enlarged(page, heard, path, findings);
}

async function dark(page, where, findings) {
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible(page, `${where} dark`, findings);
  await page.emulateMedia({ colorScheme: "light" });
}

/** What opens over a page: the palette, the keys, the account, what is done with a person. */
async function opened(page, paths, findings) {
  const person = paths.find((path) => /^\/people\/[^/?]+$/.test(path));
  const surfaces = [
    ["/", "#palette", () => page.keyboard.press("Control+KeyK")],
    ["/", "#keys", () => page.keyboard.press("Shift+Slash")],
    ["/", "#account", () => page.locator(".me, [popovertarget=more]").locator("visible=true").click()],
    [person, "#pmore", () => page.click("[popovertarget=pmore]")],
  ];
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: HEIGHT[width] });
    for (const [path, surface, show] of surfaces) {
      const where = `${path} ${width} ${surface}`;
      await open(page, path);
      await show();
      if (surface === "#account" && width === 360) await page.click("#more [popovertarget=account]");
      await page.locator(surface).waitFor();
      const box = await page.locator(surface).boundingBox();
      const isInside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= HEIGHT[width] + 1;
      findings.expect(isInside, where, "opens beyond the edge");
      await fits(page, where, findings);
      await reachable(page, where, findings);
      await accessible(page, where, findings);
      await dark(page, where, findings);
    }
  }
}

/** On a phone, for those with special needs: narrow, without motion, with colours of their own; at last with longer words. */
async function strained(page, where, findings) {
  await told(page, where, findings);
  await still(page, where, findings);
  await page.emulateMedia({ forcedColors: "active" });
  await fits(page, `${where} forced colours`, findings);
  await page.emulateMedia({ forcedColors: "none" });
  await page.setViewportSize({ width: 320, height: 640 });
  await fits(page, `${where} at 320`, findings);
  await lengthen(page);
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: HEIGHT[width] });
    await fits(page, `${where} with longer words in ${width}`, findings);
  }
}

/** With text set twice as large in the browser nothing is pushed out, on a phone and on a desktop. */
async function enlarged(page, heard, path, findings) {
  await heard.wire.send("Page.setFontSizes", { fontSizes: { standard: 32 } });
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, `${path} ${width} at 200 %`, findings);
  }
  await heard.wire.send("Page.setFontSizes", { fontSizes: { standard: 16 } });
}

async function english(browser, paths, findings) {
  const page = await (await visitor(browser)).newPage();
  await signIn(page, given.english);
  await page.request.post("/me", { form: { lang: "en" }, headers: { "sec-fetch-site": "same-origin" } });
  const heard = await listen(page);
  const looks = paths.flatMap((path) => Object.entries(ENGLISH).map(([width, theme]) => [path, Number(width), theme]));
  for (const [path, width, colorScheme] of looks) {
    const where = `${path} ${width} en ${colorScheme}`;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: HEIGHT[width] });
    forget(heard);
    const answer = await open(page, path);
    await rest(page);
    await judge(heard, page, where, findings, answer.status());
    findings.expect((await page.getAttribute("html", "lang")) === "en", where, "is not in English");
    await fits(page, where, findings);
    await reachable(page, where, findings);
    await accessible(page, where, findings);
  }
}
