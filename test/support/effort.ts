/**
 * The share of its work that a test does which tries very many of a kind. Mutation runs repeat every test for every
 * mutant and set it low, so that a mutant only the whole work would notice counts as missed there.
 */
const effort = Number(process.env.TEST_EFFORT ?? 1);

/** Of so many tries, those to be made: at least one. */
export const tries = (all: number): number => Math.max(1, Math.round(all * effort));
