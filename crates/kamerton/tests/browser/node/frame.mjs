// What stands around every page: the same things in the same order, help among them.

/** WCAG 3.2.6: looks at one page after the other and compares each with the first. */
export function steady(findings) {
  let first = null;
  return async (page, where) => {
    const around = await page.evaluate(controls);
    first ??= around;
    findings.expect(around.includes("#keys"), where, "offers no help");
    findings.expect(around.join() === first.join(), where, "what stands around the page is in another order");
  };
}

// Runs inside the page: what can be pressed around its content, by what each is for.
function controls() {
  const aim = (one) =>
    one.dataset.opens ?? one.getAttribute("href") ?? one.getAttribute("popovertarget") ?? `${one.name}=${one.value}`;
  return [...document.querySelectorAll("header.rail, #more, #account")].flatMap((part) =>
    [...part.querySelectorAll("a[href], button")].map(aim),
  );
}
