import { type Features, featuresOf, noFeatures } from './features.ts';
import { Frames } from './frames.ts';
import { type Filter, type ListedTask, LiveList, noFilter } from './live-list.ts';
import { RelayApi } from './relay-api.ts';
import { repeat } from './repeat.ts';
import { ServerClock } from './server-clock.ts';
import { apiBase, isLocal } from './session.ts';
import { Store } from './store.ts';
import { Summary } from './summary.ts';
import { TaskDetails } from './task-details.ts';
import { VideoLinks } from './video-links.ts';

/** Between two looks at a relay that does not answer. */
const maxPause = 60_000;

/** Everything that the page knows of one relay, kept up to date while it is seen. */
export class Relay {
  readonly clock = new ServerClock();
  readonly api: RelayApi;
  readonly list: LiveList;
  readonly details: TaskDetails;
  readonly links: VideoLinks;
  readonly frames: Frames;
  readonly summary: Summary;
  readonly features = new Store<Features>(noFeatures);
  readonly filter = new Store<Filter>(noFilter);
  /** The rows that are seen. */
  #seen: readonly ListedTask[] = [];

  constructor(key: string) {
    this.api = new RelayApi(apiBase(), key, this.clock);
    this.list = new LiveList(this.api);
    this.details = new TaskDetails(this.api, this.clock, (view) => this.list.patch(view));
    this.links = new VideoLinks(this.api, this.clock);
    this.frames = new Frames(this.links);
    this.summary = new Summary(this.api);
  }

  /** Milliseconds between two looks. A request that changes nothing costs a fraction of a cent per thousand. */
  get pause(): number {
    if (isLocal()) return 1_000;
    const usual = this.summary.state.value.inFlight === 0 ? 15_000 : 5_000;
    return Math.min(maxPause, usual * 2 ** this.list.failures);
  }

  start(): () => void {
    return repeat(
      () => this.look(),
      () => this.pause,
    );
  }

  async look(): Promise<void> {
    const learning = this.features.value === noFeatures ? this.#learnFeatures() : undefined;
    await this.list.refresh();
    await this.details.refresh(this.#seen);
    await learning;
    const features = this.features.value;
    await this.summary.refresh(this.list, this.details.all(), features.takes('GET', '/tasks', 'delivery'));
  }

  async #learnFeatures(): Promise<void> {
    const features = await featuresOf(this.api).catch(() => noFeatures);
    this.features.set(features);
  }

  see(rows: readonly ListedTask[]): void {
    this.#seen = rows;
    void this.details.refresh(rows);
  }
}
