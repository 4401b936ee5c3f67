import type { Provider, ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';

/** Answers one after the other as the test says, the last one for ever. */
export class ScriptedProvider implements Provider {
  readonly asked: string[] = [];
  readonly #answers: ProviderAnswer[];

  constructor(...answers: ProviderAnswer[]) {
    this.#answers = answers;
  }

  async poll(taskId: string): Promise<ProviderAnswer> {
    this.asked.push(taskId);
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    if (!answer) throw new Error('This test asks nothing');
    return answer;
  }
}
