// The community map: a picture that can be moved, looked at closely and walked over by keys, and a slider
// over the months. Everything in it stands in the tables below as well.
import { Picture, Sent, Spot } from "./data";
import { Drawing, Inks } from "./draw";

const FADE = 240;
const PACE = 700;
const CLICK = 4;
const CLOSER = 1.35;
const STEP = 60;

const still = matchMedia("(prefers-reduced-motion: reduce)");
const byFinger = matchMedia("(pointer: coarse)");

function inksOf(frame: HTMLElement, map: HTMLElement): Inks {
  const style = (selector: string) => {
    const found = frame.querySelector(selector);
    return found ? getComputedStyle(found) : getComputedStyle(map);
  };
  return {
    ink: getComputedStyle(map).color,
    quiet: style(".muted").color,
    surface: getComputedStyle(map).backgroundColor,
    loyal: style("[data-ink=loyal]").fill,
    potential: style("[data-ink=potential]").stroke,
    // The legend may have nobody against us in it: the tools know the colour.
    against: style(".map-tools").color,
    font: getComputedStyle(map).fontFamily,
  };
}

class Page {
  private map: HTMLElement;
  private canvas: HTMLCanvasElement;
  private said: HTMLElement;
  private slider: HTMLInputElement;
  private drawing: Drawing;
  private months: string[];
  private appeared = new Map<number, number>();
  private isAsked = false;
  private playing = 0;

  constructor(private frame: HTMLElement, picture: Picture) {
    const find = <T extends HTMLElement>(selector: string) => frame.querySelector<T>(selector)!;
    this.map = find(".map");
    this.canvas = find<HTMLCanvasElement>("canvas");
    this.said = find(".map-said");
    this.slider = find<HTMLInputElement>("input[type=range]");
    this.months = (frame.dataset.months ?? "").split("|");
    this.drawing = new Drawing(picture, this.canvas, inksOf(frame, this.map));
    this.resize(true);
    this.listen();
    this.say();
    this.tellMonth();
  }

