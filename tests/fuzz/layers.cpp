// Fuzz target: Linear, Dense and the loss, of any shape, with arguments and destinations placed anywhere. What overlaps
// is refused before anything is written; everything else is right and writes nothing but its destinations.
#include <cmath>
#include <stdexcept>
#include <string>

#include "../softmax_reference.hpp"
#include "../support.hpp"
#include "places.hpp"

namespace {

using namespace fuzz;
using trust::Matrix;
using trust::Vector;
using TableIndex = std::vector<Place>;

/// Column-major, without gaps in its columns: what Batch takes.
Place block(Input& input, Index rows, Index cols, Index slot, Index slots) {
  const Index outer = std::max<Index>(1, rows) + (input.below(4) == 0 ? input.below(9) : 0);
  // Mostly each in a slot of its own.
  const Index at = input.below(6) == 0 ? input.below(static_cast<int>(slots)) : slot;
  return {at * 1024 + (input.yes() ? 0 : input.below(40)), rows, cols, 1, cols <= 1 ? std::max<Index>(1, rows) : outer};
}

bool any_overlap(const TableIndex& destinations, const TableIndex& arguments) {
  for (std::size_t i = 0; i < destinations.size(); ++i) {
    for (const Place& argument : arguments) {
      if (overlap(destinations[i], argument)) return true;
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (overlap(destinations[i], destinations[j])) return true;
    }
  }
  return false;
}
/// Where strides differ the library may take neighbours for one.
bool any_close(const TableIndex& destinations, const TableIndex& arguments) {
  TableIndex all = arguments;
  for (const Place& d : destinations) {
    for (const Place& other : all) {
      const bool apart = d.end() <= other.offset || other.end() <= d.offset;
      if (!apart && d.rows * d.cols > 0 && other.rows * other.cols > 0) return true;
    }
    all.push_back(d);
  }
  return false;
}

class Run {
 public:
  Run(Input& input, Index slots) : input_(input), slots_(slots), arena_(slots * 512 + 512) {}

  Place argument(Index rows, Index cols) {
    arguments_.push_back(block(input_, rows, cols, next_++, slots_));
    return arguments_.back();
  }
  Place destination(Index rows, Index cols) {
    destinations_.push_back(block(input_, rows, cols, next_++, slots_));
    return destinations_.back();
  }
  Arena<float>& arena() { return arena_; }

  void fill_arguments() {
    Pool<float> pool(input_, input_.below(4) != 0);
    for (const Place& p : arguments_) pool.fill(arena_.out(p));
  }

  /// False where it was refused, as it must be where something overlaps.
  template <typename Action>
  bool succeeds(const char* what, Action action, bool valid = true) {
    const Arena<float> before = arena_;
    try {
      action();
    } catch (const std::invalid_argument& error) {
      if (valid && !any_close(destinations_, arguments_)) fail("%s: %s", what, error.what());
      arena_.check_same(before, what);
      return false;
    }
    if (!valid) fail("%s takes wrong arguments", what);
    if (any_overlap(destinations_, arguments_)) fail("%s into its own argument", what);
    // Nothing but destinations was written.
    Arena<float> wanted = before;
    for (const Place& p : destinations_) wanted.out(p) = Matrix<float>(arena_.in(p));
    arena_.check_same(wanted, what);
    return true;
  }

