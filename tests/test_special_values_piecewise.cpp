// Special values and kinks of the functions made of comparisons, straight lines, parabolas and roots.
#include "special.hpp"

using namespace special;

namespace {

template <typename Scalar>
constexpr Scalar smallest = std::numeric_limits<Scalar>::denorm_min();
template <typename Scalar>
constexpr Scalar largest = std::numeric_limits<Scalar>::max();

/// The neighbours of x.
template <typename Scalar>
Scalar below(Scalar x) {
  return std::nextafter(x, -infinity<Scalar>);
}
template <typename Scalar>
Scalar above(Scalar x) {
  return std::nextafter(x, infinity<Scalar>);
}

/// f and f' of NaN are NaN.
template <typename Scalar, typename Act>
void check_nan(const Act& act) {
  CHECK(is(f(act, not_a_number<Scalar>), not_a_number<Scalar>));
  CHECK(is(df(act, not_a_number<Scalar>), not_a_number<Scalar>));
}

/// f' at a kink is `at`, at its neighbours `before` and `after`.
template <typename Scalar, typename Act>
void check_kink(const Act& act, Scalar kink, Scalar before, Scalar at, Scalar after) {
  CAPTURE(kink);
  CHECK(is(df(act, below(kink)), before));
  CHECK(is(df(act, kink), at));
  CHECK(is(df(act, above(kink)), after));
}

}  // namespace

TEMPLATE_TEST_CASE("identity", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Identity, Scalar>([](const auto& act) {
    for (const Scalar x : every::difficult_values<Scalar>(100)) {
      CHECK(is(f(act, x), x));
      CHECK(is(df(act, x), hillock::detail::is_nan(x) ? x : Scalar(1)));
    }
    CHECK(act.derivative_from_output(Scalar(5)) == 1);
  });
}

TEMPLATE_TEST_CASE("binary_step", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::BinaryStep, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), Scalar(0)));
    CHECK(is(f(act, smallest<Scalar>), Scalar(1)));
    CHECK(is(f(act, -smallest<Scalar>), Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    for (const Scalar x : {Scalar(0), -Scalar(0), infinity<Scalar>, -infinity<Scalar>, Scalar(3), Scalar(-3)}) {
      CHECK(is(df(act, x), Scalar(0)));
    }
    CHECK(act.derivative_from_output(Scalar(1)) == 0);
    check_nan<Scalar>(act);
  });
  const hillock::BinaryStep<Scalar> act(Scalar(2.5));
  CHECK(act.threshold() == Scalar(2.5));
  CHECK(is(f(act, Scalar(2.5)), Scalar(0)));
  CHECK(is(f(act, above(Scalar(2.5))), Scalar(1)));
}

TEMPLATE_TEST_CASE("hard_sigmoid", "[special]", float, double) {
  using Scalar = TestType;
  const Scalar sixth = Scalar(1) / 6;
  in_every_tier<hillock::definition::HardSigmoid, Scalar>([=](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(f(act, -Scalar(0)), Scalar(0.5)));
    CHECK(is(f(act, Scalar(-3)), Scalar(0)));
    CHECK(is(f(act, Scalar(3)), Scalar(1)));
    CHECK(f(act, above(Scalar(-3))) > 0);
    CHECK(f(act, Scalar(1.5)) == Scalar(0.75));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, largest<Scalar>), Scalar(1)));
    CHECK(is(f(act, -largest<Scalar>), Scalar(0)));
    check_kink(act, Scalar(-3), Scalar(0), Scalar(0), sixth);
    check_kink(act, Scalar(3), sixth, Scalar(0), Scalar(0));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    CHECK(act.derivative_from_output(Scalar(0)) == 0);
    CHECK(act.derivative_from_output(Scalar(0.5)) == sixth);
    CHECK(act.derivative_from_output(Scalar(1)) == 0);
    check_nan<Scalar>(act);
  });
  // Other parameters: knees where they are exact.
  const hillock::HardSigmoid<Scalar> act(Scalar(0.25));
  CHECK(is(f(act, Scalar(-2)), Scalar(0)));
  CHECK(is(f(act, Scalar(1)), Scalar(0.75)));
  check_kink(act, Scalar(-2), Scalar(0), Scalar(0), Scalar(0.25));
  check_kink(act, Scalar(2), Scalar(0.25), Scalar(0), Scalar(0));
  CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
  CHECK(is(f(hillock::HardSigmoid<Scalar>(Scalar(1), Scalar(2)), -infinity<Scalar>), Scalar(0)));
  // However small the slope is, infinity is beyond the knees.
  CHECK(is(f(hillock::HardSigmoid<Scalar>(smallest<Scalar>), infinity<Scalar>), Scalar(1)));
  CHECK(is(f(hillock::HardSigmoid<Scalar>(smallest<Scalar>), -infinity<Scalar>), Scalar(0)));
}

