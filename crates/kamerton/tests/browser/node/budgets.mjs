// How soon a page is there on a slow phone, how long it keeps a finger waiting, and how much of it
// moves. This is no test: `xtask bench budgets` runs it and writes down the worst of what it prints.
import { browse, given, open, rest, signIn, visitor } from "./browser.mjs";
import { OUTSIDE, inside } from "./pages.mjs";

const PHONE = { width: 360, height: 740 };
/** A phone computes so many times slower than the machine that measures. */
const SLOWER = 4;
/** What is called slow 4G: bytes a second, and milliseconds before an answer begins. */
const NETWORK = { offline: false, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8, latency: 150 };
/** The median of so many loads counts. */
const LOADS = given.loads ?? 3;
/** What takes a thread longer than this, in milliseconds, keeps somebody waiting. */
const LONG = 50;
/** A page that has not moved a thread for so long, in milliseconds, has come to rest. */
const QUIET = 1_000;

const MEASURES = ["lcp", "tbt", "cls"];

await browse(async (browser) => {
  const guest = await visitor(browser, { viewport: PHONE });
  const user = await visitor(browser, { viewport: PHONE });
  const page = await user.newPage();
  await signIn(page, given.email);
  const pages = [...(await inside(page)).map((path) => [user, path]), ...OUTSIDE.map((path) => [guest, path])];
  // It asks again and again, and would be measured with the others.
  await page.close();
  const worst = {};
  for (const [context, path] of pages.slice(0, given.pages)) {
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await measured(context, path));
    const found = Object.fromEntries(MEASURES.map((name) => [name, median(loads.map((one) => one[name]))]));
    console.log(`${path}: LCP ${Math.round(found.lcp)} ms, TBT ${Math.round(found.tbt)} ms, CLS ${found.cls.toFixed(3)}`);
    for (const name of MEASURES) {
      if (!worst[name] || found[name] > worst[name].value) worst[name] = { value: found[name], path };
    }
  }
  console.log(JSON.stringify({ pages: pages.length, loads: LOADS, ...worst }));
});

/** Loads a page once, in a tab of its own and with nothing in its cache. */
async function measured(context, path) {
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  await wire.send("Network.emulateNetworkConditions", NETWORK);
  await wire.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.addInitScript(watch);
  const answer = await open(page, path);
  if (!answer.ok()) throw new Error(`${path} answers ${answer.status()}`);
  await page.waitForFunction((quiet) => performance.now() - window.measured.busyUntil() > quiet, QUIET, { polling: 100 });
  await rest(page);
  const found = await page.evaluate(read, LONG);
  await page.close();
  if (!found.lcp) throw new Error(`${path} paints nothing`);
  return found;
}

// Runs inside the page, before anything of its own.
function watch() {
  const seen = { lcp: 0, cls: 0, tasks: [] };
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("largest-contentful-paint", (one) => (seen.lcp = Math.max(seen.lcp, one.startTime)));
  // All of them together, which is never less than the worst five seconds.
  observe("layout-shift", (one) => (seen.cls += one.hadRecentInput ? 0 : one.value));
  observe("longtask", ({ startTime, duration }) => seen.tasks.push([startTime, startTime + duration]));
  const loaded = () => performance.getEntriesByType("navigation")[0].loadEventEnd || Infinity;
  seen.busyUntil = () => Math.max(loaded(), ...seen.tasks.map(([, until]) => until));
  window.measured = seen;
}

// Runs inside the page when it has come to rest: only what a thread does after something can be seen
// keeps anybody waiting.
function read(long) {
  const { lcp, cls, tasks } = window.measured;
  const [painted] = performance.getEntriesByName("first-contentful-paint");
  const since = painted?.startTime ?? 0;
  const waited = tasks.map(([from, until]) => until - Math.max(from, since) - long).filter((one) => one > 0);
  return { lcp, cls, tbt: waited.reduce((sum, one) => sum + one, 0) };
}

function median(values) {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
