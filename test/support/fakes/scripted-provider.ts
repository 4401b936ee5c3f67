import type { Answer, Provider } from '../../../lambdas/domain/provider.ts';

/** Answers one after the other as the test says, the last one for ever. */
export class ScriptedProvider implements Provider {
  readonly asked: string[] = [];
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  async ask(taskId: string): Promise<Answer> {
    this.asked.push(taskId);
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    if (!answer) throw new Error('This test asks nothing');
    return answer;
  }
}
