// Special values and kinks, at the exact points, on scalars and in packets; the table of the specification.
#include "accuracy/samples.hpp"
#include "operations.hpp"
#include "special.hpp"
#include "traps.hpp"

using namespace special;

namespace {

template <typename Scalar>
bool is_infinite(Scalar x) {
  return hillock::detail::is_infinity(x) || hillock::detail::is_minus_infinity(x);
}
/// sine, its derivative, and those of the functions that are made of it.
bool is_wave(const std::string& function, const std::string& what) {
  return function == "sine" || (what == "derivative" && (function == "snake" || function == "snake_beta"));
}

}  // namespace

TEMPLATE_TEST_CASE("NaN stays NaN, at that element only, and nothing else becomes NaN", "[special]", float, double) {
  using Scalar = TestType;
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  for (const auto& of : operations::of_activations<Scalar>()) {
    CAPTURE(of.function, of.tier, of.name);
    CHECK(is(everywhere(not_a_number<Scalar>, of), not_a_number<Scalar>));
    for (const Scalar x : every::difficult_values<Scalar>(400)) {
      if (x != x) continue;
      CAPTURE(x);
      const Scalar y = everywhere(x, of);
      // A gradient is x times something here: 0 inf is NaN. And a wave has no value at infinity.
      const bool is_undefined = is_infinite(x) && is_wave(of.function, of.name);
      if (of.is_function) CHECK(hillock::detail::is_nan(y) == is_undefined);
    }
    Vector x = Vector::Ones(67);
    x[31] = not_a_number<Scalar>;
    const Vector y = of(x);
    for (Eigen::Index i = 0; i < x.size(); ++i) CHECK(is(y[i], i == 31 ? not_a_number<Scalar> : of(Scalar(1))));

    // Our own loop, whose copy of the kernel is not that of single values: the same bits for every length and start.
    const auto values = every::difficult_values<Scalar>(403);
    const Eigen::Map<const Vector> all(values.data(), 403);
    for (const Eigen::Index length : {1, 2, 3, 5, 7, 8, 13, 16, 31, 402}) {
      for (const Eigen::Index start : {Eigen::Index(1), 403 - length}) {
        const Vector result = of(all.segment(start, length));
        for (Eigen::Index i = 0; i < length; ++i) {
          if (every::same_bits(result[i], of(all[start + i]))) continue;
          FAIL_CHECK(result[i] << " for " << all[start + i] << ", number " << i << " of " << length);
        }
      }
    }
  }
}

#if !defined(__FAST_MATH__)
namespace {

/// What an operation raises without need: for single finite values, and for vectors of all lengths up to 40 of those
/// that raise nothing alone, from several starts. Derivatives from the output are given outputs.
template <typename Scalar>
void check_traps(const operations::Operation<Scalar>& of) {
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  static const std::vector<Scalar> arguments = accuracy::switch_point_neighbours<Scalar>();
  CAPTURE(of.function, of.tier, of.name);
  std::vector<Scalar> quiet;
  for (std::size_t i = 0; i < arguments.size(); i += 5) {
    const Scalar x = of.output == nullptr ? arguments[i] : of.output(arguments[i]);
    if (!(std::abs(x) <= (std::numeric_limits<Scalar>::max)())) continue;
    volatile Scalar y = 0;
    const int raised = traps::raised_by([&] { y = of(x); });
    const Scalar result = y;
    const int unexplained = traps::unexplained(raised, result);
    if (unexplained != 0) FAIL_CHECK(traps::names(unexplained) << " for " << x << ", which gives " << result);
    if (raised == 0) quiet.push_back(x);
  }
  const Eigen::Map<const Vector> all(quiet.data(), static_cast<Eigen::Index>(quiet.size()));
  REQUIRE(all.size() > 400);
  const Eigen::Index step = all.size() / 7;
  for (Eigen::Index length = 1; length <= 40; ++length) {
    for (Eigen::Index start = length % step; start + length <= all.size(); start += step) {
      const int raised = traps::raised_by([&] { const Vector y = of(all.segment(start, length)); });
      if (raised != 0) FAIL_CHECK(traps::names(raised) << " for " << length << " values from " << all[start] << " on");
    }
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Finite values raise no exception that their results do not explain", "[special]", float, double) {
  for (const auto& of : operations::of_activations<TestType>()) check_traps<TestType>(of);
}

TEMPLATE_TEST_CASE("Nor do logarithms and the other building blocks", "[special]", float, double) {
  const auto blocks = operations::of_building_blocks<TestType>();
  CHECK(blocks.size() >= 2 * std::size_t(hillock::BuildingBlocks::size));  // (tests/mutations leaves some out)
  for (const auto& of : blocks) check_traps<TestType>(of);
}
#endif

TEMPLATE_TEST_CASE("sigmoid", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Sigmoid, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(f(act, -Scalar(0)), Scalar(0.5)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, std::numeric_limits<Scalar>::max()), Scalar(1)));
    CHECK(is(f(act, std::numeric_limits<Scalar>::lowest()), Scalar(0)));
    // The left tail goes through the subnormals.
    const Scalar smallest = std::numeric_limits<Scalar>::denorm_min();
    CHECK(is(f(act, Scalar(sizeof(Scalar) == 4 ? -103 : -744.5)), smallest));
    CHECK(is(f(act, Scalar(sizeof(Scalar) == 4 ? -104 : -746)), Scalar(0)));
    CHECK(is(df(act, Scalar(0)), Scalar(0.25)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, Scalar(sizeof(Scalar) == 4 ? 103 : 744.5)), smallest));
    CHECK(act.derivative_from_output(Scalar(0.5)) == Scalar(0.25));
    CHECK(act.derivative_from_output(Scalar(1)) == Scalar(0));
  });
}

