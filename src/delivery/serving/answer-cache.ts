/** The newest `size` answers by what was asked; what was not asked for longest goes first. */
export class AnswerCache<Answer> {
  readonly #size: number;
  readonly #answers = new Map<string, Answer>();

  constructor(size: number) {
    this.#size = size;
  }

  get(asked: string): Answer | undefined {
    const answer = this.#answers.get(asked);
    if (answer === undefined) return undefined;
    this.#answers.delete(asked);
    this.#answers.set(asked, answer);
    return answer;
  }

  set(asked: string, answer: Answer): void {
    if (asked.length > longestKept) return;
    this.#answers.delete(asked);
    this.#answers.set(asked, answer);
    if (this.#answers.size <= this.#size) return;
    const oldest = this.#answers.keys().next();
    if (oldest.done !== true) this.#answers.delete(oldest.value);
  }
}

/** Characters: so that `size` answers stay within some megabytes. */
const longestKept = 16_384;
