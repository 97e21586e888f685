// One translation unit, compiled once for each set of flags.
#include "unit.hpp"

#include <hillock/hillock.hpp>

namespace {

#define HILLOCK_TEST_STRING_(text) #text
#define HILLOCK_TEST_STRING(text) HILLOCK_TEST_STRING_(text)

template <typename Array>
void add(std::uint64_t& hash, const Array& values) {
  for (Eigen::Index i = 0; i < values.size(); ++i) {  // FNV-1a
    hash = (hash ^ hillock::detail::to_bits(values[i])) * 0x100000001b3u;
  }
}

template <typename Scalar>
void add_results(std::uint64_t& elements, std::uint64_t& softmax) {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  Array x(1001);  // not by Eigen's LinSpaced, which the units may share
  for (Eigen::Index i = 0; i < x.size(); ++i) x[i] = static_cast<Scalar>(i - 500) * Scalar(0.04);
  add(elements, x);
  add(elements, Array(hillock::sigmoid(x)));
  add(elements, Array(hillock::tanh.derivative(x)));
  add(elements, Array(hillock::gelu(x)));
  add(elements, Array(hillock::precise::exponential(x)));
  add(softmax, Array(hillock::softmax(x)));
  // A layer: without Eigen's random numbers, for the same reason.
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::Map<const Matrix> w(x.data(), 19, 30), batch(x.data() + 1, 30, 27), one(x.data() + 700, 30, 1);
  const Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, 1>> b(x.data() + 500, 19);
  const hillock::Dense layer{w, b, hillock::tanh};
  const Matrix y = layer(batch), alone = layer(one);
  add(elements, y.reshaped());
  add(elements, alone.reshaped());
  add(elements, layer.backward(batch, y, y).weights.reshaped());
}

}  // namespace

namespace HILLOCK_UNIT {
Unit unit() {
  Unit result = {HILLOCK_TEST_STRING(HILLOCK_ABI), &hillock::sigmoid, 0xcbf29ce484222325u, 0xcbf29ce484222325u};
  add_results<float>(result.elements, result.softmax);
  add_results<double>(result.elements, result.softmax);
  return result;
}
}  // namespace HILLOCK_UNIT