  private listen(): void {
    let wide = this.drawing.width;
    new ResizeObserver(() => {
      // What somebody has moved stays; another width shows all of it again.
      this.resize(this.map.clientWidth !== wide);
      wide = this.map.clientWidth;
    }).observe(this.map);
    const anew = () => {
      this.drawing.setInks(inksOf(this.frame, this.map));
      this.ask();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
    new MutationObserver(anew).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    void document.fonts?.ready.then(() => this.ask());
    this.listenToHands();
    this.map.addEventListener("keydown", (event) => this.key(event));
    this.map.addEventListener("blur", () => this.choose(-1));
    this.frame.addEventListener("click", (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>("[data-zoom], [data-step]");
      if (button?.dataset.zoom) this.zoom(button.dataset.zoom);
      if (button?.dataset.step === "play") this.play();
      else if (button?.dataset.step) this.setMonth(this.drawing.month + Number(button.dataset.step));
    });
    this.slider.addEventListener("input", () => this.setMonth(Number(this.slider.value)));
  }

  private resize(fits: boolean): void {
    const dense = Math.min(2, window.devicePixelRatio || 1);
    const [wide, tall] = [this.map.clientWidth, this.map.clientHeight];
    this.canvas.width = Math.round(wide * dense);
    this.canvas.height = Math.round(tall * dense);
    this.drawing.width = wide;
    this.drawing.height = tall;
    if (fits) this.drawing.fitTied();
    this.ask();
  }

  /** Draws once before the next frame, however often it was asked for. */
  private ask(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame((now) => {
      this.isAsked = false;
      const alphas = new Map<number, number>();
      for (const [at, since] of this.appeared) {
        const part = (now - since) / FADE;
        if (part >= 1) this.appeared.delete(at);
        else alphas.set(at, Math.max(0, part));
      }
      this.drawing.draw(alphas);
      if (this.appeared.size > 0) this.ask();
    });
  }

  private choose(at: number): void {
    if (at === this.drawing.chosen) return;
    this.drawing.chosen = at;
    this.map.classList.toggle("map-at", at >= 0);
    this.say();
    this.ask();
  }

  private say(): void {
    const spot = this.drawing.picture.spots[this.drawing.chosen];
    const side = spot && !this.drawing.picture.isDivided ? this.frame.dataset[`side${upper(spot.side)}`] : "";
    // Which keys move the map is of no use to whoever has none.
    const how = byFinger.matches ? "" : this.map.getAttribute("aria-label");
    this.said.textContent = spot ? [spot.name, side].filter(Boolean).join(", ") : how;
  }

  private open(at: number): void {
    const spot: Spot | undefined = this.drawing.picture.spots[at];
    if (spot?.href) location.assign(spot.href);
  }

  private zoom(how: string): void {
    const { width, height } = this.drawing;
    if (how === "fit") this.drawing.fit();
    else this.drawing.zoom(how === "in" ? CLOSER : 1 / CLOSER, width / 2, height / 2);
    this.ask();
  }

  private setMonth(month: number): void {
    const last = this.months.length - 1;
    const [before, next] = [this.drawing.month, Math.min(last, Math.max(0, month))];
    if (next === before) return;
    this.drawing.setMonth(next);
    this.appeared.clear();
    if (!still.matches) {
      this.drawing.picture.spots.forEach((spot, at) => {
        if (spot.since > before && spot.since <= next) this.appeared.set(at, performance.now());
      });
    }
    this.slider.value = String(next);
    this.tellMonth();
    this.ask();
  }

  private tellMonth(): void {
    const month = this.months[this.drawing.month] ?? "";
    this.frame.querySelector("[data-month]")!.textContent = month;
    this.slider.setAttribute("aria-valuetext", month);
  }

  private play(): void {
    if (this.playing) {
      window.clearInterval(this.playing);
      this.playing = 0;
      return;
    }
    if (this.drawing.month === this.months.length - 1) this.setMonth(0);
    this.playing = window.setInterval(() => {
      this.setMonth(this.drawing.month + 1);
      if (this.drawing.month < this.months.length - 1) return;
      window.clearInterval(this.playing);
      this.playing = 0;
    }, PACE);
  }

  private listenToHands(): void {
    const held = new Map<number, { x: number; y: number }>();
    let moved = 0;
    const point = (event: PointerEvent | WheelEvent | MouseEvent) => {
      const box = this.canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const apart = () => {
      const [one, other] = [...held.values()];
      return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      if (held.size === 0) moved = 0;
      held.set(event.pointerId, point(event));
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const [now, before] = [point(event), held.get(event.pointerId)];
      if (!before) {
        if (event.pointerType !== "touch") this.choose(this.drawing.at(now.x, now.y));
        return;
      }
      const wide = apart();
      held.set(event.pointerId, now);
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved < CLICK) return;
      if (held.size > 1 && wide > 0) {
        const [one, other] = [...held.values()];
        this.drawing.zoom(apart() / wide, (one.x + other.x) / 2, (one.y + other.y) / 2);
      }
      this.drawing.view.x += (now.x - before.x) / held.size;
      this.drawing.view.y += (now.y - before.y) / held.size;
      this.ask();
    });
    const end = (event: PointerEvent) => held.delete(event.pointerId);
    this.canvas.addEventListener("pointerup", (event) => {
      end(event);
      if (moved >= CLICK) return;
      const { x, y } = point(event);
      const at = this.drawing.at(x, y);
      // A finger shows the name first, and opens with a second touch.
      const opens = event.pointerType !== "touch" || at === this.drawing.chosen;
      this.choose(at);
      if (opens) this.open(at);
    });
    this.canvas.addEventListener("pointercancel", end);
    this.canvas.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && document.activeElement !== this.map) this.choose(-1);
    });
    // The wheel belongs to the page; with Ctrl, which is what two fingers on a touchpad send, to the map.
    this.canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const { x, y } = point(event);
        this.drawing.zoom(Math.exp(-event.deltaY / 300), x, y);
        this.ask();
      },
      { passive: false },
    );
    this.canvas.addEventListener("dblclick", (event) => {
      const { x, y } = point(event);
      if (this.drawing.at(x, y) >= 0) return;
      this.drawing.zoom(CLOSER * CLOSER, x, y);
      this.ask();
    });
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.map || event.ctrlKey || event.metaKey || event.altKey) return;
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const way = ways[event.key];
    if (way && event.shiftKey) {
      this.drawing.view.x -= way[0] * STEP;
      this.drawing.view.y -= way[1] * STEP;
      this.ask();
    } else if (way) this.walk(way);
    else if (event.key === "+" || event.key === "=") this.zoom("in");
    else if (event.key === "-") this.zoom("out");
    else if (event.key === "0") this.zoom("fit");
    else if (event.key === "Enter") this.open(this.drawing.chosen);
    else if (event.key === "Escape") this.choose(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** To the nearest one in a direction; first to whoever is listened to most. */
  private walk([right, down]: [number, number]): void {
    const { spots } = this.drawing.picture;
    const here = spots[this.drawing.chosen];
    let [best, least] = [-1, Infinity];
    spots.forEach((spot, at) => {
      if (!this.drawing.isThere(at) || at === this.drawing.chosen) return;
      if (!here) {
        if (-spot.size < least) [best, least] = [at, -spot.size];
        return;
      }
      const [dx, dy] = [spot.x - here.x, spot.y - here.y];
      const [along, aside] = [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
      const cost = along + 2 * aside;
      if (along > 0 && aside <= 2 * along && cost < least) [best, least] = [at, cost];
    });
    if (best < 0) return;
    const [x, y] = this.drawing.place(spots[best]);
    const { width, height, view } = this.drawing;
    if (x < 24 || x > width - 24) view.x += width / 2 - x;
    if (y < 24 || y > height - 24) view.y += height / 2 - y;
    this.choose(best);
    this.ask();
  }
}

function upper(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

async function begin(frame: HTMLElement): Promise<void> {
  const address = frame.dataset.map ?? "";
  const failed = frame.querySelector<HTMLElement>(".map-said")!;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const sent = (await answer.json()) as Sent;
    if (sent.people.length + sent.groups.length === 0) return;
    const query = new URLSearchParams(address.split("?")[1]);
    new Page(
      frame,
      new Picture(sent, (part) => {
        query.set("part", String(part));
        return `/people/map?${query}`;
      }),
    );
  } catch {
    failed.textContent = frame.dataset.failed ?? "";
  }
}

document.querySelectorAll<HTMLElement>("[data-map]").forEach((frame) => void begin(frame));