TEMPLATE_TEST_CASE("hard_tanh", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::HardTanh, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, Scalar(-7)), Scalar(-1)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(-1)));
    check_kink(act, Scalar(-1), Scalar(0), Scalar(0), Scalar(1));
    check_kink(act, Scalar(1), Scalar(1), Scalar(0), Scalar(0));
    CHECK(act.derivative_from_output(Scalar(-1)) == 0);
    CHECK(act.derivative_from_output(Scalar(0.5)) == 1);
    CHECK(act.derivative_from_output(Scalar(1)) == 0);
    check_nan<Scalar>(act);
  });
  const hillock::HardTanh<Scalar> act(Scalar(0.5), Scalar(20));
  CHECK(is(f(act, Scalar(0)), Scalar(0.5)));
  CHECK(is(f(act, Scalar(7)), Scalar(7)));
  CHECK(is(f(act, Scalar(70)), Scalar(20)));
  check_kink(act, Scalar(0.5), Scalar(0), Scalar(0), Scalar(1));

  // Bounds of one side, and one bound for both.
  const hillock::HardTanh<Scalar> below(-infinity<Scalar>, Scalar(2)), same(Scalar(3), Scalar(3));
  CHECK(is(f(below, -infinity<Scalar>), -infinity<Scalar>));
  CHECK(is(f(below, Scalar(-1e30)), Scalar(-1e30)));
  CHECK(is(f(below, infinity<Scalar>), Scalar(2)));
  CHECK(is(df(below, Scalar(-1e30)), Scalar(1)));
  CHECK(is(df(below, -infinity<Scalar>), Scalar(0)));
  check_kink(below, Scalar(2), Scalar(1), Scalar(0), Scalar(0));
  for (const Scalar x : {Scalar(-7), Scalar(3), Scalar(7), infinity<Scalar>}) {
    CHECK(is(f(same, x), Scalar(3)));
    CHECK(is(df(same, x), Scalar(0)));
  }
  check_nan<Scalar>(below);
  check_nan<Scalar>(same);
}

TEMPLATE_TEST_CASE("relu6", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::ReLU6, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), Scalar(0)));
    CHECK(is(f(act, Scalar(4.5)), Scalar(4.5)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(6)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    check_kink(act, Scalar(0), Scalar(0), Scalar(0), Scalar(1));
    check_kink(act, Scalar(6), Scalar(1), Scalar(0), Scalar(0));
    CHECK(act.derivative_from_output(Scalar(0)) == 0);
    CHECK(act.derivative_from_output(Scalar(3)) == 1);
    CHECK(act.derivative_from_output(Scalar(6)) == 0);
    check_nan<Scalar>(act);
  });
}

