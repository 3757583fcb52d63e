/** The languages a program can be printed in. */
export type Language = 'PYTHON' | 'JAVASCRIPT' | 'TYPESCRIPT' | 'CURL';
