import type { ProviderAnswer } from '../../lambdas/domain/provider/provider.ts';

/** An answer as a provider's documentation has it, and what it means. The tables are in `test/domain/provider/documented/`. */
export interface DocumentedAnswer {
  readonly says: string;
  /** Where it stands, or where the fields stand that it is put together from. */
  readonly source: string;
  /** 200 unless it is given. */
  readonly http?: number;
  readonly body: unknown;
  /** The id that was polled; absent: the answer's own is not compared. */
  readonly polled?: string;
  /** The answer to the second request, of a provider that has one. */
  readonly result?: { readonly http?: number; readonly body: unknown };
  readonly means: Partial<ProviderAnswer>;
}
