// Fuzz target: softmax and its kin and the gates, forward and backward, of any bit patterns, shape, layout, axis and
// parameters, with arguments and destination placed anywhere, overlapping or not. A matrix gives what its lines give
// one by one and apart; a line gives what its definition says; nothing else is written.
#include <stdexcept>

#include "../accuracy/library.hpp"
#include "places.hpp"
#include "vector_reference.hpp"

namespace {

using namespace fuzz;
using trust::Length;
using trust::Matrix;
using trust::Options;
using trust::VectorFunction;

template <typename Scalar>
Options<Scalar> take_options(Input& input) {
  Options<Scalar> options;
  options.rowwise = input.yes();
  options.masked = input.yes();
  switch (input.below(3)) {
    case 0:
      options.temperature = input.value<Scalar>(false);
      options.lo = input.value<Scalar>(false);
      options.hi = input.value<Scalar>(false);
      break;
    case 1:
      options.temperature = Scalar(1 + input.below(16)) / 4;
      options.lo = Scalar(-1 - input.below(100));
      options.hi = Scalar(input.below(3));
      break;
    default:
      break;
  }
  return options;
}

template <typename Scalar>
bool are_valid(const std::string& name, const Options<Scalar>& options) {
  if (name == "softmax" || name == "fast softmax" || name == "log_softmax" || name == "softmin" ||
      name == "softmax_with_sink") {
    return options.temperature > 0 && std::isfinite(options.temperature);
  }
  if (name == "min_max_normalize") {
    return std::isfinite(options.lo) && std::isfinite(options.hi) && options.lo < options.hi;
  }
  return true;
}

/// Line j of m as a column in memory of its own.
template <typename M>
auto line_of(const M& m, Index j, bool rowwise) {
  using Line = trust::Vector<typename M::Scalar>;
  return rowwise ? Line(m.row(j).transpose()) : Line(m.col(j));
}
template <typename V>
trust::In<typename V::Scalar> view(const V& v) {
  return {v.data(), v.size(), 1, trust::Strides(v.size(), 1)};
}

/// The function of each line alone; `of_line(j, out)` computes one.
template <typename Scalar, typename OfLine>
Matrix<Scalar> line_by_line(Index rows, Index cols, bool rowwise, OfLine of_line) {
  Matrix<Scalar> result(rows, cols);
  for (Index j = 0; j < (rowwise ? rows : cols); ++j) {
    trust::Vector<Scalar> line(rowwise ? cols : rows);
    of_line(j, trust::Out<Scalar>(line.data(), line.size(), 1, trust::Strides(line.size(), 1)));
    if (rowwise) {
      result.row(j) = line.transpose();
    } else {
      result.col(j) = line;
    }
  }
  return result;
}

template <typename Scalar>
const accuracy::FunctionUnderTest<Scalar>* gate_of(const std::string& name) {
  static const auto functions = accuracy::library_functions<Scalar>();
  const char* const gate = name == "glu"      ? "sigmoid"
                           : name == "swiglu" ? "silu"
                           : name == "geglu"  ? "gelu"
                           : name == "reglu"  ? "relu"
                                              : nullptr;
  for (const auto& f : functions) {
    if (gate && f.name == std::string(gate) && f.what == std::string("forward")) return &f;
  }
  return nullptr;
}

/// a times gate(b), which may be in the default tier or the precise one.
template <typename Scalar>
void check_gate(const std::string& name, const trust::Vector<Scalar>& x, const trust::Vector<Scalar>& y) {
  const auto* const gate = gate_of<Scalar>(name);
  if (!gate) return;
  for (Index i = 0; i < y.size(); ++i) {
    bool good = false;
    for (const auto& tier : gate->tiers) {
      Scalar of_b;
      tier.evaluate(&x[y.size() + i], &of_b, 1);
      good = good || same_bits(y[i], of_b * x[i]);
    }
    if (!good) {
      fail("%s: element %td of %a and %a is %a", name.c_str(), i, static_cast<double>(x[i]),
           static_cast<double>(x[y.size() + i]), static_cast<double>(y[i]));
    }
  }
}

template <typename Scalar>
void run(Input& input) {
  static const auto functions = trust::vector_functions<Scalar>();
  const auto& f = functions[static_cast<std::size_t>(input.below(static_cast<int>(functions.size())))];
  Options<Scalar> options = take_options<Scalar>(input);
  const int operation = input.below(3);
  const bool is_small = input.below(8) != 0;
  const Index length = input.below(71), count = input.below(is_small ? 9 : 71);
  const Index rows = options.rowwise ? count : length, cols = options.rowwise ? length : count;
  const Index result = f.length == Length::same ? length : f.length == Length::half ? length / 2 : 1;
  const Index y_rows = options.rowwise ? count : result, y_cols = options.rowwise ? result : count;
  const bool from_output = operation == 2, backward = operation > 0;
  const auto gradient = from_output ? f.backward_from_output : f.backward;
  if (backward && !gradient) return;

  Arena<Scalar> arena(80 * 80 * 4);
  const Place x = place(input, rows, cols, arena.half()), dy = place(input, y_rows, y_cols, arena.half());
  const Index to_rows = backward ? rows : y_rows, to_cols = backward ? cols : y_cols;
  Place to = place(input, to_rows, to_cols, arena.half());
  switch (input.below(4)) {  // in place
    case 0:
      if (to_rows == rows && to_cols == cols) to = x;
      break;
    case 1:
      if (to_rows == y_rows && to_cols == y_cols && backward) to = dy;
      break;
    default:
      break;
  }
  // What is lazy is for Eigen's rules: either half, or apart.
  if (f.length == Length::half && !backward && overlap(x, to)) return;
  // Gradients of norms may lie where an argument is, or apart.
  const std::string name = f.name;
  const auto meets = [&](const Place& argument) { return overlap(argument, to) && !argument.is_same(to); };
  if ((name == "layer_norm" || name == "rms_norm") && backward && (meets(x) || meets(dy))) return;
  Pool<Scalar> pool(input, input.yes());
  pool.fill(arena.out(x));
  if (backward) pool.fill(arena.out(dy));
  const Matrix<Scalar> x_before = arena.in(x), dy_before = arena.in(dy);
  const Arena<Scalar> before = arena;

  const bool valid = are_valid(f.name, options) && !(f.length == Length::half && length % 2 != 0);
  try {
    if (backward) {
      gradient(arena.in(x), arena.in(dy), arena.out(to), options);
    } else {
      f.forward(arena.in(x), arena.out(to), options);
    }
  } catch (const std::invalid_argument& error) {
    if (valid) fail("%s: %s", f.name, error.what());
    arena.check_same(before, f.name);
    return;
  }
  if (!valid) fail("%s takes wrong parameters", f.name);

  const bool rowwise = options.rowwise;
  options.rowwise = false;
  const Matrix<Scalar> expected =
      line_by_line<Scalar>(to_rows, to_cols, rowwise, [&](Index j, trust::Out<Scalar> line) {
        const auto x_line = line_of(x_before, j, rowwise);
        if (backward) {
          const auto dy_line = line_of(dy_before, j, rowwise);
          gradient(view(x_line), view(dy_line), line, options);
          return;
        }
        f.forward(view(x_line), line, options);
        if (f.length == Length::half) check_gate<Scalar>(f.name, x_line, line.col(0));
        if (!is_right<Scalar>(f.name, {x_line, line.col(0), options})) {
          for (Index i = 0; i < length; ++i) std::fprintf(stderr, "%a ", static_cast<double>(x_line[i]));
          std::fputs("gives ", stderr);
          for (Index i = 0; i < line.rows(); ++i) std::fprintf(stderr, "%a ", static_cast<double>(line(i, 0)));
          fail("\n%s: not what it should be (temperature %a, interval %a to %a)", f.name,
               static_cast<double>(options.temperature), static_cast<double>(options.lo),
               static_cast<double>(options.hi));
        }
      });
  arena.check(before, to, expected, f.name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  input.yes() ? run<float>(input) : run<double>(input);
  return 0;
}
