/** Something that can be rented, as often as it is available. */
export type FleetOption = {
  /** Unique; orders what is otherwise equal. */
  readonly id: string;
  /** Of one for the period planned, in whole micro-dollars, above 0. */
  readonly cost: number;
  /** Of one, in whole units, 0 or more. */
  readonly capacity: number;
  readonly isOnDemand: boolean;
  readonly available: number;
  /** GPUs it is made of, where the seller names them: offers that share one exclude each other. */
  readonly units: readonly string[];
};

/** Some of the options of a group at once: how many of which, and what they come to. */
export type Choice = {
  readonly cost: number;
  readonly capacity: number;
  readonly onDemand: number;
  readonly machines: number;
  /** Pairs of an option's index and how many of it. */
  readonly counts: readonly (readonly [option: number, count: number])[];
};

/** What can be chosen independently of every other group; the first choice is nothing. */
export type ChoiceGroup = readonly Choice[];

const NOTHING: Choice = { cost: 0, capacity: 0, onDemand: 0, machines: 0, counts: [] };

/** Choices of one group that are kept; beyond it an answer is no longer proven. */
const MOST_CHOICES = 4000;

/**
 * The options in groups that do not touch each other: those that share GPUs together, with every choice of
 * them that rents no GPU twice, within the budget, and that no other of the group is better than.
 */
export function choiceGroups(
  options: readonly FleetOption[],
  budget: number,
): { readonly groups: readonly ChoiceGroup[]; readonly isWhole: boolean } {
  let isWhole = true;
  const groups = components(options).map((members) => {
    let choices: Choice[] = [NOTHING];
    for (const index of members) {
      const grown = choices.flatMap((choice) => withMore(choice, index, options, budget));
      choices = members.length === 1 ? grown : best(grown, options, members);
      if (choices.length > MOST_CHOICES) {
        isWhole = false;
        choices = choices.slice(0, MOST_CHOICES);
      }
    }
    return members.length === 1 ? choices : pareto(choices);
  });
  return { groups: groups.filter(({ length }) => length > 1), isWhole };
}

/** Indices of options, those that share a unit directly or through others together. */
function components(options: readonly FleetOption[]): number[][] {
  const parent = options.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at]!;
    return at;
  };
  const holder = new Map<string, number>();
  for (const [index, { units }] of options.entries()) {
    for (const unit of units) {
      const other = holder.get(unit);
      if (other === undefined) holder.set(unit, index);
      else parent[Math.max(root(index), root(other))] = Math.min(root(index), root(other));
    }
  }
  return [...Map.groupBy(options.keys(), root).values()];
}

function withMore(
  choice: Choice,
  index: number,
  options: readonly FleetOption[],
  budget: number,
): readonly Choice[] {
  const option = options[index]!;
  const taken = option.units.length > 0 && choice.counts.some(([other]) => shares(options[other]!, option));
  const affordable = Math.floor((budget - choice.cost) / option.cost);
  const most = taken ? 0 : Math.max(0, Math.min(affordable, option.available));
  return Array.from({ length: most + 1 }, (_, count) =>
    count === 0
      ? choice
      : {
          cost: choice.cost + count * option.cost,
          capacity: choice.capacity + count * option.capacity,
          onDemand: choice.onDemand + (option.isOnDemand ? count * option.capacity : 0),
          machines: choice.machines + count,
          counts: [...choice.counts, [index, count] as const],
        },
  );
}

function shares(one: FleetOption, other: FleetOption): boolean {
  return one.units.some((unit) => other.units.includes(unit));
}

/** Without choices that another is no worse than in anything, what it leaves free for later options included. */
function best(
  choices: readonly Choice[],
  options: readonly FleetOption[],
  members: readonly number[],
): Choice[] {
  const all = new Set(members.flatMap((index) => options[index]!.units));
  const names = [...all];
  const usedBy = (choice: Choice): string => {
    const used = new Set(choice.counts.flatMap(([index]) => options[index]!.units));
    return names.map((name) => (used.has(name) ? '1' : '0')).join('');
  };
  return [...Map.groupBy(choices, usedBy).values()].flatMap(pareto);
}

function pareto(choices: readonly Choice[]): Choice[] {
  const kept: Choice[] = [];
  for (const choice of choices.toSorted(
    (a, b) => a.cost - b.cost || b.capacity - a.capacity || a.machines - b.machines,
  )) {
    if (!kept.some((other) => isNoWorse(other, choice))) kept.push(choice);
  }
  return kept;
}

function isNoWorse(one: Choice, other: Choice): boolean {
  return (
    one.cost <= other.cost &&
    one.capacity >= other.capacity &&
    one.onDemand >= other.onDemand &&
    (one.cost < other.cost || one.machines <= other.machines)
  );
}
