import type { Context } from '#graph/context.ts';
import type { Answer } from './kept-answer.ts';

/**
 * Keeps an answer about the future that is being served, for the scoreboard: at once, without waiting for
 * anything, and never failing the request. Answers of the past (`asOf`) and absences are not to be kept.
 */
export function keepAnswer({ answers }: Pick<Context, 'answers'>, answer: Answer): void {
  answers.keep(answer);
}