TEMPLATE_TEST_CASE("threshold and thresholded_relu", "[special]", float, double) {
  using Scalar = TestType;
  const hillock::Threshold<Scalar> threshold(Scalar(0.1), Scalar(20));
  CHECK(is(f(threshold, Scalar(0.1)), Scalar(20)));
  CHECK(is(f(threshold, above(Scalar(0.1))), above(Scalar(0.1))));
  CHECK(is(f(threshold, infinity<Scalar>), infinity<Scalar>));
  CHECK(is(f(threshold, -infinity<Scalar>), Scalar(20)));
  check_kink(threshold, Scalar(0.1), Scalar(0), Scalar(0), Scalar(1));
  check_nan<Scalar>(threshold);
  CHECK(is(f(hillock::Threshold<Scalar>(), -Scalar(0)), Scalar(0)));
  CHECK_FALSE(threshold.output_determines_derivative());

  const hillock::ThresholdedReLU<Scalar> relu;
  CHECK(relu.theta() == 1);
  CHECK(is(f(relu, Scalar(1)), Scalar(0)));
  CHECK(is(f(relu, above(Scalar(1))), above(Scalar(1))));
  CHECK(is(f(relu, infinity<Scalar>), infinity<Scalar>));
  CHECK(is(f(relu, -infinity<Scalar>), Scalar(0)));
  check_kink(relu, Scalar(1), Scalar(0), Scalar(0), Scalar(1));
  check_nan<Scalar>(relu);
  CHECK(relu.derivative_from_output(Scalar(0)) == 0);
  CHECK(relu.derivative_from_output(Scalar(1.5)) == 1);
  CHECK(hillock::ThresholdedReLU<Scalar>(Scalar(0)).output_determines_derivative());
  CHECK_FALSE(hillock::ThresholdedReLU<Scalar>(Scalar(-1)).output_determines_derivative());
  CHECK(is(f(hillock::ThresholdedReLU<Scalar>(Scalar(-1)), Scalar(-0.5)), Scalar(-0.5)));
}

TEMPLATE_TEST_CASE("relu_squared", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::ReLUSquared, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), Scalar(0)));
    CHECK(is(f(act, Scalar(1.5)), Scalar(2.25)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, Scalar(0)), Scalar(0)));
    CHECK(is(df(act, smallest<Scalar>), 2 * smallest<Scalar>));
    CHECK(is(df(act, Scalar(-1)), Scalar(0)));
    CHECK(is(df(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(act.derivative_from_output(Scalar(2.25)) == 3);
    check_nan<Scalar>(act);
  });
}

TEMPLATE_TEST_CASE("squareplus", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Squareplus, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(1)));
    CHECK(is(f(act, Scalar(1.5)), Scalar(2)));
    CHECK(is(f(act, Scalar(-1.5)), Scalar(0.5)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, largest<Scalar>), largest<Scalar>));
    CHECK(is(f(act, -largest<Scalar>), 1 / largest<Scalar>));
    CHECK(is(f(act, -std::ldexp(Scalar(1), 100)), std::ldexp(Scalar(1), -100)));
    CHECK(is(df(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    // 1/x² is the smallest subnormal.
    const int half = sizeof(Scalar) == 4 ? 74 : 537;
    CHECK(is(df(act, -std::ldexp(Scalar(1.4), half)), smallest<Scalar>));
    CHECK(act.derivative_from_output(Scalar(1)) == Scalar(0.5));
    CHECK(act.derivative_from_output(Scalar(0)) == 0);
    CHECK(act.derivative_from_output(infinity<Scalar>) == 1);
    check_nan<Scalar>(act);
  });
  const hillock::Squareplus<Scalar> rectifier(Scalar(0));
  for (const Scalar x : {Scalar(0), -Scalar(0), smallest<Scalar>, Scalar(3), largest<Scalar>, infinity<Scalar>}) {
    CHECK(f(rectifier, x) == x);
    CHECK(is(f(rectifier, -std::abs(x)), Scalar(0)));
  }
  CHECK_FALSE(rectifier.output_determines_derivative());
  check_kink(rectifier, Scalar(0), Scalar(0), Scalar(0.5), Scalar(1));
  check_nan<Scalar>(rectifier);
}

