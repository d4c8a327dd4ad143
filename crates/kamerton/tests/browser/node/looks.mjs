// What can be measured on a page that stands still: its width, its targets, its pictures, where the
// focus goes, and what axe finds.
import { axe } from "./browser.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Everything axe knows of WCAG up to 2.2 AA, and its good practice. */
export async function accessible(page, where, findings) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const violations = await page.evaluate(async (values) => {
    const found = await window.axe.run(document, {
      runOnly: { type: "tag", values },
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
      preload: false,
    });
    return found.violations.map(({ id, help, nodes }) => ({
      what: `axe ${id}: ${help}`,
      nodes: nodes.map((node) => `${node.target} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
    }));
  }, RULES);
  for (const { what, nodes } of violations) findings.add(`${where} ${nodes.slice(0, 3).join(" | ")}`, what);
}

/** Words stay in their boxes, so that none lies over another. */
async function contained(page, where, findings) {
  const out = await page.evaluate(() => {
    const boxes = "a, button, label, summary, p, h1, h2, h3, dt, dd, .tag, .chip, .state";
    const sticksOut = (one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1;
    return [...document.querySelectorAll(boxes)]
      .filter((one) => one.checkVisibility() && !one.matches(".sr, .skip") && sticksOut(one))
      .filter((one) => getComputedStyle(one).overflowX === "visible")
      .map((one) => `${one.outerHTML.slice(0, 90)} ${one.scrollWidth} in ${one.clientWidth}`);
  });
  for (const one of out.slice(0, 3)) findings.add(`${where} ${one}`, "words stick out of their box");
}

/** The page does not scroll sideways, and nothing in it is wider than its box. */
export async function fits(page, where, findings) {
  await contained(page, where, findings);
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return null;
    const isBeyond = (one) => one.getBoundingClientRect().right > clientWidth + 1 && one.checkVisibility();
    const isKept = (one) =>
      one !== document.body && (getComputedStyle(one).overflowX !== "visible" || isKept(one.parentElement));
    const beyond = [...document.querySelectorAll("body *")].filter(
      (one) => isBeyond(one) && !isKept(one.parentElement),
    );
    const name = (one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`;
    return beyond.slice(-3).map(name).join(", ");
  });
  findings.expect(wide === null, `${where} ${wide}`, "the page scrolls sideways");
}

/** Whatever is pressed is at least 24 pixels wide and high; links within a sentence are exempt. */
export async function reachable(page, where, findings) {
  const small = await page.evaluate(() => {
    const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const size = (one) => (one.closest("label") ?? one).getBoundingClientRect();
    const isHidden = (one) => !one.checkVisibility({ visibilityProperty: true }) || size(one).width <= 1;
    const inSentence = (one) => getComputedStyle(one).display === "inline";
    return [...document.querySelectorAll(targets)]
      .filter((one) => !isHidden(one) && !inSentence(one) && !one.matches(".skip, .sr"))
      .filter((one) => size(one).width < 23.9 || size(one).height < 23.9)
      .map((one) => {
        const { width, height } = size(one);
        return `${one.outerHTML.slice(0, 90)} ${width.toFixed(1)} × ${height.toFixed(1)}`;
      });
  });
  for (const one of small.slice(0, 3)) findings.add(`${where} ${one}`, "a target under 24 px");
}

/** Pictures that tell something have a name, and charts a table. */
export async function told(page, where, findings) {
  const silent = await page.evaluate(() => {
    const named = (one) => one.getAttribute("aria-label") || one.getAttribute("aria-labelledby");
    const hasName = (one) => named(one) || one.querySelector(":scope > title")?.textContent.trim();
    const pictures = [...document.querySelectorAll("svg")].filter((one) =>
      one.matches("[role=img]") ? !hasName(one) : one.getAttribute("aria-hidden") !== "true" && !one.closest("[aria-hidden=true]"),
    );
    const charts = [...document.querySelectorAll("figure.chart")].filter((one) => !one.querySelector("table"));
    return [...pictures, ...charts].map((one) => one.outerHTML.slice(0, 90));
  });
  for (const one of silent) findings.add(`${where} ${one}`, "a picture without a name or a table");
}

/** Nothing that has the focus lies wholly under something else. */
export async function uncovered(page, where, findings) {
  const covered = await page.evaluate(async () => {
    const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const isThere = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0;
    const points = (one) =>
      [...one.getClientRects()].flatMap(({ left, right, top, bottom }) =>
        [0.5, 0.1, 0.9].flatMap((part) => [
          [left + (right - left) * part, (top + bottom) / 2],
          [(left + right) / 2, top + (bottom - top) * part],
        ]),
      );
    const isSeen = (one) =>
      points(one).some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top));
      });
    const hidden = [];
    for (const one of document.querySelectorAll(focusable)) {
      if (!isThere(one)) continue;
      one.focus();
      if (document.activeElement === one && !isSeen(one)) hidden.push(one.outerHTML.slice(0, 90));
    }
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return hidden;
  });
  for (const one of covered.slice(0, 3)) findings.add(`${where} ${one}`, "the focus is covered");
}

/** Whoever wants no motion gets none. */
export async function still(page, where, findings) {
  const moving = await page.evaluate(() => {
    const seconds = (text) => Math.max(...text.split(",").map((one) => parseFloat(one)));
    return [...document.querySelectorAll("*")]
      .filter((one) => {
        const style = getComputedStyle(one);
        const moves = style.animationName !== "none" && seconds(style.animationDuration) > 0.01;
        return moves || seconds(style.transitionDuration) > 0.01;
      })
      .map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`);
  });
  for (const one of moving.slice(0, 3)) findings.add(`${where} ${one}`, "moves though no motion is wanted");
}

/** Every word becomes a third longer, as words of another language are. */
export async function lengthen(page) {
  await page.evaluate(() => {
    const longer = (word) => word + word.slice(-Math.ceil(word.length * 0.3));
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { currentNode: text } = texts;
      if (!text.parentElement.closest("script, style, textarea")) {
        text.data = text.data.replaceAll(/\p{L}{3,}/gu, longer);
      }
    }
  });
}
