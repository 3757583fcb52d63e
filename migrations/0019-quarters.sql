-- A ledger's sums by the quarter of an hour, periods known by their dates, and how sending and judging went last.

-- Whether a webhook's last attempt failed: then it is sent one message at a time, after others are.
alter table webhook_endpoint add column failing boolean not null default false;

-- How often something came of judging alerts: what is in memory is of one of these.
alter table alert_judged add column turn bigint not null default 0;

drop index budget_forecast_due;
create index budget_forecast_due on budget (forecast_due, owner, id) where archived_at is null and period <> 'TOTAL';

-- Sums of any time, and which entries are on a page, are read from these alone.
drop index ledger_entry_at;
drop index ledger_entry_project;
drop index ledger_entry_model;
create index ledger_entry_at on ledger_entry (owner, at) include (seq, kind, spent, reserved);
create index ledger_entry_project on ledger_entry (owner, project, at) include (seq, kind, spent, reserved) where project is not null;
create index ledger_entry_model on ledger_entry (owner, model, at) include (seq, kind, spent, reserved) where model is not null;

-- What the entries of each kind add up to in a quarter of an hour: of an owner's money altogether, of each project and
-- of each model. Whoever adds an entry keeps them, and sums of long times are read from these. Every day and month of
-- every zone begins at a quarter of an hour.
create table ledger_quarter (
  owner text not null references ledger,
  scope text not null check (scope in ('EVERYTHING', 'PROJECT', 'MODEL')),
  -- The project's or the model's name; empty for everything, and for what names none.
  name text not null,
  starts_at timestamptz not null,
  kind text not null,
  entries bigint not null,
  spent bigint not null,
  reserved bigint not null,
  primary key (owner, scope, name, starts_at, kind)
);

insert into ledger_quarter
select owner, counted.scope, counted.name, date_bin('15 minutes', at, '1970-01-01T00:00:00Z'), kind, count(*),
  sum(spent), sum(reserved)
from ledger_entry cross join lateral (values ('EVERYTHING', ''), ('PROJECT', coalesce(project, '')),
  ('MODEL', coalesce(model, ''))) as counted (scope, name)
group by 1, 2, 3, 4, 5;

-- The first date of an alert's period by the budget's clock then: '2026-11-01'. A day or a month is the same one in
-- every time zone, and a budget whose zone is changed tells nothing of it again. Of what fired before, the date nearest
-- to where the period began: midnight is at most 14 hours from that of UTC.
alter table budget_alert add column first_date text;

update budget_alert set first_date = case period
  when 'TOTAL' then '1970-01-01'
  when 'MONTH' then to_char(date_trunc('month', period_start at time zone 'UTC' + interval '1 day'), 'YYYY-MM-DD')
  else to_char(period_start at time zone 'UTC' + interval '13 hours', 'YYYY-MM-DD') end;

delete from budget_alert as later using budget_alert as first
where (later.budget, later.period, later.first_date, later.kind, later.threshold)
  = (first.budget, first.period, first.first_date, first.kind, first.threshold) and later.notice_seq > first.notice_seq;

alter table budget_alert alter column first_date set not null;
alter table budget_alert drop constraint budget_alert_pkey;
alter table budget_alert add primary key (budget, period, first_date, kind, threshold);