TEMPLATE_TEST_CASE("softsign", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Softsign, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, Scalar(1)), Scalar(0.5)));
    CHECK(is(f(act, Scalar(-3)), Scalar(-0.75)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(-1)));
    CHECK(is(f(act, largest<Scalar>), Scalar(1)));
    CHECK(is(f(act, smallest<Scalar>), smallest<Scalar>));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
    CHECK(is(df(act, -Scalar(0)), Scalar(1)));
    CHECK(is(df(act, Scalar(1)), Scalar(0.25)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, std::ldexp(Scalar(1.4), sizeof(Scalar) == 4 ? 74 : 537)), smallest<Scalar>));
    for (const Scalar x : every::difficult_values<Scalar>(500)) {
      if (x == x) CHECK(is(act(-x), -act(x)));
    }
    CHECK(act.derivative_from_output(Scalar(0.5)) == Scalar(0.25));
    CHECK(act.derivative_from_output(Scalar(-1)) == 0);
    check_nan<Scalar>(act);
  });
}

TEMPLATE_TEST_CASE("hard_swish", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::HardSwish, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, Scalar(3)), Scalar(3)));
    CHECK(is(f(act, Scalar(-3)), -Scalar(0)));
    CHECK(is(f(act, Scalar(-4)), -Scalar(0)));
    CHECK(f(act, above(Scalar(-3))) < 0);
    CHECK(is(f(act, Scalar(-1.5)), Scalar(-0.375)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), -Scalar(0)));
    CHECK(is(df(act, Scalar(-3)), Scalar(0)));
    CHECK(is(df(act, Scalar(3)), Scalar(1)));
    CHECK(std::abs(df(act, above(Scalar(-3))) + Scalar(0.5)) < 4 * std::numeric_limits<Scalar>::epsilon());
    CHECK(is(df(act, Scalar(-1.5)), Scalar(0)));
    CHECK(is(df(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    check_nan<Scalar>(act);
  });
}

TEMPLATE_TEST_CASE("hard_shrink and soft_shrink", "[special]", float, double) {
  using Scalar = TestType;
  const auto check_common = [](const auto& act) {
    for (const Scalar x : {Scalar(0), -Scalar(0), Scalar(0.5), Scalar(-0.5), Scalar(0.25), smallest<Scalar>}) {
      CHECK(is(f(act, x), Scalar(0)));
      CHECK(is(df(act, x), Scalar(0)));
    }
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), -infinity<Scalar>));
    check_kink(act, Scalar(-0.5), Scalar(1), Scalar(0), Scalar(0));
    check_kink(act, Scalar(0.5), Scalar(0), Scalar(0), Scalar(1));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(1)));
    CHECK(act.derivative_from_output(Scalar(0)) == 0);
    CHECK(act.derivative_from_output(-smallest<Scalar>) == 1);
    check_nan<Scalar>(act);
  };
  in_every_tier<hillock::definition::HardShrink, Scalar>([&](const auto& act) {
    check_common(act);
    CHECK(is(f(act, Scalar(-2)), Scalar(-2)));
  });
  in_every_tier<hillock::definition::SoftShrink, Scalar>([&](const auto& act) {
    check_common(act);
    CHECK(is(f(act, Scalar(-2)), Scalar(-1.5)));
    CHECK(is(f(act, Scalar(2)), Scalar(1.5)));
  });
  CHECK(is(f(hillock::HardShrink<Scalar>(Scalar(0)), smallest<Scalar>), smallest<Scalar>));
  CHECK(is(f(hillock::SoftShrink<Scalar>(Scalar(0)), -smallest<Scalar>), -smallest<Scalar>));
  CHECK(is(df(hillock::SoftShrink<Scalar>(Scalar(0)), Scalar(0)), Scalar(0)));
}

