/** A binary heap of numbers. Adding a number and taking the lowest one take logarithmic time. */
export class MinHeap {
  readonly #heap: number[] = [];

  push(number: number): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] ?? number;
      if (parent <= number) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = number;
  }

  /** Removes and returns the lowest number; undefined if the heap is empty. */
  pop(): number | undefined {
    const heap = this.#heap;
    const [lowest] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return lowest;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      const right = heap[below + 1] ?? Number.POSITIVE_INFINITY;
      if (right < (heap[below] ?? right)) below += 1;
      const child = heap[below] ?? last;
      if (child >= last) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return lowest;
  }
}
