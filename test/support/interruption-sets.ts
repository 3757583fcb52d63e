import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

type Row = Readonly<Record<string, string>>;

const HEADER = 'observed_at,unit,event,gpu,region';
const rowsOf = (path: string): Row[] => parse(readFileSync(path), { columns: true });
const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();
const fileOf = (lines: readonly string[]): string => `${[HEADER, ...lines].join('\n')}\n`;

/**
 * SkyPilot's traces, run-length encoded as segments of ticks with the nodes that were available, as events:
 * node i of a trace is up while at least i are available.
 */
export function skypilotEvents(path: string, isMeant: (row: Row) => boolean = () => true): string {
  const traces = Map.groupBy(rowsOf(path).filter(isMeant), (row) =>
    [
      row['kind'],
      row['nodes'],
      row['trace_start_date'],
      row['zone'],
      row['device'],
      row['devices_per_node'],
    ].join('/'),
  );
  const lines = [...traces].flatMap(([trace, segments]) => {
    const [first] = segments;
    const tickMs = Number(first?.['gap_seconds']) * 1000;
    const start = Date.parse(`${first?.['trace_start_date']}T00:00:00Z`);
    const place = `${first?.['device']} x${first?.['devices_per_node']},${first?.['zone']}`;
    return Array.from({ length: Number(first?.['nodes']) }, (_, index) => `${trace}/${index + 1}`).flatMap(
      (unit, index) => {
        const states = segments.map((segment) => {
          const at = start + Number(segment['seg_start_tick']) * tickMs;
          const isUp = Number(segment['value_nodes_available']) > index;
          return `${iso(at)},${unit},${isUp ? 'up' : 'down'},${place}`;
        });
        const ticks = segments.map((row) => Number(row['seg_start_tick']) + Number(row['seg_len_ticks']));
        return [...states, `${iso(start + Math.max(...ticks) * tickMs)},${unit},censored,${place}`];
      },
    );
  });
  return fileOf(lines);
}

/** Lives of probed instances as events: they went down half way between the last probe that saw them and the next. */
export function lifetimeEvents(path: string): string {
  const lines = rowsOf(path).flatMap((row, index) => {
    const at = (column: string): number => Date.parse(row[column] ?? '');
    const isCensored = row['censored_at_run_end'] === 'True';
    const last = at('last_seen_running_utc');
    const end = isCensored ? last : (last + at('first_seen_gone_utc')) / 2;
    const unit = `${row['cloud']}/${row['run']}/${row['instance']}/${index}`;
    const place = `${row['gpu_type']},${row['zone']}`;
    return [
      `${iso(at('created_utc'))},${unit},up,${place}`,
      `${iso(end)},${unit},${isCensored ? 'censored' : 'down'},${place}`,
    ];
  });
  return fileOf(lines);
}

/** Bamboo's log of nodes added to a cluster and taken from it, as events; hours are counted from 2021 on. */
export function bambooEvents(path: string): string {
  const rows = rowsOf(path);
  const at = (row: Row): string => iso(Date.UTC(2021, 0, 1) + Number(row['t_hours']) * 3_600_000);
  const last = Map.groupBy(rows, ({ trace }) => trace);
  const lines = rows.map(
    (row) =>
      `${at(row)},${row['trace']}/${row['node']},${row['event'] === 'add' ? 'up' : 'down'},${row['gpu']},${row['trace']}`,
  );
  const ends = [...last].flatMap(([trace, own]) => {
    const alive = new Set<string>();
    for (const { event, node = '' } of own) {
      if (event === 'add') alive.add(node);
      else alive.delete(node);
    }
    const end = own.reduce((most, row) => (Number(row['t_hours']) > Number(most['t_hours']) ? row : most));
    return [...alive].map((node) => `${at(end)},${trace}/${node},censored,${end['gpu']},${trace}`);
  });
  return fileOf([...lines, ...ends]);
}
