// Which pages there are: what the navigation leads to, and one of each kind behind it.
import { open } from "./browser.mjs";

/** Pages for whoever has signed in. */
export async function inside(page) {
  await open(page, "/");
  const paths = new Set(await links(page, "nav.nav a[href]"));
  const [person] = await linked(page, "/", /^\/people\/[^/?]+$/);
  const [place] = await linked(page, "/places", /^\/places\/[^/?]+$/);
  const [message] = await linked(page, "/messages?view=negatives", /^\/messages\/[^/?]+$/);
  for (const path of [message, person, `${person}?view=orders`, `${person}?view=data`, `${person}/join`]) paths.add(path);
  const [plan] = await linked(page, `${person}/join?q=а`, /^\/people\/[^/?]+\/join\/[^/?]+$/);
  for (const path of [plan, `${person}/split`]) paths.add(path);
  for (const path of [place, "/messages?view=waiting", "/people?list=kamertons", "/people/leaders", "/people/map", "/people/silent", "/people/suggestions"]) paths.add(path);
  for (const path of ["/messages?q=тетраэдр", "/people?q=тетраэдр", "/?all=true"]) paths.add(path);
  for (const what of ["person", "visit", "order"]) paths.add(`/add?what=${what}`);
  const [segment] = await linked(page, "/segments", /^\/segments\/[0-9a-f-]{36}$/);
  const [among] = await linked(page, "/segments", /^\/people\?segment=/);
  for (const path of [segment, among]) paths.add(path);
  const told = encodeURIComponent("состояние: тёплый и не (писал за 30 дней или лидер)");
  const slip = encodeURIComponent("стадиа: лояльный");
  for (const path of ["/segments", "/segments/new", `/segments/new?text=${told}&what=charge`, `/segments/new?text=${slip}&what=tag`]) paths.add(path);
  const [pictured] = await linked(page, `/messages?q=${encodeURIComponent("есть:фото")}`, /^\/messages\/[^/?]+$/);
  paths.add(pictured);
  const channels = "/settings/channels";
  for (const path of await linked(page, channels, /^\/settings\/channels\/new\/[a-z]+$/)) paths.add(path);
  const [connected] = await linked(page, channels, /^\/settings\/channels\/[0-9a-f-]{36}$/);
  paths.add(connected);
  for (const path of await offered(page, "/imports", "/settings")) paths.add(path);
  return [...paths];
}

/** Pages for everybody. */
export const OUTSIDE = ["/sign-in", "/api/docs"];

/** A page that is not there. */
export const NOWHERE = "/people/nowhere";

async function links(page, selector) {
  return page.$$eval(selector, (all) => all.map((one) => one.getAttribute("href")));
}

async function linked(page, path, pattern) {
  await open(page, path);
  const found = (await links(page, "main a[href]")).filter((one) => pattern.test(one));
  if (found.length === 0) throw new Error(`${path} leads to nothing like ${pattern}`);
  return found;
}

const TRIES = 100;

/** The page of whoever has just come in under this name. */
export async function personNamed(page, name) {
  for (let tried = 0; tried < TRIES; tried += 1) {
    await open(page, `/people?q=${encodeURIComponent(name)}`);
    const [found] = await links(page, "#people th a");
    if (found) return found;
  }
  throw new Error(`${name} does not come in`);
}

/** Pages of these sections, with what their own navigation leads to. */
async function offered(page, ...sections) {
  const paths = [];
  for (const path of sections) {
    await open(page, path);
    paths.push(path, ...(await links(page, "main nav a[href^='/']")));
  }
  return paths;
}
