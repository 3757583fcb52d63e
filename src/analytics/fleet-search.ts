import { boundAt, lowestBound, relaxedWorth, worthOf, type FleetTerms } from './fleet-bound.ts';
import type { Choice, ChoiceGroup } from './fleet-groups.ts';
import { sortedByCost, undominated } from './fleet-states.ts';

/** A fleet on the way: what is chosen of the groups looked at, and the relaxation's choice of all others. */
export type State = {
  readonly cost: number;
  readonly capacity: number;
  readonly onDemand: number;
  readonly machines: number;
  /** What the choices cost of the bound. */
  readonly loss: number;
  readonly step: Step | null;
};

type Step = { readonly before: Step | null; readonly stage: number; readonly choice: Choice };

type Move = {
  readonly choice: Choice;
  readonly cost: number;
  readonly capacity: number;
  readonly onDemand: number;
  readonly machines: number;
  readonly loss: number;
};

type Stage = { readonly group: number; readonly moves: readonly Move[] };

export type Found = {
  readonly worth: number;
  readonly cost: number;
  readonly choices: readonly Choice[];
  /** No fleet within the terms is worth more than this. */
  readonly bound: number;
  /** True where nothing better was left out. */
  readonly isProven: boolean;
};

/** Moves looked at before the search is cut short: about a quarter of a second. */
const MOST_MOVES = 500_000;
const FIRST_WIDTH = 48;

/**
 * The fleet worth most, of those the cheapest, of those the one with the fewest machines: exact, by dynamic
 * programming over groups from the relaxation's answer outwards (Pisinger, "A minimal algorithm for the
 * bounded knapsack problem", INFORMS J. Computing 12(1), 2000, with more constraints than one). Partial
 * fleets are dropped where another is better in everything, and where Lagrange's bound shows that nothing
 * as good as the best fleet found can come of them.
 */
