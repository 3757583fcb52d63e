import {
  GraphQLBoolean,
  GraphQLError,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLFieldConfigMap,
} from 'graphql';
import type { Context } from '#graph/context.ts';
import type { ToldEvent } from '#notice/notice-event.ts';

type Told = GraphQLFieldConfigMap<ToldEvent, Context>;

/** What can be asked of every event here; `failing` fails as a field of the caller's, `broken` as one of ours. */
const FIELDS: Told = {
  said: { type: GraphQLString, resolve: ({ notice }) => notice.body['said'] },
  seq: { type: GraphQLInt, resolve: ({ notice }) => notice.seq },
  owner: { type: GraphQLString, resolve: (_event, _args, { owner }) => owner },
  loud: {
    type: GraphQLString,
    args: { really: { type: GraphQLBoolean } },
    resolve: ({ notice }, { really }) => `${String(notice.body['said'])}${really ? '!' : ''}`,
  },
  failing: {
    type: GraphQLString,
    resolve: () => {
      throw new GraphQLError('Ask for less.', { extensions: { code: 'BAD_USER_INPUT' } });
    },
  },
  broken: {
    type: GraphQLString,
    resolve: () => {
      throw new Error('password=canary');
    },
  },
};

/** A schema with the two streams of notices, by the real ones' names; `without` leaves fields out of both events. */
export function noticeSchema({ without = [] }: { readonly without?: readonly string[] } = {}): GraphQLSchema {
  const fields = Object.fromEntries(Object.entries(FIELDS).filter(([name]) => !without.includes(name)));
  const cursor = { cursor: { type: GraphQLString } };
  const stream = (event: string, told: string) => {
    const type = new GraphQLInterfaceType({ name: event, fields: cursor, resolveType: () => told });
    const shown = new GraphQLObjectType({ name: told, interfaces: [type], fields: { ...cursor, ...fields } });
    const args = {
      ids: { type: new GraphQLList(new GraphQLNonNull(GraphQLID)) },
      after: { type: GraphQLString },
    };
    return { shown, field: { type: new GraphQLNonNull(type), args, resolve: (told: unknown) => told } };
  };
  const budget = stream('BudgetAlertEvent', 'BudgetAlertRaised');
  const alert = stream('AlertFiredEvent', 'AlertFired');
  const node = (name: string) => new GraphQLObjectType({ name, fields: { id: { type: GraphQLID } } });
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { ping: { type: GraphQLString } } }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: { ping: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        budgetAlerts: budget.field,
        alertFired: alert.field,
        ticker: { type: GraphQLString },
      },
    }),
    types: [budget.shown, alert.shown, node('Budget'), node('PriceAlert')],
  });
}
