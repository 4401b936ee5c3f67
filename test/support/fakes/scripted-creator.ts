import type { Creation, Generation, VideoCreator } from '../../../lambdas/domain/creation/video-creation.ts';

/** Answers what a test says, and remembers what it was asked. */
export class ScriptedCreator implements VideoCreator {
  readonly asked: Generation[] = [];
  answer: Creation = { kind: 'created', taskId: 'video_new', model: 'seedance_1_5_pro_720p' };
  /** What happens while the provider is being asked. */
  meanwhile: () => Promise<void> = async () => {};

  async create(generation: Generation): Promise<Creation> {
    this.asked.push(generation);
    await this.meanwhile();
    return this.answer;
  }
}
