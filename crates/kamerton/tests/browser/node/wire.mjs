// What a page asks for and what it complains about: requests with their sizes as they came over the
// wire, errors on the console, reports of the security policy, shifts of the layout.

const MOST_REQUESTS = 15;
const MOST_SCRIPT = 150_000;
const MOST_STYLE = 40_000;
const MOST_FONTS = 100_000;
const MOST_SHIFT = 0.05;

/** Begins to listen to a page. Its cache is off: every load is a first load. */
export async function listen(page) {
  const wire = await page.context().newCDPSession(page);
  const heard = { wire, requests: new Map(), errors: [], origin: new URL(page.url()).origin };
  await wire.send("Network.enable");
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  wire.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
    if (!request.url.startsWith("data:")) heard.requests.set(requestId, { url: request.url, type, bytes: 0 });
  });
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const request = heard.requests.get(requestId);
    if (request) request.bytes = encodedDataLength;
  });
  page.on("console", (message) => {
    if (message.type() === "error") heard.errors.push(message.text());
  });
  page.on("pageerror", (error) => heard.errors.push(String(error)));
  await page.addInitScript(watch);
  return heard;
}

// Runs inside the page, before anything of its own.
function watch() {
  window.shifted = 0;
  window.shifting = [];
  window.refused = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries().filter((one) => !one.hadRecentInput)) {
      window.shifted += entry.value;
      window.shifting.push(...entry.sources.map(({ node }) => node?.nodeName + "." + node?.className));
    }
  }).observe({ type: "layout-shift", buffered: true });
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
}

/** Forgets what was heard: another page comes. */
export function forget(heard) {
  heard.requests.clear();
  heard.errors.length = 0;
}

/** Judges what was heard while a page came. */
export async function judge(heard, page, where, findings, status) {
  const requests = [...heard.requests.values()];
  const bytes = (type) =>
    requests.filter((one) => one.type === type).reduce((sum, one) => sum + one.bytes, 0);
  findings.expect(requests.length <= MOST_REQUESTS, where, `more than ${MOST_REQUESTS} requests`);
  findings.expect(bytes("Script") <= MOST_SCRIPT, where, `scripts of ${bytes("Script")} bytes`);
  findings.expect(bytes("Stylesheet") <= MOST_STYLE, where, `styles of ${bytes("Stylesheet")} bytes`);
  findings.expect(bytes("Font") <= MOST_FONTS, where, `fonts of ${bytes("Font")} bytes`);
  for (const { url } of requests) {
    findings.expect(new URL(url).origin === heard.origin, where, `asks another origin: ${url}`);
  }
  // A browser says on the console that a page was not found; here that is what was asked for.
  const errors = heard.errors.filter((text) => status < 400 || !text.includes(String(status)));
  for (const text of errors) findings.add(where, `on the console: ${text}`);
  const { shifted, shifting, refused } = await page.evaluate(() => ({
    shifted: window.shifted,
    shifting: window.shifting.slice(0, 4).join(", "),
    refused: window.refused,
  }));
  findings.expect(shifted <= MOST_SHIFT, `${where} by ${shifted.toFixed(3)}: ${shifting}`, "the layout shifts");
  for (const text of refused) findings.add(where, `against the security policy: ${text}`);
}