export function bestFleet(
  groups: readonly ChoiceGroup[],
  terms: FleetTerms,
  { moves = MOST_MOVES }: { readonly moves?: number } = {},
): Found {
  const at = lowestBound(groups, terms);
  const bound = boundAt(groups, terms, at);
  const based = groups.map((choices) => choices.map((choice) => relaxedWorth(choice, terms, at)));
  const base = based.map((worths) => worths.indexOf(Math.max(...worths)));
  const start: State = groups.reduce((sum: State, choices, group) => plus(sum, choices[base[group]!]!, 0), {
    cost: 0,
    capacity: 0,
    onDemand: 0,
    machines: 0,
    loss: 0,
    step: null,
  });
  const stages = groups
    .map((choices, group): Stage => ({ group, moves: movesOf(choices, based[group]!, base[group]!) }))
    .toSorted((a, b) => (a.moves[1]?.loss ?? Infinity) - (b.moves[1]?.loss ?? Infinity) || a.group - b.group);

  let best: (State & { readonly worth: number }) | null = null;
  const consider = (state: State): void => {
    if (state.cost > terms.budget) return;
    const worth = worthOf(state, terms);
    if (best === null || isBetter({ ...state, worth }, best)) best = { ...state, worth };
  };
  const rates = ratesFrom(stages, terms);
  const sure = Math.max(1, bound) * 1e-12;
  const run = (allowed: number, width: number): boolean => {
    let isWhole = true;
    let spent = 0;
    let states: State[] = [start];
    consider(start);
    for (const [place, { moves: possible }] of stages.entries()) {
      const gap = bound - (best?.worth ?? 0) + sure;
      const within = possible.filter(({ loss }) => loss <= gap);
      if (within.length <= 1) break;
      const grown: State[] = [];
      for (const state of states) {
        for (const move of within) {
          spent++;
          if (state.loss + move.loss > gap) break;
          const next = moved(state, move, place, move === within[0]);
          consider(next);
          if (next.loss + needOf(next, terms, at, rates[place + 1]!) <= gap) grown.push(next);
        }
      }
      states = undominated(sortedByCost(grown), terms);
      const left = Math.max(0, allowed - spent) / (3 * within.length);
      const most = Math.max(FIRST_WIDTH, Math.min(width, left));
      if (states.length > most) {
        isWhole = false;
        states = states
          .map((state) => ({ state, key: state.loss + needOf(state, terms, at, rates[place + 1]!) }))
          .toSorted((a, b) => a.key - b.key)
          .slice(0, most)
          .map(({ state }) => state);
      }
    }
    return isWhole;
  };
  /** Where no group mixes spot and on-demand: every good partial fleet of each, and the best pair. */
  const join = (gap: number): boolean => {
    const front = (own: readonly Stage[]): Front => {
      let states: State[] = [NOWHERE];
      let [spent, isWhole] = [0, true];
      for (const stage of own) {
        const place = stages.indexOf(stage);
        const within = stage.moves.filter(({ loss }) => loss <= gap);
        if (within.length <= 1) continue;
        const grown: State[] = [];
        for (const state of states) {
          for (const move of within) {
            spent++;
            if (state.loss + move.loss > gap) break;
            grown.push(moved(state, move, place, move === within[0]));
          }
        }
        states = undominated(sortedByCost(grown), { ...terms, onDemandPercent: 0 });
        if (states.length > moves / 8 || spent > moves) {
          isWhole = false;
          break;
        }
      }
      return { states, isWhole };
    };
    const onDemand = front(stages.filter((stage) => !isSpot(stage)));
    const spot = front(stages.filter(isSpot));
    if (!onDemand.isWhole || !spot.isWhole) return false;
    for (const state of onDemand.states) {
      for (const other of partners(spot.states, sum(start, state), terms)) {
        const whole = sum(sum(start, state), other);
        consider({ ...whole, step: chain(state.step, other.step) });
      }
    }
    return true;
  };
  const isMixed = stages.some(
    ({ moves: of }) =>
      of.some(({ onDemand }) => onDemand !== 0) && of.some((move) => move.capacity !== move.onDemand),
  );
  /** How far below the bound every fleet was looked at. */
  let seen = 0;
  /** Looks ever further below the bound, until nothing as good as what was found can lie deeper. */
  const deepen = (): boolean => {
    for (let gap = bound / 1000; ; gap *= 4) {
      const left = bound - (best?.worth ?? 0) + sure;
      if (!join(Math.min(gap, left))) return false;
      seen = gap;
      if (bound - (best?.worth ?? 0) <= gap) return true;
    }
  };
  const isProven =
    run(moves, FIRST_WIDTH) || (terms.onDemandPercent > 0 && !isMixed ? deepen() : run(moves, Infinity));
  const { step, worth, cost } = best!;
  const choices = groups.map((of, group) => of[base[group]!]!);
  for (let one = step; one; one = one.before) choices[stages[one.stage]!.group] = one.choice;
  return { worth, cost, choices, bound: isProven ? worth : Math.max(worth, bound - seen), isProven };
}

function isSpot({ moves }: Stage): boolean {
  return moves.every(({ onDemand }) => onDemand === 0);
}

type Front = { readonly states: readonly State[]; readonly isWhole: boolean };

const NOWHERE: State = { cost: 0, capacity: 0, onDemand: 0, machines: 0, loss: 0, step: null };

function sum(one: State, other: State): State {
  return { ...plus(one, other, other.loss), step: null };
}

function moved(state: State, move: Move, stage: number, stays: boolean): State {
  return {
    cost: state.cost + move.cost,
    capacity: state.capacity + move.capacity,
    onDemand: state.onDemand + move.onDemand,
    machines: state.machines + move.machines,
    loss: state.loss + move.loss,
    step: stays ? state.step : { before: state.step, stage, choice: move.choice },
  };
}

/** The steps of both, one after the other. */
function chain(first: Step | null, second: Step | null): Step | null {
  return second ? { ...second, before: chain(first, second.before) } : first;
}

