// One real browser, and what a person does in it: open, sign in, wait until a page has come to rest.
import { createRequire } from "node:module";
import { join } from "node:path";

/** What the test hands in: address, users, where the libraries and the browser lie. */
export const given = JSON.parse(process.argv[2]);

const require = createRequire(join(given.modules, "package.json"));
const { chromium } = require("playwright-core");

/** The source of axe, to be run inside a page. */
export const axe = require("axe-core").source;

// A hung browser must not keep a test run for ever; nothing is judged by the clock. What is measured
// takes longer than what is tested.
const LONGEST = (given.minutes ?? 15) * 60_000;
setTimeout(() => {
  console.error("the browser hangs");
  process.exit(1);
}, LONGEST).unref();

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Runs a script's work in a browser, and fails with everything that was found. */
export async function browse(work) {
  const findings = new Findings();
  const browser = await chromium.launch({ executablePath: given.chromium, args: FLAGS });
  try {
    await work(browser, findings);
  } catch (error) {
    findings.add("", `the script broke off: ${error.stack ?? error}`);
  } finally {
    await browser.close();
  }
  findings.report();
}

/** What is wrong, each thing once with the pages it is on. */
export class Findings {
  #found = new Map();

  add(where, what) {
    const places = this.#found.get(what) ?? new Set();
    this.#found.set(what, places.add(where));
  }

  /** Notes it when `holds` is not true. */
  expect(holds, where, what) {
    if (!holds) this.add(where, what);
  }

  report() {
    for (const [what, places] of this.#found) {
      console.log(`${what}\n    on ${[...places].join("\n       ")}`);
    }
    process.exitCode = this.#found.size === 0 ? 0 : 1;
  }
}

/** A visitor of their own: size, language and theme of the system, and cookies. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({
    baseURL: given.address,
    locale: "ru-RU",
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(180_000);
  return context;
}

/** Signs in at the door. */
export async function signIn(page, email, password = given.password) {
  await page.goto("/sign-in");
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.click('form[action="/sign-in"] [type=submit]');
  await page.waitForSelector("main h1");
}

/** Opens a path and waits until nothing is on its way any more. */
export async function open(page, path) {
  const answer = await page.goto(path, { waitUntil: "load" });
  await rest(page);
  return answer;
}

/** Waits until all that loads by itself has come; what is asked again and again is not waited for. */
export async function rest(page) {
  await page.waitForFunction(() => {
    const late = document.querySelector('[hx-trigger="load"], .htmx-request, .htmx-swapping');
    return document.readyState === "complete" && !late;
  });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
