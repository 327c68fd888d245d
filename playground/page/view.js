// What of a conversation is in view: its newest message, unless somebody has scrolled away from it.

const NEAR_END_PX = 90;
const GAP_PX = 8;

export class View {
  follows = true;
  #put = 0; // where it was put last, so that this is not taken for somebody's scrolling

  // `newest` gives the element of the newest message, if there is one.
  constructor(list, newest) {
    this.list = list;
    this.newest = newest;
    list.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = list;
      this.follows = scrollHeight - scrollTop - clientHeight < NEAR_END_PX || Math.abs(scrollTop - this.#put) < 2;
    });
    new ResizeObserver(() => this.keep()).observe(list);
  }

  keep() { if (this.follows) this.toNewest(); }

  // A message is read from its top: one that is taller than the window is not scrolled past.
  toNewest() {
    const newest = this.newest();
    const end = this.list.scrollHeight - this.list.clientHeight;
    const top = newest ? newest.offsetTop - GAP_PX : end;
    this.list.scrollTop = Math.max(0, Math.min(end, top));
    this.#put = this.list.scrollTop;
  }
}
