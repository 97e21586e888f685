// half and bfloat16 in registers of floats, as each instruction set loads and rounds them; test_half.cpp has every
// function.
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <hillock/hillock.hpp>

#include "catch.hpp"
#include "short_numbers.hpp"

namespace {

using Eigen::bfloat16;
using Eigen::half;
using short_numbers::input;
using short_numbers::same_bits;

/// How many floats are not rounded as Eigen rounds one, stored Width at a time; and not loaded as they are.
template <typename Scalar, int Width>
int conversion_differences(const std::vector<float>& values) {
  using V = hillock::Lanes<float, Width>;
  int differences = 0;
  for (std::size_t i = 0; i + Width <= values.size(); i += Width) {
    Scalar rounded[Width];
    float back[Width];
    V::load(&values[i]).store(rounded);
    V::load(rounded).store(back);
    for (std::size_t k = 0; k < Width; ++k) {
      const float value = values[i + k], loaded = static_cast<float>(rounded[k]);
      differences += !same_bits(rounded[k], static_cast<Scalar>(value));
      differences += std::isnan(value) ? !std::isnan(back[k])
                                       : hillock::detail::to_bits(back[k]) != hillock::detail::to_bits(loaded);
    }
  }
  return differences;
}

/// The same of packets whose elements may stand in any order.
template <typename Scalar, int Width>
int unordered_differences(const std::vector<float>& values) {
  using V = hillock::Lanes<float, Width>;
  Scalar numbers[Width];
  float places[Width];
  for (int k = 0; k < Width; ++k) numbers[k] = static_cast<Scalar>(static_cast<float>(k));
  hillock::detail::load_unordered<V>(numbers).store(places);
  int differences = 0;
  for (std::size_t i = 0; i + Width <= values.size(); i += Width) {
    float sorted[Width];
    Scalar rounded[Width];
    for (int k = 0; k < Width; ++k) sorted[k] = values[i + static_cast<std::size_t>(places[k])];
    hillock::detail::store_unordered(V::load(sorted), rounded);
    for (std::size_t k = 0; k < Width; ++k) differences += !same_bits(rounded[k], static_cast<Scalar>(values[i + k]));
  }
  return differences;
}

/// How many elements of f, and of a gradient, are not those of floats, rounded once.
template <typename Scalar, typename F>
int loop_differences(const F& f) {
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  int differences = 0;
  for (Eigen::Index n = 0; n < 100; ++n) {
    Vector x = (5 * Eigen::VectorXf::Random(n)).template cast<Scalar>();
    if (n > 40) x[n - 38] = std::numeric_limits<Scalar>::quiet_NaN();
    const Vector dy = Eigen::VectorXf::Random(n).cast<Scalar>();
    const Eigen::VectorXf wide_x = x.template cast<float>(), wide_dy = dy.template cast<float>();
    const Eigen::VectorXf wide_y = f(wide_x), wide_dx = f.backward(wide_x, wide_dy);
    const Vector dx = f.backward(x, dy);
    x = f(x);
    for (Eigen::Index i = 0; i < n; ++i) {
      differences += !same_bits(x[i], Scalar(wide_y[i])) + !same_bits(dx[i], Scalar(wide_dx[i]));
    }
  }
  return differences;
}

}  // namespace

TEMPLATE_TEST_CASE("Registers of floats become half and bfloat16 as single floats do", "[half]", half, bfloat16) {
  using Scalar = TestType;
  // Every short number, what lies between two of them, where ties are, and the floats next to these; and NaN of every
  // kind.
  std::vector<float> values;
  for (int i = 0; i < 65536; ++i) {
    const float x = static_cast<float>(input<Scalar>(i));
    const std::uint32_t bits = hillock::detail::to_bits(x);
    const std::uint32_t half_step = std::is_same<Scalar, half>::value ? 0x1000 : 0x8000;
    for (const std::uint32_t step : {0u, 1u, half_step - 1, half_step, half_step + 1}) {
      values.push_back(hillock::detail::from_bits(bits + step));
    }
    const float next = static_cast<float>(input<Scalar>(i + 1));
    if (std::isfinite(x) && std::isfinite(next)) {  // between subnormal numbers of half, too
      const float tie = 0.5f * x + 0.5f * next;
      for (const float value : {std::nextafter(tie, x), tie, std::nextafter(tie, next)}) values.push_back(value);
    }
    values.push_back(hillock::detail::from_bits(0x7f800000u + static_cast<std::uint32_t>(i)));
    values.push_back(hillock::detail::from_bits(0xff800000u + static_cast<std::uint32_t>(i)));
    values.push_back(hillock::detail::from_bits(0xffffffffu - static_cast<std::uint32_t>(i)));
    values.push_back(hillock::detail::from_bits(0x7fffffffu - static_cast<std::uint32_t>(i)));
  }
  constexpr int narrow = hillock::detail::narrowest_width<float>, wide = hillock::detail::loop_width<float>;
  CHECK(conversion_differences<Scalar, 1>(values) == 0);
  CHECK(conversion_differences<Scalar, narrow>(values) == 0);
  CHECK(conversion_differences<Scalar, wide>(values) == 0);
  CHECK(unordered_differences<Scalar, wide>(values) == 0);
  if constexpr (hillock::detail::Register<float, 2 * wide>::exists) {
    CHECK(conversion_differences<Scalar, 2 * wide>(values) == 0);
    CHECK(unordered_differences<Scalar, 2 * wide>(values) == 0);
  }
}

// A loop each: of few instructions, of two packets in turn, of one, and of one whose parameters are the usual ones.
TEST_CASE("Loops over bfloat16 take each element where it stands", "[half]") {
  CHECK(loop_differences<bfloat16>(hillock::leaky_relu) == 0);
  CHECK(loop_differences<bfloat16>(hillock::tanh) == 0);
  CHECK(loop_differences<bfloat16>(hillock::precise::sigmoid) == 0);
  CHECK(loop_differences<bfloat16>(hillock::softplus) == 0);
}
