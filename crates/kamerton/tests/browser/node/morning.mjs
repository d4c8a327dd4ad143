// The first morning: from the key in the terminal to steps that are done, a history and orders of
// one's own, and a page that shows what comes in while it is open.
import { join } from "node:path";
import { browse, given, open, rest, visitor } from "./browser.mjs";
import { accessible, fits, reachable } from "./looks.mjs";
import { hand } from "./program.mjs";

const EMAIL = "owner@example.org";
const BRAND = "Ромашка";

await browse(async (browser, findings) => {
  const page = await (await visitor(browser)).newPage();
  await begin(page, findings);
  await showDemo(page);
  await leaveAndComeBack(page);
  await workOff(page, findings);
  await switchTo(page, BRAND);
  await bringHistory(page, "result.json", findings);
  await bringHistory(page, "orders.csv", findings);
  await findOrder(page, findings);
  await hear(page, findings);
});

/** Looks at a page that is met only here, on a phone and on a desktop. */
async function glance(page, where, findings) {
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, `${where} ${width}`, findings);
    await reachable(page, `${where} ${width}`, findings);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      await accessible(page, `${where} ${width} ${colorScheme}`, findings);
    }
  }
}

async function begin(page, findings) {
  await page.goto(given.start);
  await glance(page, "welcome", findings);
  await page.fill("#name", "Анна Орлова");
  await page.fill("#email", EMAIL);
  await page.fill("#password", given.password);
  await page.click("form[action='/welcome'] [type=submit].btn-1");
  await page.waitForURL("**/welcome/brand");
  await glance(page, "welcome brand", findings);
  await page.fill("#name", BRAND);
  await page.check("[name=lang][value=ru]");
  await page.click("form[action='/welcome/brand'] [type=submit]");
  await page.waitForSelector("body.app");
  for (const path of ["/", "/people", "/places", "/messages", "/imports"]) {
    await open(page, path);
    await glance(page, `empty ${path}`, findings);
  }
}

async function showDemo(page) {
  await open(page, "/");
  await page.click("form[action='/demo'] [type=submit]");
  await page.waitForSelector("body.app");
  await switchTo(page, "Утровар");
}

async function switchTo(page, brand) {
  await open(page, "/");
  if ((await page.textContent(".brand bdi")) === brand) return;
  await page.click(".me");
  await page.locator("#account form[action^='/me/brand/'] button", { hasText: brand }).click();
  await page.locator(".brand bdi", { hasText: brand }).waitFor();
}

async function leaveAndComeBack(page) {
  await page.click(".me");
  await page.click("#account form[action='/sign-out'] button");
  await page.waitForURL("**/sign-in");
  await page.fill("#email", EMAIL);
  await page.fill("#password", `${given.password}!`);
  await page.click("form[action='/sign-in'] [type=submit]");
  await page.waitForSelector("#wrong");
  await page.fill("#password", given.password);
  await page.click("form[action='/sign-in'] [type=submit]");
  await page.waitForSelector("body.app");
  await switchTo(page, "Утровар");
}

/** Three steps are done and one never again; the last is taken back by its message, one from the list. */
async function workOff(page, findings) {
  await open(page, "/");
  findings.expect((await page.locator(".step").count()) === 5, "Today", "shows not five steps to whoever is alone");
  for (let done = 1; done <= 3; done += 1) await press(page, "done");
  const gone = await press(page, "never");
  await page.click("#toasts .toast form button");
  await page.waitForURL("**/?did=*");
  const back = page.locator(`.step h2 a[href='${gone}']`);
  findings.expect((await back.count()) === 1, "Today", "a step that was taken back is not there again");

  await open(page, "/");
  const undo = page.locator("form[action$='/undo'] button.link");
  findings.expect((await undo.count()) === 3, "Today", "lists not the three steps that were done");
  await undo.first().click();
  await page.waitForURL("**/?did=*");
  findings.expect((await undo.count()) === 2, "Today", "a step that was taken back is still listed as done");
}

/** Presses a button of the first open step, and waits for the message; tells whose page it leads to: names recur. */
async function press(page, what) {
  const step = page.locator(".step:not(.step-gone)").first();
  const name = (await step.locator("h2").textContent()).trim();
  const person = await step.locator("h2 a").getAttribute("href");
  await step.locator(`form[action$='/${what}'] button`).click();
  await page.locator(`.step-gone a[href='${person}']`).waitFor();
  await page.locator("#toasts .toast", { hasText: name }).last().waitFor();
  return person;
}

async function bringHistory(page, file, findings) {
  await open(page, "/imports");
  await page.setInputFiles("#files", join(given.fixtures, file));
  await page.click("form[action='/imports'] [type=submit]");
  await page.waitForSelector("#ask");
  await glance(page, `import of ${file}`, findings);
  await page.click("#ask .btn-1[type=submit]");
  await page.waitForSelector("#run a.btn-1[href='/']");
  await glance(page, `imported ${file}`, findings);
}

async function findOrder(page, findings) {
  await open(page, "/people");
  await page.fill("#q", "Павел");
  await page.locator("#people th a", { hasText: "Павел Дежнёв" }).click();
  await page.click("nav.views a[href='?view=orders']");
  await rest(page);
  const orders = await page.textContent("main");
  findings.expect(/790\u00a0₽/.test(orders), "orders", "the person's page does not show the purchase");
}

/** What a program hands in shows on the pages that are open. */
async function hear(page, findings) {
  const text = "Кружка пришла целой, пью из неё чай.";
  const shown = { "/messages": ["#messages", text], "/places": ["#places", "Отзывы"], "/": ["#news", /1\s+сообщение/] };
  const pages = {};
  for (const path of Object.keys(shown)) {
    pages[path] = await page.context().newPage();
    await open(pages[path], path);
    await pages[path].evaluate(() => (window.isTheSame = true));
  }
  const event = {
    type: "message",
    place: { kind: "shop", id: "reviews", title: "Отзывы" },
    id: "1",
    author: { id: "17", name: "Павел" },
    sent_at: new Date().toISOString(),
    text,
  };
  await hand([event], "--brand", BRAND);
  for (const [path, [piece, words]] of Object.entries(shown)) {
    await pages[path].locator(piece, { hasText: words }).waitFor();
    const isTheSame = await pages[path].evaluate(() => window.isTheSame === true);
    findings.expect(isTheSame, path, "was loaded again to show what came in");
  }
}