/**
 * What may be best beside an on-demand part: as much spot as the budget allows, or the cheapest that the
 * on-demand part lets count in full. `spot` is by rising cost and capacity.
 */
function partners(spot: readonly State[], fleet: State, terms: FleetTerms): readonly State[] {
  const first = (holds: (state: State) => boolean): number => {
    let [low, high] = [0, spot.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(spot[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const beyond = first(({ cost }) => fleet.cost + cost > terms.budget);
  if (beyond === 0) return [];
  const enough = first((state) => balanceOf(sum(fleet, state), terms) >= 0);
  return [spot[Math.min(enough, beyond - 1)]!];
}

type Worthy = Pick<State, 'cost' | 'machines'> & { readonly worth: number };

function isBetter(one: Worthy, other: Worthy): boolean {
  if (one.worth !== other.worth) return one.worth > other.worth;
  return one.cost !== other.cost ? one.cost < other.cost : one.machines < other.machines;
}

function plus(state: State, choice: Omit<Choice, 'counts'>, loss: number): State {
  return {
    cost: state.cost + choice.cost,
    capacity: state.capacity + choice.capacity,
    onDemand: state.onDemand + choice.onDemand,
    machines: state.machines + choice.machines,
    loss: state.loss + loss,
    step: null,
  };
}

/** What taking another choice than the relaxation's changes, that one first, then by loss. */
function movesOf(choices: readonly Choice[], worths: readonly number[], base: number): readonly Move[] {
  const from = choices[base]!;
  const moves = choices.map((choice, index): Move => ({
    choice,
    cost: choice.cost - from.cost,
    capacity: choice.capacity - from.capacity,
    onDemand: choice.onDemand - from.onDemand,
    machines: choice.machines - from.machines,
    loss: worths[base]! - worths[index]!,
  }));
  const others = moves.filter((_, index) => index !== base).toSorted((a, b) => a.loss - b.loss);
  return [moves[base]!, ...others];
}

/** What groups not yet looked at can do at best: loss for each unit of money or balance. */
export type Rates = {
  readonly save: number;
  readonly spend: number;
  readonly up: number;
  readonly down: number;
};

const NONE: Rates = { save: Infinity, spend: Infinity, up: Infinity, down: Infinity };

function ratesFrom(stages: readonly Stage[], terms: FleetTerms): Rates[] {
  const rates: Rates[] = [NONE];
  for (const { moves } of stages.toReversed()) {
    let { save, spend, up, down } = rates[0]!;
    for (const move of moves) {
      const balance = balanceOf(move, terms);
      if (move.cost < 0) save = Math.min(save, move.loss / -move.cost);
      if (move.cost > 0) spend = Math.min(spend, move.loss / move.cost);
      if (balance > 0) up = Math.min(up, move.loss / balance);
      if (balance < 0) down = Math.min(down, move.loss / -balance);
    }
    rates.unshift({ save, spend, up, down });
  }
  return rates;
}

/** By how much all capacity would allow more than the on-demand part does. */
function balanceOf({ capacity, onDemand }: Pick<Move, 'capacity' | 'onDemand'>, terms: FleetTerms): number {
  const { onDemandPercent, sparePercent } = terms;
  return onDemandPercent === 0 ? 0 : capacity * onDemandPercent - onDemand * (100 + sparePercent);
}

/** What will be lost yet at least: by mending what breaks the terms, or by leaving unused what they allow. */
function needOf(
  state: State,
  terms: FleetTerms,
  at: { readonly money: number; readonly total: number },
  rates: Rates,
): number {
  const over = state.cost - terms.budget;
  const money = over > 0 ? over * rates.save : -over * Math.min(at.money, rates.spend);
  const balance = balanceOf(state, terms);
  const even =
    balance > 0 ? balance * Math.min(at.total, rates.down) : -balance * Math.min(1 - at.total, rates.up);
  // 0 × Infinity: nothing is to be mended.
  return Math.max(0, money || 0, even || 0);
}
