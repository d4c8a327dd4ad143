// A page of somebody's site, on another origin, with our chat and our form; and quick add on a phone.
import { createServer } from "node:http";
import { browse, given, open, rest, signIn, visitor } from "./browser.mjs";
import { accessible, fits, reachable } from "./looks.mjs";

const PHONE = { width: 360, height: 740 };
const TRIES = 100;
// Told apart from whatever else was said.
const STAMP = String(Date.now());

await browse(async (browser, findings) => {
  const page = await (await visitor(browser)).newPage();
  await signIn(page, given.russian);
  const site = await serve();
  try {
    const paths = await connect(page, site.address, findings);
    await talk(browser, page, site, paths, findings);
    await form(browser, paths, findings);
  } finally {
    site.close();
  }
  await add(page, findings);
});

/** A page that is none of ours, with a strict policy of its own. */
async function serve() {
  const site = { html: "", ours: "" };
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    const policy = `default-src 'none'; script-src ${site.ours}; frame-src ${site.ours}`;
    answer.setHeader("content-security-policy", policy);
    answer.end(site.html);
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  site.address = `http://localhost:${server.address().port}`;
  site.close = () => server.close();
  return site;
}

async function look(page, where, findings, widths = [360, 1440]) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: PHONE.height });
    await fits(page, `${where} ${width}`, findings);
    await reachable(page, `${where} ${width}`, findings);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      await accessible(page, `${where} ${width} ${colorScheme}`, findings);
    }
  }
}

async function connect(page, site, findings) {
  await open(page, "/settings/channels/new/site");
  await look(page, "connect a site", findings);
  await page.fill("[name=field-title]", "Мастерская «Утро»");
  await page.click("form.form details summary");
  await look(page, "connect a site, unfolded", findings);
  await page.fill("[name=field-sites]", site);
  await page.fill("[name=field-policy]", "https://utro.example/policy");
  await page.check("[name=field-asks]");
  await page.click("form.form [type=submit]");
  await page.waitForSelector("#embed-chat");
  await look(page, "a connected site", findings);
  const tag = await page.textContent("#embed-chat");
  const path = tag.match(/\/site\/[^/]+\/[^/]+/)[0];
  return { chat: `${path}/chat`, form: `${path}/form`, script: `${path}/chat.js` };
}

async function talk(browser, page, site, paths, findings) {
  site.ours = given.address;
  site.html = `<!doctype html><html lang="ru"><title>Утро</title><body><h1>Утро</h1>
    <script src="${given.address}${paths.script}" async></script></body></html>`;
  const guest = await (await visitor(browser, { viewport: PHONE })).newPage();
  const broken = [];
  guest.on("console", (line) => line.type() === "error" && broken.push(line.text()));
  await guest.goto(site.address);
  await guest.click("#kamerton-chat button");
  const frame = guest.frameLocator("#kamerton-chat iframe");
  await frame.locator("#name").fill("Вера");
  await frame.locator("#text").fill(`Добрый день! <i>Есть места</i> на субботу? ${STAMP}`);
  await frame.locator("#text").press("Enter");
  await frame.locator("#lines .talk-theirs").waitFor();
  const inside = await guest.context().cookies();
  findings.expect(inside.length === 0, "chat", "sets a cookie");

  await answerIn(page, STAMP, "Да, два места. Записать вас?");
  await frame.locator("#lines .talk-ours", { hasText: "два места" }).waitFor();
  // Who comes back finds the talk again.
  await guest.reload();
  await guest.click("#kamerton-chat button");
  await frame.locator("#lines .talk-ours", { hasText: "два места" }).waitFor();
  await frame.locator("#close").click();
  findings.expect(await guest.locator("#kamerton-chat iframe").isHidden(), "chat", "does not close");
  findings.expect(broken.length === 0, "chat", `complains: ${broken.join("; ")}`);
  // On a site that was not named it is not shown.
  const other = await (await visitor(browser)).newPage();
  await other.route("http://other.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${given.address}${paths.chat}"></iframe>` }),
  );
  await other.goto("http://other.test/");
  await rest(other);
  const shown = await other.frames().at(-1).locator("#text").count().catch(() => 0);
  findings.expect(shown === 0, "chat", "shows itself on any site");
  await guest.goto(`${given.address}${paths.chat}`);
  await look(guest, "chat", findings);
}

async function answerIn(page, text, answer) {
  const message = page.locator("main li", { hasText: text }).first();
  for (let tried = 0; tried < TRIES; tried += 1) {
    await open(page, "/messages");
    if ((await message.count()) > 0) break;
  }
  await message.locator("a[href^='/messages/']").first().click();
  await page.waitForSelector("form[action$='/reply']");
  await page.fill("form[action$='/reply'] textarea", answer);
  await page.click("form[action$='/reply'] [type=submit]");
  await rest(page);
}

async function form(browser, paths, findings) {
  const guest = await (await visitor(browser, { viewport: PHONE, javaScriptEnabled: false })).newPage();
  await guest.goto(paths.form);
  await guest.fill("#text", "Позвоните мне, пожалуйста");
  await guest.fill("#phone", "8 912 345-67-89");
  await guest.check("#agree");
  // Nobody is faster.
  await new Promise((done) => setTimeout(done, 2_200));
  await guest.click("[type=submit]");
  await guest.waitForSelector("[role=status]");
  const looking = await (await visitor(browser)).newPage();
  await looking.goto(paths.form);
  await look(looking, "form", findings);
}

async function add(page, findings) {
  await page.setViewportSize(PHONE);
  await open(page, "/");
  await page.click("main a[href^='/add']");
  for (const what of ["person", "visit", "order"]) {
    await open(page, `/add?what=${what}`);
    await look(page, `add ${what}`, findings);
  }
  await page.setViewportSize(PHONE);
  await open(page, "/add");
  await page.fill("#name", "Вера Кузнецова");
  await page.fill("#contact", "vera.k@example.org");
  await page.fill("#note", "Играет на скрипке");
  await page.click("form.add [type=submit]");
  await page.waitForURL("**/people/**");
  const person = new URL(page.url()).pathname;

  await open(page, "/add?what=visit");
  await page.fill("#who", "Вера Кузн");
  await page.check(`#p-${person.split("/").pop()}`);
  await page.fill("#text", "Спасибо, очень понравилось!");
  await page.click("form.add [type=submit]");
  await page.waitForURL("**/people/**");
  findings.expect(new URL(page.url()).pathname === person, "add visit", "comes to somebody else");
  await page.locator("#toasts button").click();
  await page.waitForURL("**did=undone");

  await open(page, "/add?what=order");
  await page.fill("#who", "vera.k@example.org");
  await page.fill("#amount", "1200");
  await page.click("form.add [type=submit]");
  await page.waitForURL("**/people/**");
  findings.expect(new URL(page.url()).pathname === person, "add order", "comes to somebody else");
}