TEMPLATE_TEST_CASE("sparse_plus, sparse_sigmoid and smelu", "[special]", float, double) {
  using Scalar = TestType;
  const auto check_plus = [](const auto& act) {
    CHECK(is(f(act, Scalar(-1)), Scalar(0)));
    CHECK(f(act, above(Scalar(-1))) > 0);
    CHECK(is(f(act, Scalar(0)), Scalar(0.25)));
    CHECK(is(f(act, Scalar(1)), Scalar(1)));
    CHECK(is(f(act, Scalar(9)), Scalar(9)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, Scalar(-1)), Scalar(0)));
    CHECK(is(df(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(df(act, Scalar(1)), Scalar(1)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    CHECK(act.derivative_from_output(Scalar(0.25)) == Scalar(0.5));
    CHECK(act.derivative_from_output(Scalar(1)) == 1);
    CHECK(act.derivative_from_output(Scalar(4)) == 1);
    CHECK(is(act.derivative_from_output(not_a_number<Scalar>), not_a_number<Scalar>));
    check_nan<Scalar>(act);
  };
  in_every_tier<hillock::definition::SparsePlus, Scalar>(check_plus);
  in_every_tier<hillock::definition::SmeLU, Scalar>(check_plus);
  in_every_tier<hillock::definition::SparseSigmoid, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(-1)), Scalar(0)));
    CHECK(is(f(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(f(act, Scalar(1)), Scalar(1)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    check_kink(act, Scalar(-1), Scalar(0), Scalar(0), Scalar(0.5));
    check_kink(act, Scalar(1), Scalar(0.5), Scalar(0), Scalar(0));
    CHECK(act.derivative_from_output(Scalar(0)) == 0);
    CHECK(act.derivative_from_output(Scalar(0.75)) == Scalar(0.5));
    CHECK(act.derivative_from_output(Scalar(1)) == 0);
    check_nan<Scalar>(act);
  });
  const hillock::SmeLU<Scalar> wide(Scalar(4));
  CHECK(is(f(wide, Scalar(-4)), Scalar(0)));
  CHECK(is(f(wide, Scalar(0)), Scalar(1)));
  CHECK(is(f(wide, Scalar(4)), Scalar(4)));
  CHECK(is(f(hillock::SmeLU<Scalar>(std::ldexp(Scalar(1), 100)), Scalar(0)), std::ldexp(Scalar(1), 98)));
}

TEMPLATE_TEST_CASE("isru and isrlu", "[special]", float, double) {
  using Scalar = TestType;
  const auto check_left = [](const auto& act) {
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, -smallest<Scalar>), -smallest<Scalar>));
    CHECK(is(f(act, Scalar(-0.75)), Scalar(-0.6)));
    CHECK(is(f(act, -largest<Scalar>), Scalar(-1)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(-1)));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
    CHECK(is(df(act, -Scalar(0)), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    // 1/x³ is among the smallest subnormals.
    CHECK(is(df(act, -std::ldexp(Scalar(1), sizeof(Scalar) == 4 ? 49 : 358)),
             std::ldexp(Scalar(1), sizeof(Scalar) == 4 ? -147 : -1074)));
    check_nan<Scalar>(act);
  };
  in_every_tier<hillock::definition::ISRU, Scalar>([&](const auto& act) {
    check_left(act);
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
    for (const Scalar x : every::difficult_values<Scalar>(500)) {
      if (x == x) CHECK(is(act(-x), -act(x)));
    }
    CHECK(act.derivative_from_output(Scalar(0)) == 1);
    CHECK(act.derivative_from_output(Scalar(1)) == 0);
  });
  in_every_tier<hillock::definition::ISRLU, Scalar>([&](const auto& act) {
    check_left(act);
    CHECK(is(f(act, Scalar(3)), Scalar(3)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(df(act, Scalar(3)), Scalar(1)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
  });
  for (const Scalar alpha : {Scalar(4), Scalar(0.0625), std::ldexp(Scalar(1), -120), std::ldexp(Scalar(1), 120)}) {
    CAPTURE(alpha);
    const hillock::ISRU<Scalar> act(alpha);
    const Scalar limit = std::ldexp(Scalar(1), -std::ilogb(alpha) / 2);  // 1/√α, without an estimate under -ffast-math
    CHECK(is(f(act, infinity<Scalar>), limit));
    CHECK(is(f(act, -infinity<Scalar>), -limit));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
  }
}

TEMPLATE_TEST_CASE("shrink", "[special]", float, double) {
  using Scalar = TestType;
  const hillock::Shrink<Scalar> act(Scalar(0.5), Scalar(0.25));
  CHECK(is(f(act, Scalar(0.5)), Scalar(0)));
  CHECK(is(f(act, -Scalar(0)), Scalar(0)));
  CHECK(is(f(act, Scalar(1)), Scalar(0.75)));
  CHECK(is(f(act, Scalar(-1)), Scalar(-0.75)));
  CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
  CHECK(is(f(act, -infinity<Scalar>), -infinity<Scalar>));
  CHECK(is(df(act, Scalar(0.5)), Scalar(0)));
  CHECK(is(df(act, Scalar(-0.75)), Scalar(1)));
  CHECK(act.derivative_from_output(Scalar(0.5)) == Scalar(1));
  CHECK(!hillock::Shrink<Scalar>(Scalar(0.5), Scalar(0.75)).output_determines_derivative());
  for (const Scalar x : every::difficult_values<Scalar>(1000)) {
    CHECK(is(hillock::shrink(x), hillock::hard_shrink(x)));
    CHECK(is(hillock::shrink(x, 0.7, 0.7), hillock::soft_shrink(x, 0.7)));
    CHECK(is(hillock::shrink.derivative(x, 0.7, 0.1), hillock::soft_shrink.derivative(x, 0.7)));
  }
}

TEMPLATE_TEST_CASE("leaky_hard_tanh", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::LeakyHardTanh, Scalar>([](const auto& act) {
    const Scalar slope = Scalar(0.01);
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, Scalar(1)), Scalar(1)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), -infinity<Scalar>));
    CHECK(is(df(act, Scalar(0.5)), Scalar(1)));
    CHECK(is(df(act, Scalar(1)), slope));
    CHECK(is(df(act, -infinity<Scalar>), slope));
  });
  // Slopes of 0 and 1 are hard_tanh and the identity.
  for (const Scalar x : every::difficult_values<Scalar>(1000)) {
    CHECK(is(hillock::leaky_hard_tanh(x, -0.5, 2, 0, 0), hillock::hard_tanh(x, -0.5, 2)));
    CHECK(is(hillock::precise::leaky_hard_tanh(x, -0.5, 2, 0, 0), hillock::hard_tanh(x, -0.5, 2)));
    CHECK(is(hillock::leaky_hard_tanh.derivative(x, -0.5, 2, 0, 0), hillock::hard_tanh.derivative(x, -0.5, 2)));
    CHECK(is(hillock::precise::leaky_hard_tanh(x, -0.5, 2, 1, 1), x));
  }
  CHECK(is(hillock::leaky_hard_tanh(Scalar(-5), -1, 1, 0.5, 0.25), Scalar(-3)));
  CHECK(is(hillock::leaky_hard_tanh(Scalar(5), -1, 1, 0.5, 0.25), Scalar(2)));
}

