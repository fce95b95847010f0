import { HttpRefusal } from './file-errors.js';

/** How many files may be received at the same time: by one key, in one region, in all. */
export interface UploadPlacesLimits {
  readonly uploads: number;
  readonly uploadsByRegion: number;
  readonly uploadsByKey: number;
}

/** Whose file it is. */
export interface Sender {
  readonly keyId: string;
  readonly regionCode: string;
}

/** The places in which files are received. Slow senders of one key or region fill their own places, not everybody's. */
export class UploadPlaces {
  readonly #limits: UploadPlacesLimits;
  readonly #taken = new Map<string, number>();

  constructor(limits: UploadPlacesLimits) {
    this.#limits = limits;
  }

  /** Takes a place; gives back how to leave it. Throws UNAVAILABLE where there is none. */
  take({ keyId, regionCode }: Sender): () => void {
    const { uploads, uploadsByRegion, uploadsByKey } = this.#limits;
    const wanted = [
      ['all', uploads],
      [`region/${regionCode}`, uploadsByRegion],
      [`key/${keyId}`, uploadsByKey],
    ] as const;
    if (wanted.some(([name, most]) => this.#count(name) >= most)) throw busy();
    for (const [name] of wanted) this.#change(name, 1);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      for (const [name] of wanted) this.#change(name, -1);
    };
  }

  #count(name: string): number {
    return this.#taken.get(name) ?? 0;
  }

  #change(name: string, by: number): void {
    this.#taken.set(name, this.#count(name) + by); // keys and regions are few: a zero may stay
  }
}

function busy(): HttpRefusal {
  const zh = '正在接收的文件过多，请稍后重试。';
  const en = 'Too many files are being received. Try again in a moment.';
  return new HttpRefusal(503, 'UNAVAILABLE', { zh, en }, { 'retry-after': '10' });
}
