// The picture: ties as lines, loyal people as filled circles, potential ones as hollow diamonds, those
// against us as triangles; groups as circles with a filled part. Whoever is chosen wears a ring.
import { Picture, Spot, WIDTHS, strength } from "./data";

export interface Inks {
  ink: string;
  quiet: string;
  surface: string;
  loyal: string;
  potential: string;
  against: string;
  font: string;
}

export interface View {
  scale: number;
  x: number;
  y: number;
}

const NAMED = 7;
const NARROW = 480;
const FADED = 0.3;
const LINES = [
  { alpha: 0.28, width: 0.8 },
  { alpha: 0.5, width: 1.2 },
  { alpha: 0.8, width: 2 },
];

export class Drawing {
  month: number;
  chosen = -1;
  view: View = { scale: 1, x: 0, y: 0 };
  width = 0;
  height = 0;
  private lines: number[][] = [[], [], []];
  private isTied: boolean[] = [];
  private named: number[];

  constructor(
    readonly picture: Picture,
    private readonly canvas: HTMLCanvasElement,
    private inks: Inks,
  ) {
    this.month = picture.sent.months.length - 1;
    const order = picture.spots.map((_, at) => at).filter((at) => picture.spots[at].size > 0);
    order.sort((one, other) => picture.spots[other].size - picture.spots[one].size);
    this.named = order.slice(0, picture.isDivided ? 3 * NAMED : NAMED);
    this.setMonth(this.month);
  }

  setInks(inks: Inks): void {
    this.inks = inks;
  }

  /** Which lines there are in a month, by how thick they are. */
  setMonth(month: number): void {
    this.month = month;
    this.lines = [[], [], []];
    this.isTied = this.picture.spots.map(() => false);
    const halfLife = this.picture.sent.half_life_days;
    this.picture.ties.forEach((tie, at) => {
      const left = strength(tie, month, halfLife);
      if (left < WIDTHS[0]) return;
      this.lines[left >= WIDTHS[2] ? 2 : left >= WIDTHS[1] ? 1 : 0].push(at);
      this.isTied[tie.a] = this.isTied[tie.b] = true;
    });
  }

  isThere(at: number): boolean {
    return this.picture.spots[at].since <= this.month;
  }

  /** How large something is on the screen. */
  radius(at: number): number {
    const spot = this.picture.spots[at];
    if (this.picture.isDivided) {
      const grown = Math.sqrt(this.picture.grown(at, this.month));
      return Math.max(2.5, spot.radius * this.view.scale * grown);
    }
    // People grow slower than the map, so that coming closer parts them.
    return spot.radius * Math.min(1.8, Math.max(0.7, Math.sqrt(this.view.scale / 14)));
  }

  place(spot: { x: number; y: number }): [number, number] {
    return [spot.x * this.view.scale + this.view.x, spot.y * this.view.scale + this.view.y];
  }

  /** What stands at a point of the canvas; -1 where nothing does. */
  at(x: number, y: number): number {
    let [best, nearest] = [-1, Infinity];
    this.picture.spots.forEach((spot, at) => {
      if (!this.isThere(at)) return;
      const [sx, sy] = this.place(spot);
      const away = Math.hypot(sx - x, sy - y);
      if (away <= Math.max(this.radius(at) + 2, 12) && away < nearest) [best, nearest] = [at, away];
    });
    return best;
  }

  /** All of it within the canvas. */
  fit(): void {
    this.show(this.picture.spots);
  }

  /** Those who talk this month within the canvas: whose ties have faded lie far out, and the picture
   * would be small for their sake. */
  fitTied(): void {
    const { spots, isDivided } = this.picture;
    const tied = spots.filter((_, at) => this.isTied[at]);
    this.show(isDivided || tied.length < 2 ? spots : tied);
  }

