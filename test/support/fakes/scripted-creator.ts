import type { Creation, Generation, VideoCreator } from '../../../lambdas/domain/creation/video-creation.ts';

/** Answers what a test says, and remembers what it was asked. */
export class ScriptedCreator implements VideoCreator {
  readonly asked: Generation[] = [];
  readonly askedOf: (string | undefined)[] = [];
  answer: Creation = { kind: 'created', taskId: 'video_new', model: 'seedance_1_5_pro_720p' };
  /** What happens while the provider is being asked. */
  meanwhile: () => Promise<void> = async () => {};

  async create(generation: Generation, provider?: string): Promise<Creation> {
    this.asked.push(generation);
    this.askedOf.push(provider);
    await this.meanwhile();
    return this.answer;
  }
}
