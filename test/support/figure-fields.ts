const LEAF = 'value unit basis source';
/** A figure with its arithmetic, for `figuresThatDoNotAddUp`. */
export const FIGURE = `{ ${LEAF} explain { formula inputs { name figure { value } } } }`;
/** The same with its inputs' arithmetic, and theirs. */
export const DEEP_FIGURE = `{ ${LEAF} explain { formula inputs { name figure { value explain { formula inputs { name figure { value explain { formula inputs { name figure { value } } } } } } } } } }`;
export const COST = `{ amount figure ${FIGURE} later { p10 p50 p90 } simulated }`;