  private show(spots: Spot[]): void {
    const { isDivided } = this.picture;
    if (spots.length === 0) return;
    const reach = (of: (spot: Spot, radius: number) => number, take: typeof Math.min) =>
      spots.reduce((found, spot) => take(found, of(spot, isDivided ? spot.radius : 0.5)), of(spots[0], 0));
    const left = reach((spot, radius) => spot.x - radius, Math.min);
    const right = reach((spot, radius) => spot.x + radius, Math.max);
    const top = reach((spot, radius) => spot.y - radius, Math.min);
    const bottom = reach((spot, radius) => spot.y + radius, Math.max);
    const margin = Math.min(48, this.width / 10);
    const scale = Math.min(
      (this.width - 2 * margin) / Math.max(1, right - left),
      (this.height - 2 * margin) / Math.max(1, bottom - top),
      60,
    );
    this.view = {
      scale,
      x: this.width / 2 - ((left + right) / 2) * scale,
      y: this.height / 2 - ((top + bottom) / 2) * scale,
    };
  }

  /** Closer or farther around a point of the canvas. */
  zoom(times: number, x: number, y: number): void {
    const scale = Math.min(240, Math.max(0.5, this.view.scale * times));
    const by = scale / this.view.scale;
    this.view = { scale, x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by };
  }

  draw(appearing: Map<number, number>): void {
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    const dense = this.canvas.width / Math.max(1, this.width);
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    this.drawIslands(pen);
    this.drawTies(pen);
    const near = this.near();
    this.picture.spots.forEach((spot, at) => {
      if (!this.isThere(at)) return;
      const quiet = this.isTied[at] ? 1 : FADED;
      const isFar = near !== undefined && !near.has(at);
      pen.globalAlpha = (appearing.get(at) ?? 1) * (isFar ? quiet * 0.45 : quiet);
      if (this.picture.isDivided) this.drawGroup(pen, spot, at);
      else this.drawPerson(pen, spot, at);
    });
    pen.globalAlpha = 1;
    this.drawNames(pen);
    if (this.chosen >= 0 && this.isThere(this.chosen)) this.drawRing(pen, this.chosen);
  }

  /** Whoever is chosen, with all who have a tie with them. */
  private near(): Set<number> | undefined {
    if (this.chosen < 0) return undefined;
    const { spots, ties } = this.picture;
    const ends = spots[this.chosen].ties.flatMap((tie) => [ties[tie].a, ties[tie].b]);
    return new Set([this.chosen, ...ends]);
  }

