// What the map is drawn from: as the server sends it, and how much of it there is in a month.

export interface Person {
  id: string;
  name: string;
  side: "loyal" | "potential" | "against";
  influence: number | null;
  x: number;
  y: number;
  island: number;
  since: number;
}

export interface Group {
  part: number | null;
  people: number;
  loyal: number;
  place: string | null;
  place_title: string | null;
  x: number;
  y: number;
  radius: number;
  island: number;
  grew: [number, number][];
}

export interface Sent {
  months: string[];
  half_life_days: number;
  people: Person[];
  groups: Group[];
  ties: number[][];
  called: string[];
}

/** Something that can be pointed at: somebody, or a group where these are shown instead. */
export interface Spot {
  x: number;
  y: number;
  /** In the units of places for groups, in pixels for people. */
  radius: number;
  name: string;
  href: string | null;
  side: Person["side"];
  /** How much of a group is loyal. */
  share: number;
  since: number;
  island: number;
  size: number;
  ties: number[];
}

export interface Tie {
  a: number;
  b: number;
  passed: number[];
}

const DAYS_OF_MONTH = 30;
// A quarter of an answer is the least that is drawn; from these on a line is thicker.
const LEAST = 1;
export const WIDTHS = [LEAST, 6, 24];
const SMALLEST = 2.4;
const LARGEST = 10;

/** How strong a tie is in a month, in quarters of an answer: what passed before has faded. */
export function strength(tie: Tie, month: number, halfLife: number): number {
  let sum = 0;
  for (let at = 0; at + 1 < tie.passed.length; at += 2) {
    const ago = month - tie.passed[at];
    if (ago >= 0) sum += tie.passed[at + 1] * 2 ** ((-ago * DAYS_OF_MONTH) / halfLife);
  }
  return sum;
}

export class Picture {
  spots: Spot[];
  ties: Tie[];
  isDivided: boolean;
  islands: { x: number; y: number; radius: number }[] = [];
  places: Group[] = [];
  private grew: [number, number][][];

  constructor(
    readonly sent: Sent,
    private readonly address: (part: number) => string,
  ) {
    this.isDivided = sent.people.length === 0;
    this.grew = sent.groups.map((group) => group.grew);
    this.spots = this.isDivided ? this.ofGroups() : this.ofPeople();
    this.ties = sent.ties.map(([a, b, ...passed]) => ({ a, b, passed }));
    this.ties.forEach((tie, at) => {
      this.spots[tie.a]?.ties.push(at);
      this.spots[tie.b]?.ties.push(at);
    });
    if (this.isDivided) return;
    this.islands = this.findIslands();
    this.places = this.findPlaces();
  }

  private ofPeople(): Spot[] {
    const most = Math.max(1, ...this.sent.people.map((one) => one.influence ?? 0));
    return this.sent.people.map((one) => ({
      x: one.x,
      y: one.y,
      radius: SMALLEST + LARGEST * Math.sqrt((one.influence ?? 0) / most),
      name: one.name,
      href: `/people/${one.id}`,
      side: one.side,
      share: 0,
      since: one.since,
      island: one.island,
      size: one.influence ?? 0,
      ties: [],
    }));
  }

  private ofGroups(): Spot[] {
    return this.sent.groups.map((one, at) => ({
      x: one.x,
      y: one.y,
      radius: one.radius,
      name: this.sent.called[at] ?? "",
      href: one.part === null ? null : this.address(one.part),
      side: "potential",
      share: one.people > 0 ? one.loyal / one.people : 0,
      since: one.grew[0]?.[0] ?? 0,
      island: one.island,
      size: one.people,
      ties: [],
    }));
  }

  /** How large a part of what it has become a group was in a month. */
  grown(spot: number, month: number): number {
    const all = this.grew[spot] ?? [];
    const until = all.filter(([at]) => at <= month);
    const last = all[all.length - 1]?.[1] ?? 1;
    return (until[until.length - 1]?.[1] ?? 0) / Math.max(1, last);
  }

  /** The largest group of each place, to write its name on; of one place alone nobody has to be told. */
  private findPlaces(): Group[] {
    const largest = new Map<string, Group>();
    for (const group of this.sent.groups) {
      if (group.place === null || !group.place_title) continue;
      const known = largest.get(group.place);
      if (!known || known.people < group.people) largest.set(group.place, group);
    }
    return largest.size > 1 ? [...largest.values()] : [];
  }

  private findIslands(): Picture["islands"] {
    const members = new Map<number, Spot[]>();
    for (const spot of this.spots) {
      if (spot.island === 0) continue;
      members.set(spot.island, [...(members.get(spot.island) ?? []), spot]);
    }
    return [...members.values()]
      .filter((own) => own.length >= 3)
      .map((own) => {
        const x = own.reduce((sum, one) => sum + one.x, 0) / own.length;
        const y = own.reduce((sum, one) => sum + one.y, 0) / own.length;
        const radius = Math.max(...own.map((one) => Math.hypot(one.x - x, one.y - y)));
        return { x, y, radius: radius + 0.9 };
      });
  }
}