TEMPLATE_TEST_CASE("clipped_relu", "[special]", float, double) {
  using Scalar = TestType;
  for (const Scalar x : every::difficult_values<Scalar>(1000)) {
    CHECK(is(hillock::clipped_relu(x), hillock::relu(x)));
    CHECK(is(hillock::clipped_relu.derivative(x), hillock::relu.derivative(x)));
    CHECK(is(hillock::clipped_relu(x, 0, 6), hillock::relu6(x)));
    CHECK(is(hillock::precise::clipped_relu.derivative(x, 0, 6), hillock::relu6.derivative(x)));
  }
  const hillock::ClippedReLU<Scalar> act(Scalar(0.25), Scalar(6), Scalar(2));
  CHECK(is(f(act, Scalar(2)), Scalar(0)));
  CHECK(is(f(act, Scalar(-2)), Scalar(-1)));
  CHECK(is(f(act, Scalar(7)), Scalar(6)));
  CHECK(is(f(act, -infinity<Scalar>), -infinity<Scalar>));
  CHECK(is(f(act, infinity<Scalar>), Scalar(6)));
  CHECK(is(df(act, Scalar(2)), Scalar(0.25)));
  CHECK(is(df(act, Scalar(6)), Scalar(0)));
  CHECK(!hillock::ClippedReLU<Scalar>(Scalar(0), Scalar(0)).output_determines_derivative());
}