  private drawIslands(pen: CanvasRenderingContext2D): void {
    pen.strokeStyle = this.inks.quiet;
    pen.globalAlpha = 0.6;
    pen.lineWidth = 1;
    pen.setLineDash([2, 4]);
    for (const island of this.picture.islands) {
      const [x, y] = this.place(island);
      pen.beginPath();
      pen.arc(x, y, island.radius * this.view.scale + 6, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.setLineDash([]);
  }

  private drawTies(pen: CanvasRenderingContext2D): void {
    const { spots, ties } = this.picture;
    const path = (own: number[]) => {
      pen.beginPath();
      for (const at of own) {
        pen.moveTo(...this.place(spots[ties[at].a]));
        pen.lineTo(...this.place(spots[ties[at].b]));
      }
      pen.stroke();
    };
    const isChosen = this.chosen >= 0;
    this.lines.forEach((own, kind) => {
      pen.strokeStyle = this.inks.quiet;
      pen.lineWidth = LINES[kind].width;
      pen.globalAlpha = isChosen ? LINES[kind].alpha * 0.4 : LINES[kind].alpha;
      path(own);
      if (!isChosen) return;
      const ours = own.filter((at) => ties[at].a === this.chosen || ties[at].b === this.chosen);
      pen.strokeStyle = this.inks.ink;
      pen.globalAlpha = 0.85;
      path(ours);
    });
  }

  private drawPerson(pen: CanvasRenderingContext2D, spot: Spot, at: number): void {
    const [[x, y], r] = [this.place(spot), this.radius(at)];
    if (x < -r || y < -r || x > this.width + r || y > this.height + r) return;
    const wide = r * 1.2;
    pen.beginPath();
    if (spot.side === "loyal") {
      pen.arc(x, y, r, 0, 2 * Math.PI);
      pen.fillStyle = this.inks.loyal;
      return pen.fill();
    }
    pen.moveTo(x, y - wide);
    if (spot.side === "potential") {
      pen.lineTo(x + wide, y);
      pen.lineTo(x, y + wide);
      pen.lineTo(x - wide, y);
    } else {
      pen.lineTo(x + wide, y + wide * 0.8);
      pen.lineTo(x - wide, y + wide * 0.8);
    }
    pen.closePath();
    pen.fillStyle = this.inks.surface;
    pen.fill();
    pen.strokeStyle = this.inks[spot.side];
    pen.lineWidth = Math.min(1.75, Math.max(1, r / 3));
    pen.stroke();
  }

  private drawGroup(pen: CanvasRenderingContext2D, spot: Spot, at: number): void {
    const [[x, y], r] = [this.place(spot), this.radius(at)];
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = this.inks.surface;
    pen.fill();
    pen.strokeStyle = this.inks.potential;
    pen.lineWidth = 1.75;
    pen.stroke();
    if (spot.share <= 0) return;
    // The filled circle has the loyal part of the area.
    pen.beginPath();
    pen.arc(x, y, r * Math.sqrt(spot.share), 0, 2 * Math.PI);
    pen.fillStyle = this.inks.loyal;
    pen.fill();
  }

  /** The ring: two arcs on either side, as of a fork that sounds, and a circle. */
  private drawRing(pen: CanvasRenderingContext2D, at: number): void {
    const [[x, y], r] = [this.place(this.picture.spots[at]), this.radius(at)];
    pen.strokeStyle = this.inks.ink;
    pen.lineWidth = 1.75;
    pen.beginPath();
    pen.arc(x, y, r + 4, 0, 2 * Math.PI);
    pen.stroke();
    pen.lineWidth = 1;
    for (const [away, alpha] of [[9, 0.6], [13.5, 0.35]]) {
      pen.globalAlpha = alpha;
      for (const turn of [0, Math.PI]) {
        pen.beginPath();
        pen.arc(x, y, r + away, turn - 0.6, turn + 0.6);
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
  }

  private drawNames(pen: CanvasRenderingContext2D): void {
    const taken: [number, number, number, number][] = [];
    const write = (text: string, x: number, y: number, ink: string, weight: number) => {
      pen.font = `${weight} 13px ${this.inks.font}`;
      const wide = pen.measureText(text).width;
      const left = Math.min(Math.max(4, x), Math.max(4, this.width - wide - 4));
      const box: [number, number, number, number] = [left, y - 9, left + wide, y + 9];
      const covers = ([a, b, c, d]: typeof box) => a < box[2] && c > box[0] && b < box[3] && d > box[1];
      if (taken.some(covers)) return;
      taken.push(box);
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      pen.lineWidth = 4;
      pen.strokeStyle = this.inks.surface;
      pen.strokeText(text, left, y);
      pen.fillStyle = ink;
      pen.fillText(text, left, y);
    };
    const beside = (at: number, weight: number) => {
      const [x, y] = this.place(this.picture.spots[at]);
      write(this.picture.spots[at].name, x + this.radius(at) + 8, y, this.inks.ink, weight);
    };
    if (this.chosen >= 0 && this.isThere(this.chosen)) {
      const [x, y] = this.place(this.picture.spots[this.chosen]);
      write(this.picture.spots[this.chosen].name, x + this.radius(this.chosen) + 17, y, this.inks.ink, 600);
    }
    const room = this.width < NARROW ? 4 : this.named.length;
    const named = this.named.filter((at) => this.isThere(at) && at !== this.chosen).slice(0, room);
    named.forEach((at) => beside(at, 500));
    for (const group of this.picture.places) {
      const title = group.place_title ?? "";
      const [x, y] = this.place(group);
      pen.font = `400 13px ${this.inks.font}`;
      write(title, x - pen.measureText(title).width / 2, y, this.inks.quiet, 400);
    }
  }
}