 private:
  Input& input_;
  Index slots_, next_ = 0;
  Arena<float> arena_;
  TableIndex arguments_, destinations_;
};

/// Whether `computed` is the sum of products a b + start, added up in any order in float.
template <typename A, typename B>
bool is_sum(float computed, const A& a, const B& b, float start) {
  long double sum = start, size = std::abs(start);
  bool finite = std::isfinite(start);
  for (Index k = 0; k < a.size(); ++k) {
    const long double term = static_cast<long double>(a(k)) * b(k);
    sum += term;
    size += std::abs(term);
    finite = finite && std::isfinite(term);
  }
  // Where it may overflow on the way, anything infinite or NaN is right.
  if (!finite || size > std::numeric_limits<float>::max() / 2) return true;
  const long double epsilon = std::numeric_limits<float>::epsilon(), least = std::numeric_limits<float>::denorm_min();
  return std::abs(computed - sum) <= static_cast<long double>(a.size() + 1) * (epsilon * size + least);
}

void check_products(const char* what, const Matrix<float>& computed, const Matrix<float>& a, const Matrix<float>& b,
                    const Vector<float>& start) {
  for (Index j = 0; j < computed.cols(); ++j) {
    for (Index i = 0; i < computed.rows(); ++i) {
      if (!is_sum(computed(i, j), a.row(i), b.col(j), start[i])) {
        fail("%s: element %td, %td is %a", what, i, j, static_cast<double>(computed(i, j)));
      }
    }
  }
}

void run_layer(Input& input) {
  static const auto all = trust::layers();
  const trust::Layer& layer = all[static_cast<std::size_t>(input.below(static_cast<int>(all.size())))];
  const bool is_linear = layer.name == std::string("linear"), backward = input.yes();
  const Index inputs = input.below(25), outputs = input.below(25), samples = input.below(input.yes() ? 2 : 25);
  Run run(input, 9);
  Arena<float>& arena = run.arena();
  const Place w = run.argument(outputs, inputs), b = run.argument(outputs, 1), x = run.argument(inputs, samples);
  const auto in = [&](const Place& p) {
    return trust::BatchIn(arena.data(p), p.rows, p.cols, Eigen::OuterStride<>(p.col_stride));
  };
  const auto out = [&](const Place& p) {
    return trust::BatchOut(arena.data(p), p.rows, p.cols, Eigen::OuterStride<>(p.col_stride));
  };
  const auto batch = [&] { return trust::Batch{in(w), {arena.data(b), outputs}, in(x)}; };
  const auto value = [&](const Place& p) { return Matrix<float>(arena.in(p)); };
  if (!backward) {
    const Place z = run.destination(outputs, samples);
    run.fill_arguments();
    if (!run.succeeds(layer.name, [&] { layer.forward(batch(), out(z)); })) return;
    if (is_linear) check_products("linear", value(z), value(w), value(x), value(b));
    if (layer.name == std::string("softmax")) {
      for (Index j = 0; j < samples; ++j) {
        const float sum = value(z).col(j).sum();
        if (!(std::abs(sum - 1) < 1e-5f || std::isnan(sum) || outputs == 0))
          fail("softmax layer: sum %a", static_cast<double>(sum));
      }
    }
    return;
  }
  Place y{}, dy{};
  if (!is_linear) y = run.argument(outputs, samples);
  dy = run.argument(outputs, samples);
  const Place dx = run.destination(inputs, samples), dw = run.destination(outputs, inputs),
              db = run.destination(outputs, 1);
  Place dz{};
  if (!is_linear) dz = run.destination(outputs, samples);
  run.fill_arguments();
  if (!run.succeeds(layer.name, [&] {
        layer.backward(batch(), in(is_linear ? dy : y), in(dy),
                       {out(dx), out(dw), {arena.data(db), outputs}, out(is_linear ? dx : dz)});
      })) {
    return;
  }
  const Matrix<float> gradient = value(is_linear ? dy : dz);
  check_products("dx", value(dx), value(w).transpose(), gradient, Vector<float>::Zero(inputs));
  check_products("dw", value(dw), gradient, value(x).transpose(), Vector<float>::Zero(outputs));
  check_products("db", value(db), gradient, Matrix<float>::Ones(samples, 1), Vector<float>::Zero(outputs));
}

/// Of one sample: within 2 ULP for an index; for a distribution (whose sum is not checked) with the rounding of a sum.
void check_loss(const Vector<float>& x, const Vector<float>& targets, int label, float loss,
                const Vector<float>& gradient) {
  const auto print = [&] {
    for (Index i = 0; i < x.size(); ++i) {
      std::fprintf(stderr, "%a (%a) ", static_cast<double>(x[i]), static_cast<double>(label >= 0 ? 0 : targets[i]));
    }
    std::fprintf(stderr, "label %d: ", label);
  };
  if (label < 0 && !(targets.array() > 0).any()) return;  // not a distribution
  bool ordinary = true;
  for (Index i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || x[i] == std::numeric_limits<float>::infinity()) {
      if (!std::isnan(loss) || !support::all_nan(gradient)) {
        print();
        fail("the loss of NaN or infinite logits is %a", static_cast<double>(loss));
      }
      return;
    }
    ordinary = ordinary && std::abs(x[i]) < 1000 && (label >= 0 || targets[i] <= 1);
  }
  if (!ordinary || x.size() == 0) return;
  const reference::Softmax exact(x);
  long double expected = 0, size = 0;
  for (Index i = 0; i < x.size(); ++i) {
    const long double t = label >= 0 ? static_cast<long double>(i == label) : static_cast<long double>(targets[i]);
    if (t == 0) continue;
    expected += t * exact.loss(i);
    size += std::abs(t * exact.loss(i));
  }
  const long double rounding = 2 * 0x1p-23L * size + static_cast<long double>(x.size()) * 0x1p-149L;
  const bool good = label >= 0 ? support::ulp_error(loss, expected) <= 2
                               : !std::isfinite(size) || std::abs(loss - expected) <= rounding;
  if (!good) {
    print();
    fail("loss %a instead of %La", static_cast<double>(loss), expected);
  }
}

void run_loss(Input& input) {
  static const trust::Loss<float> loss = trust::loss<float>();
  trust::Options<float> options;
  options.rowwise = input.yes();
  const bool of_labels = input.yes();
  const Index classes = input.below(25), samples = input.below(25);
  const Index rows = options.rowwise ? samples : classes, cols = options.rowwise ? classes : samples;
  Run run(input, 4);
  Arena<float>& arena = run.arena();
  const Place x = run.argument(rows, cols), t = of_labels ? Place{} : run.argument(rows, cols);
  const Place losses = run.destination(samples, 1), gradient = run.destination(rows, cols);
  run.fill_arguments();
  std::vector<int> labels;
  bool valid = true;
  for (Index j = 0; j < samples; ++j) {
    // One in a hundred is out of range.
    labels.push_back(input.below(100) == 0 ? input.take<std::int8_t>()
                                           : input.below(static_cast<int>(std::max<Index>(classes, 1))));
    valid = valid && labels.back() >= 0 && labels.back() < classes;
  }
  if (!of_labels) {
    valid = true;
    auto targets = arena.out(t);
    targets = targets.cwiseAbs().eval();  // where they overlap the logits, those change as well
  }
  if (!run.succeeds(
          "softmax_cross_entropy",
          [&] {
            if (of_labels) {
              loss.of_labels(arena.in(x), labels, arena.out(losses), arena.out(gradient), options);
            } else {
              loss.of_distributions(arena.in(x), arena.in(t), arena.out(losses), arena.out(gradient), options);
            }
          },
          valid)) {
    return;
  }
  for (Index j = 0; j < samples; ++j) {
    const auto line = [&](const Place& p) {
      return options.rowwise ? Vector<float>(arena.in(p).row(j).transpose()) : Vector<float>(arena.in(p).col(j));
    };
    check_loss(line(x), of_labels ? Vector<float>() : line(t), of_labels ? labels[static_cast<std::size_t>(j)] : -1,
               arena.in(losses)(j, 0), line(gradient));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  input.below(3) == 0 ? run_loss(input) : run_layer(input);
  return 0;
}
