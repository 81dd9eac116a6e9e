// What runs inside the page: one `bench` object whose functions answer with lists of milliseconds.
export function inPage() {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  // The first frame after a change paints it; when the second one begins, the first is done.
  const painted = async () => {
    await frame();
    await frame();
  };
  let modeler;
  const service = (name) => modeler.get(name);
  const element = (id) => service("elementRegistry").get(id);
  let done = 0; // commands that undoAll takes back

  async function timed(act) {
    const since = performance.now();
    await act();
    await painted();
    return performance.now() - since;
  }

  /** At least one and at most `count` times; no new turn begins once `budget` milliseconds are spent. */
  async function repeated(count, budget, act) {
    const times = [];
    const since = performance.now();
    while (times.length < count && (!times.length || performance.now() - since < budget))
      times.push(await act(times.length));
    return times;
  }

  window.bench = {
    async ready() {
      modeler = new BpmnJS({ container: "main" });
      await painted();
    },

    async open(count, budget) {
      const text = await (await fetch("/file")).text();
      return repeated(count, budget, () => timed(() => modeler.importXML(text)));
    },

    async fit(count, budget) {
      return repeated(count, budget, async () => {
        service("canvas").zoom(1);
        await painted();
        return timed(() => service("canvas").zoom("fit-viewport", "auto"));
      });
    },

    async look(id, scale) {
      const canvas = service("canvas");
      if (scale === "fit") canvas.zoom("fit-viewport", "auto");
      else {
        const { x, y, width, height } = element(id);
        const { width: across, height: down } = canvas.getSize();
        canvas.viewbox({ x: x + width / 2 - across / 2, y: y + height / 2 - down / 2, width: across, height: down });
      }
      await painted();
    },

    /** Ten steps there and ten back, again and again: what panning and zooming do on our side. */
    async steps(kind, count) {
      const canvas = service("canvas");
      const { width, height } = canvas.getSize();
      const middle = { x: width / 2, y: height / 2 };
      const times = [];
      let last = await frame();
      for (let step = 0; step < count; step++) {
        const there = step % 20 < 10;
        if (kind === "pan") canvas.scroll({ dx: there ? 12 : -12, dy: there ? 7 : -7 });
        else canvas.zoom(canvas.zoom() * (there ? 1.02 : 1 / 1.02), middle);
        const now = await frame();
        times.push(now - last);
        last = now;
      }
      await painted();
      return times;
    },

    async move(ids, count, budget) {
      const shapes = ids.map(element);
      done = 0;
      return repeated(count, budget, (turn) => {
        done++;
        return timed(() => service("modeling").moveElements(shapes, { x: turn % 2 ? 10 : -10, y: turn % 2 ? 7 : -7 }));
      });
    },

    async undoAll() {
      const times = [];
      for (; done; done--) times.push(await timed(() => service("commandStack").undo()));
      return times;
    },

    async rename(id, count, budget) {
      return repeated(count, budget, (turn) =>
        timed(() => service("modeling").updateLabel(element(id), `Another name ${turn}`)),
      );
    },

    async append(ids, count, budget) {
      return repeated(Math.min(count, ids.length), budget, (turn) =>
        timed(() =>
          service("autoPlace").append(
            element(ids[turn]),
            service("elementFactory").createShape({ type: "bpmn:UserTask" }),
          ),
        ),
      );
    },

    async save(id, count, budget) {
      return repeated(count, budget, async (turn) => {
        service("modeling").updateLabel(element(id), `Saved ${turn}`);
        await painted();
        const since = performance.now();
        await modeler.saveXML({ format: true });
        return performance.now() - since;
      });
    },
  };
}