TEMPLATE_TEST_CASE("tanh", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Tanh, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(-1)));
    const Scalar smallest = std::numeric_limits<Scalar>::denorm_min();
    // The fast tier cuts digits off, and below the normal numbers is accurate in absolute terms only.
    const bool is_fast = act.is_fast() && std::is_same<Scalar, float>::value;
    CHECK(is(f(act, smallest), is_fast ? Scalar(0) : smallest));
    CHECK(is(f(act, -smallest), is_fast ? -Scalar(0) : -smallest));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    for (const Scalar x : every::difficult_values<Scalar>(2000)) {
      CAPTURE(x);
      if (x == x) CHECK(is(act(-x), -act(x)));
    }
    CHECK(act.derivative_from_output(Scalar(0.5)) == Scalar(0.75));
    CHECK(act.derivative_from_output(Scalar(-1)) == Scalar(0));
  });
}

TEMPLATE_TEST_CASE("relu", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::ReLU, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), Scalar(0)));
    CHECK(is(f(act, Scalar(-1)), Scalar(0)));
    CHECK(is(f(act, Scalar(1.5)), Scalar(1.5)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, std::numeric_limits<Scalar>::denorm_min()), std::numeric_limits<Scalar>::denorm_min()));
    CHECK(is(df(act, Scalar(0)), Scalar(0)));
    CHECK(is(df(act, -Scalar(0)), Scalar(0)));
    CHECK(is(df(act, std::numeric_limits<Scalar>::denorm_min()), Scalar(1)));
    CHECK(is(df(act, -std::numeric_limits<Scalar>::denorm_min()), Scalar(0)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    CHECK(act.derivative_from_output(Scalar(0)) == Scalar(0));
    CHECK(act.derivative_from_output(Scalar(2)) == Scalar(1));
  });
}

TEMPLATE_TEST_CASE("leaky_relu, with any finite slope", "[special]", float, double) {
  using Scalar = TestType;
  for (const Scalar slope : {Scalar(0.01), Scalar(0.2), Scalar(1), Scalar(3), Scalar(-0.5), Scalar(0)}) {
    const hillock::LeakyReLU<Scalar> act(slope);
    CAPTURE(slope);
    CHECK(act.negative_slope() == slope);
    CHECK(is(f(act, Scalar(2.5)), Scalar(2.5)));
    CHECK(is(f(act, Scalar(-2.5)), slope * Scalar(-2.5)));
    CHECK(is(f(act, Scalar(0)), product(slope, Scalar(0))));
    CHECK(is(f(act, -Scalar(0)), product(slope, -Scalar(0))));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), slope == 0 ? product(Scalar(-1), Scalar(0)) : slope * -infinity<Scalar>));
    CHECK(is(f(act, not_a_number<Scalar>), not_a_number<Scalar>));
    CHECK(is(df(act, Scalar(0)), slope));
    CHECK(is(df(act, -Scalar(0)), slope));
    CHECK(is(df(act, Scalar(-3)), slope));
    CHECK(is(df(act, -infinity<Scalar>), slope));
    CHECK(is(df(act, std::numeric_limits<Scalar>::denorm_min()), Scalar(1)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, not_a_number<Scalar>), not_a_number<Scalar>));
    CHECK(act.output_determines_derivative() == (slope > 0));
    if (slope > 0) CHECK(act.derivative_from_output(Scalar(-1)) == slope);
  }
  CHECK(hillock::LeakyReLU<Scalar>().negative_slope() == Scalar(0.01));
}

TEMPLATE_TEST_CASE("exponential", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Exponential, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(1)));
    CHECK(is(f(act, -Scalar(0)), Scalar(1)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, Scalar(sizeof(Scalar) == 4 ? 88.73 : 709.79)), infinity<Scalar>));
    CHECK(f(act, Scalar(sizeof(Scalar) == 4 ? 88.72 : 709.78)) < infinity<Scalar>);
    CHECK(is(f(act, Scalar(sizeof(Scalar) == 4 ? -103 : -744.5)), std::numeric_limits<Scalar>::denorm_min()));
    CHECK(is(f(act, Scalar(sizeof(Scalar) == 4 ? -104 : -746)), Scalar(0)));
  });
}
