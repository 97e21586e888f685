// The program (playground.cpp) as JavaScript sees it. A wrong parameter ends the program, so that each call either returns or
// throws an Error with the library's message, and the program stands ready again.

const TIERS = ["default", "precise", "fast"], SCALARS = ["float", "double"], WHATS = ["forward", "derivative"];

class Library {
  /// `text` is the program, compressed by gzip, in base 64.
  static async load(text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Library(await WebAssembly.compile(await new Response(stream).arrayBuffer()));
  }

  constructor(module) {
    this.module = module;
    this.start();
    this.about = JSON.parse(this.text(this.program.describe()));
    this.functions = this.about.functions;
  }

  start() {
    this.messages = "";
    const wasi = {
      fd_write: (file, pieces, count, written) => {
        const view = new DataView(this.program.memory.buffer);
        let total = 0;
        for (let i = 0; i < count; ++i) {
          const address = view.getUint32(pieces + 8 * i, true), size = view.getUint32(pieces + 8 * i + 4, true);
          this.messages += new TextDecoder().decode(new Uint8Array(this.program.memory.buffer, address, size));
          total += size;
        }
        view.setUint32(written, total, true);
        return 0;
      },
      fd_close: () => 0,
      fd_seek: () => 0,
      proc_exit: (status) => { throw new Error(`exit ${status}`); },
    };
    this.program = new WebAssembly.Instance(this.module, {wasi_snapshot_preview1: wasi}).exports;
    this.program._initialize();
    this.input = this.program.input_address();
    this.output = this.program.output_address();
  }

  text(address) {
    const bytes = new Uint8Array(this.program.memory.buffer, address);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  }

  array(address, scalar, size) {
    return new (scalar ? Float64Array : Float32Array)(this.program.memory.buffer, address, size);
  }

  /// A curve is {function, tier, scalar, parameters}, the first three numbers. Calls with its parameters in place.
  call(curve, run) {
    this.array(this.program.parameters_address(), 1, curve.parameters.length).set(curve.parameters);
    try {
      return run(curve.function, curve.tier, curve.scalar);
    } catch (error) {
      const message = this.messages.trim();
      this.start();
      throw new Error(message || String(error));
    }
  }

  /// run(size) for pieces of the arguments that the program has room for; what it leaves, put together.
  inPieces(curve, xs, outputScalar, run) {
    const results = new (outputScalar ? Float64Array : Float32Array)(xs.length);
    for (let first = 0; first < xs.length; first += this.about.capacity) {
      const piece = xs.slice(first, first + this.about.capacity);
      this.array(this.input, curve.scalar, piece.length).set(piece);
      run(piece.length);
      results.set(this.array(this.output, outputScalar, piece.length), first);
    }
    return results;
  }

  /// f (what is 0) or f' (1) of each x, which is rounded to the curve's type.
  evaluate(curve, what, xs) {
    return this.call(curve, (f, tier, scalar) =>
      this.inPieces(curve, xs, scalar, (size) => this.program.evaluate(f, tier, scalar, what, size, 1)));
  }

  /// Their errors in ULP.
  errors(curve, what, xs) {
    return this.call(curve, (f, tier, scalar) =>
      this.inPieces(curve, xs, 1, (size) => this.program.errors(f, tier, scalar, what, size)));
  }

  /// Nanoseconds per element: the median of runs over 1024 elements from -5 to 5, which stay in the caches. A run takes
  /// about so many milliseconds, a clock's tick being much less.
  time(curve, what, milliseconds) {
    const size = 1024, runs = 9;
    return this.call(curve, (f, tier, scalar) => {
      const xs = this.array(this.input, scalar, size);
      for (let i = 0; i < size; ++i) xs[i] = 10 * ((i * 37) % size) / size - 5;
      const run = (times) => {
        const start = performance.now();
        this.program.evaluate(f, tier, scalar, what, size, times);
        return performance.now() - start;
      };
      let times = 64;
      while (run(times) < milliseconds / 2 && times < 1e6) times *= 2;
      const each = Array.from({length: runs}, () => run(times) * 1e6 / (times * size));
      return each.sort((a, b) => a - b)[(runs - 1) / 2];
    });
  }
}
