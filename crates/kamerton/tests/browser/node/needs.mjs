// What some cannot do without: no dragging, a password that is pasted, colours of their own, and
// little to load for those who only look in from outside.
import { gzipSync } from "node:zlib";
import { browse, given, open, signIn, visitor } from "./browser.mjs";
import { OUTSIDE } from "./pages.mjs";

const MOST_SCRIPT_OUTSIDE = 30_000;
/** The map is drawn beside requests: it is asked for again until it is there. */
const TRIES = 200;
/** Stops of Tab that are looked at in somebody's own colours. */
const STOPS = 25;

await browse(async (browser, findings) => {
  const page = await (await visitor(browser)).newPage();
  for (const path of OUTSIDE) await light(page, path, findings);
  await ownColours(page, "/sign-in", findings);
  await pasted(page, findings);

  await map(page, findings);
  await ownColours(page, "/", findings);
});

/** The scripts of a page for everybody, packed as a plain proxy packs them, are small. */
async function light(page, path, findings) {
  await open(page, path);
  const scripts = await page.evaluate(() => {
    const loaded = performance.getEntriesByType("resource").filter((one) => one.initiatorType === "script");
    const named = [...document.scripts].map((one) => one.src);
    return [...new Set([...loaded.map((one) => one.name), ...named])].filter(Boolean);
  });
  findings.expect(scripts.length > 0, path, "has no script: its weight was not looked at");
  let bytes = 0;
  for (const address of scripts) {
    const answer = await fetch(address);
    findings.expect(answer.ok, `${path} ${address}`, "a script is not there");
    bytes += gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length;
  }
  findings.expect(bytes <= MOST_SCRIPT_OUTSIDE, path, `scripts of ${bytes} bytes when packed`);
}

/** WCAG 3.3.8: whoever keeps passwords elsewhere is told what is asked, and pastes it by keys. */
async function pasted(page, findings) {
  await open(page, "/sign-in");
  for (const [field, wanted] of Object.entries({ "#email": "username", "#password": "current-password" })) {
    const filled = await page.getAttribute(field, "autocomplete");
    findings.expect(filled === wanted, `/sign-in ${field}`, `is filled in as ${filled}, not as ${wanted}`);
  }
  // It is copied from the one field of the page that shows what it holds.
  await page.fill("#email", given.password);
  await page.focus("#email");
  for (const keys of ["Control+KeyA", "Control+KeyC"]) await page.keyboard.press(keys);
  await page.fill("#email", given.russian);
  await page.focus("#password");
  await page.keyboard.press("Control+KeyV");
  const held = await page.inputValue("#password");
  findings.expect(held === given.password, "/sign-in", "a password that is pasted does not land");
  if (held !== given.password) return signIn(page, given.russian);
  await page.keyboard.press("Enter");
  await page.waitForSelector("body.app main h1");
}

/** WCAG 2.5.7: whatever a finger drags on the map is done by presses and keys as well. */
async function map(page, findings) {
  await drawn(page);
  const where = "/people/map";
  const press = (what) => () => page.click(`.map-tools [data-zoom=${what}]`);
  const key = (keys) => () => page.keyboard.press(keys);
  await press("fit")();
  const whole = await picture(page);
  findings.expect(whole === (await picture(page)), where, "the map does not stand still: nothing can be told of it");
  await changes(page, "the button that goes closer", press("in"), findings);
  await changes(page, "the button that goes away", press("out"), findings);
  for (const way of ["Left", "Right", "Up", "Down"]) {
    await page.focus(".map");
    await changes(page, `Shift and the arrow ${way}`, key(`Shift+Arrow${way}`), findings);
  }
  await changes(page, "+", key("Equal"), findings);
  const said = await page.textContent(".map-said");
  await changes(page, "an arrow", key("ArrowRight"), findings);
  findings.expect((await page.textContent(".map-said")) !== said, where, "an arrow tells nobody's name");
  await key("Escape")();
  await press("fit")();
  findings.expect((await picture(page)) === whole, where, "«fit» does not bring all of it back");
  await months(page, findings);
}

async function months(page, findings) {
  const shown = () => page.textContent("[data-month]");
  const last = await page.$eval("#map-month", (one) => Number(one.max));
  const [newest, before] = [await shown(), await picture(page)];
  findings.expect(last > 0, "/people/map", "has one month only: the buttons were not looked at");
  for (let step = 0; step < last; step += 1) await page.click(".map-time [data-step='-1']");
  const at = await page.inputValue("#map-month");
  findings.expect(at === "0", "/people/map", `the button to an earlier month ends at ${at}`);
  findings.expect((await shown()) !== newest, "/people/map", "the button to an earlier month leaves the month's name");
  findings.expect((await picture(page)) !== before, "/people/map", "the first month looks like the last");
  for (let step = 0; step < last; step += 1) await page.click(".map-time [data-step='1']");
  findings.expect((await shown()) === newest, "/people/map", "the button to a later month does not come back");
  findings.expect((await picture(page)) === before, "/people/map", "the last month looks different when one comes back");
}

async function drawn(page) {
  for (let tried = 0; tried < TRIES; tried += 1) {
    await open(page, "/people/map");
    if ((await page.locator(".map canvas").count()) === 0) continue;
    // What keys do is said once the picture is there.
    await page.waitForFunction(() => document.querySelector(".map-said").textContent !== "");
    return;
  }
  throw new Error("the map is never drawn");
}

/** What is on the canvas after all that was asked for has been drawn. */
async function picture(page) {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((done) => requestAnimationFrame(done));
    return document.querySelector(".map canvas").toDataURL();
  });
}

async function changes(page, what, does, findings) {
  const before = await picture(page);
  await does();
  findings.expect((await picture(page)) !== before, "/people/map", `${what} changes nothing on the map`);
}

/** With colours that somebody has chosen themselves, buttons keep an edge and the focus a mark. */
async function ownColours(page, path, findings) {
  await page.emulateMedia({ forcedColors: "active" });
  await open(page, path);
  const where = `${path} in colours of one's own`;
  const edges = await page.evaluate(edgeless);
  findings.expect(edges.seen > 0, where, "there is no button");
  for (const one of edges.without.slice(0, 3)) findings.add(`${where} ${one}`, "a button without an edge");
  await page.evaluate(() => document.activeElement?.blur());
  let stops = 0;
  for (; stops < STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(mark);
    if (seen === null) break;
    findings.expect(seen.isMarked, `${where} ${seen.what}`, "the focus has no mark");
  }
  findings.expect(stops > 0, where, "Tab leads nowhere");
  await page.emulateMedia({ forcedColors: "none" });
}

// Runs inside the page: buttons whose edge is of no width, or of the colour that is around them.
function edgeless() {
  const unseen = [getComputedStyle(document.body).backgroundColor, "rgba(0, 0, 0, 0)"];
  const all = [...document.querySelectorAll("button.btn, a.btn, button.chip")].filter((one) => one.checkVisibility());
  const hasEdge = (one) => {
    const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(one);
    return borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0 && !unseen.includes(borderTopColor);
  };
  const without = all.filter((one) => !hasEdge(one)).map((one) => one.outerHTML.slice(0, 90));
  return { seen: all.length, without };
}

// Runs inside the page: whether what has the focus, or the box that stands for it, has an outline
// that is seen on what is around it.
function mark() {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const unseen = [getComputedStyle(document.body).backgroundColor, "rgba(0, 0, 0, 0)"];
  const isOutlined = (box) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(box);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && !unseen.includes(outlineColor);
  };
  const isMarked = [one, one.parentElement].some(isOutlined);
  return { what: one.outerHTML.slice(0, 90), isMarked };
}
