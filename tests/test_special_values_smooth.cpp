// Special values of the smooth functions, at the exact points, on scalars and in packets; the table of the
// specification. NaN is checked for every function in test_special_values.cpp.
#include "catch.hpp"
#include "special.hpp"

namespace {

using namespace special;

/// x gate(x): zero keeps its sign, -inf gives -0, inf stays, both tails are those of the formula.
template <template <typename> class Definition, typename Scalar>
void check_gated(double slope_at_zero) {
  in_every_tier<Definition, Scalar>([&](const auto& act) {
    CAPTURE(act.name);
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, -infinity<Scalar>), -Scalar(0)));
    CHECK(is(f(act, std::numeric_limits<Scalar>::lowest()), -Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, std::numeric_limits<Scalar>::max()), std::numeric_limits<Scalar>::max()));
    CHECK(is(f(act, Scalar(300)), Scalar(300)));
    const double tolerance =
        act.is_fast() ? hillock::fast_bounds.derivative : 1e-7;  // the largest slope is just above 1
    CHECK(std::abs(static_cast<double>(df(act, Scalar(0))) - slope_at_zero) < tolerance);
    CHECK(df(act, -infinity<Scalar>) == Scalar(0));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    for (const Scalar x : {Scalar(-5), Scalar(-9)}) CHECK(f(act, x) < 0);
  });
}

bool close(double computed, double exact, double tolerance) {
  return std::abs(computed - exact) <= tolerance * std::abs(exact);
}

template <template <typename> class Definition, typename Scalar>
void check_odd(Scalar limit) {
  in_every_tier<Definition, Scalar>([&](const auto& act) {
    CAPTURE(act.name);
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), limit));
    CHECK(is(f(act, -infinity<Scalar>), -limit));
    for (const Scalar x : every::difficult_values<Scalar>(2000)) {
      CAPTURE(x);
      if (x == x) CHECK(is(act(-x), -act(x)));
    }
  });
}

}  // namespace

TEMPLATE_TEST_CASE("x times a gate", "[special]", float, double) {
  check_gated<hillock::definition::SiLU, TestType>(0.5);
  check_gated<hillock::definition::Swish, TestType>(0.5);
  check_gated<hillock::definition::QuickGELU, TestType>(0.5);
  check_gated<hillock::definition::GELU, TestType>(0.5);
  check_gated<hillock::definition::GELUTanh, TestType>(0.5);
  check_gated<hillock::definition::Mish, TestType>(0.6);
  check_gated<hillock::definition::Serf, TestType>(std::erf(std::log(2.0)));
  check_gated<hillock::definition::TanhExp, TestType>(0.761594155955764888);
  check_gated<hillock::definition::ELiSH, TestType>(0.5);
}

TEMPLATE_TEST_CASE("smish, whose gate ends at 3/5", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Smish, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, -infinity<Scalar>), -Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, Scalar(1000)), Scalar(600)));
    CHECK(
        is(f(act, std::numeric_limits<Scalar>::max()), static_cast<Scalar>(std::numeric_limits<Scalar>::max() * 0.6L)));
    CHECK(is(df(act, Scalar(0)), Scalar(5) / Scalar(13)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(3) / Scalar(5)));
    CHECK(df(act, -infinity<Scalar>) == Scalar(0));
  });
}

TEST_CASE("The tails of gelu, silu, mish, softplus and the others are not lost", "[special]") {
  CHECK(close(hillock::gelu(-5.0f), -2.5 * std::erfc(5 / std::sqrt(2.0)), 1e-6));
  CHECK(close(hillock::gelu(-13.0), -13.0 * 0.5 * std::erfc(13.0 / std::sqrt(2.0)), 1e-12));
  CHECK(close(hillock::silu(-80.0f), -80 * std::exp(-80.0), 1e-6));
  CHECK(close(hillock::mish(-80.0f), -80 * std::exp(-80.0), 1e-6));
  CHECK(close(hillock::smish(-80.0f), -80 * std::exp(-80.0), 1e-6));
  CHECK(close(hillock::softplus(-50.0f), std::exp(-50.0), 1e-6));
  CHECK(close(hillock::elu.derivative(-40.0f), std::exp(-40.0), 1e-6));
  CHECK(close(hillock::tanh_shrink(1e-6f), 1e-18 / 3, 1e-6));
  CHECK(close(hillock::gaussian(8.0f), std::exp(-64.0), 1e-6));
}

TEMPLATE_TEST_CASE("Odd functions are odd bit for bit", "[special]", float, double) {
  using Scalar = TestType;
  check_odd<hillock::definition::Erf, Scalar>(Scalar(1));
  check_odd<hillock::definition::BipolarSigmoid, Scalar>(Scalar(1));
  check_odd<hillock::definition::ScaledTanh, Scalar>(Scalar(1.7159));
  check_odd<hillock::definition::TanhShrink, Scalar>(infinity<Scalar>);
  check_odd<hillock::definition::Symlog, Scalar>(infinity<Scalar>);
  check_odd<hillock::definition::Softcap, Scalar>(Scalar(30));
}

TEMPLATE_TEST_CASE("symlog', softcap' and laplace at the ends", "[special]", float, double) {
  using Scalar = TestType;
  const Scalar most = std::numeric_limits<Scalar>::max();
  in_every_tier<hillock::definition::Symlog, Scalar>([&](const auto& act) {
    CHECK(is(df(act, -Scalar(0)), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, most), Scalar(1) / most));
    CHECK(act.derivative_from_output(Scalar(0)) == Scalar(1));
  });
  in_every_tier<hillock::definition::Softcap, Scalar>([&](const auto& act) {
    CHECK(is(f(act, most), Scalar(30)));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
    CHECK(act.derivative_from_output(Scalar(30)) == Scalar(0));
  });
  // 1/cap is not rounded, which would make half an ULP more of 1.
  CHECK(hillock::precise::softcap(0.75f, 3.0f) == static_cast<float>(3 * std::tanh(0.25)));
  in_every_tier<hillock::definition::Laplace, Scalar>([&](const auto& act) {
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(f(act, most), Scalar(1)));
    CHECK(is(f(act, hillock::Laplace<Scalar>().mu()), Scalar(0.5)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
  });
}

TEMPLATE_TEST_CASE("sine, for arguments of any size", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::Sine, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, std::numeric_limits<Scalar>::denorm_min()), std::numeric_limits<Scalar>::denorm_min()));
    CHECK(is(f(act, infinity<Scalar>), not_a_number<Scalar>));
    CHECK(is(df(act, -infinity<Scalar>), not_a_number<Scalar>));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
    for (const Scalar x : every::difficult_values<Scalar>(2000)) {
      if (x == x) CHECK(is(act(-x), -act(x)));
    }
  });
  CHECK(is(hillock::sine(-Scalar(3), Scalar(0)), -Scalar(0)));
  CHECK(is(hillock::sine.derivative(Scalar(3), Scalar(0)), Scalar(0)));
  CHECK(is(hillock::sine(infinity<Scalar>, Scalar(0)), not_a_number<Scalar>));
  // The double that is nearest to a multiple of pi/2 (J.-M. Muller, "Elementary Functions"): its cosine is -4.7e-19.
  const double worst = std::ldexp(6381956970095103.0, 797);
  CHECK(close(hillock::sine.derivative(worst), -4.687165924254627611e-19, 1e-15));
  CHECK(hillock::sine(worst) == 1.0);
  // Floats beside a zero or far out are computed in double, those beside them in a register are not.
  Eigen::VectorXf mixed = Eigen::VectorXf::LinSpaced(67, -300, 300);
  for (int k = 0; k < 67; k += 5) mixed[k] = k % 2 == 0 ? static_cast<float>(3.14159265358979 * k) : 1e9f * float(k);
  const Eigen::VectorXf s = hillock::sine(mixed), slope = hillock::snake.derivative(mixed);
  for (int k = 0; k < 67; ++k) {
    const double x = static_cast<double>(mixed[k]), half = std::sin(x + 0x1.921fb54442d18p-1);
    CHECK(is(s[k], hillock::sine(mixed[k])));
    CHECK(close(static_cast<double>(s[k]), std::sin(x), 2e-7));
    CHECK(is(slope[k], hillock::snake.derivative(mixed[k])));
    if (std::abs(x) < 1e6) CHECK(close(static_cast<double>(slope[k]), 2 * half * half, 3e-7));
  }
  // Reduced in a few steps, by integers, and in one packet some by each.
  for (const double x : {4194303.5, 4194304.5, 6588397.25, 6588398.5, 1e22, 1e300}) {
    CHECK(close(hillock::sine(x), std::sin(x), 1e-15));
    CHECK(close(hillock::sine.derivative(-x, 0.5), 0.5 * std::cos(0.5 * x), 1e-15));
    CHECK(close(hillock::sine(static_cast<float>(x > 1e30 ? 1e30 : x)),
                std::sin(static_cast<double>(static_cast<float>(x > 1e30 ? 1e30 : x))), 1e-7));
  }
}

TEMPLATE_TEST_CASE("snake and snake_beta", "[special]", float, double) {
  using Scalar = TestType;
  const auto check = [](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), -infinity<Scalar>));
    CHECK(is(f(act, std::numeric_limits<Scalar>::lowest()), std::numeric_limits<Scalar>::lowest()));
    CHECK(is(df(act, infinity<Scalar>), not_a_number<Scalar>));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
    // Next to its zero at -pi/4 the slope is 2 (x + pi/4)^2.
    const Scalar near_zero = Scalar(-0.785398163397448279);
    const double distance = (static_cast<double>(near_zero) + 0x1.921fb54442d18p-1) + 0x1.1a62633145c07p-55;
    CHECK(close(static_cast<double>(df(act, near_zero)), 2 * distance * distance, 1e-6));
  };
  in_every_tier<hillock::definition::Snake, Scalar>(check);
  in_every_tier<hillock::definition::SnakeBeta, Scalar>(check);
  CHECK(is(hillock::snake_beta(Scalar(1.3), 2, 2), hillock::snake(Scalar(1.3), 2)));
  CHECK(close(static_cast<double>(hillock::snake_beta.derivative(Scalar(0.7), -2, 3)), 1 - 2.0 / 3 * std::sin(-2.8),
              1e-6));
}

TEMPLATE_TEST_CASE("xielu", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::XIELU, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(0)));
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, std::numeric_limits<Scalar>::max()), infinity<Scalar>));
    CHECK(is(df(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(df(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(df(act, -infinity<Scalar>), static_cast<Scalar>(0.5L - static_cast<long double>(Scalar(0.8)))));
  });
  // Equal slopes, a line and no left side at all.
  const Scalar most = std::numeric_limits<Scalar>::max();
  CHECK(is(hillock::xielu(-infinity<Scalar>, 1, 0.5, 0.5), Scalar(-0.5)));
  CHECK(is(hillock::xielu(-most, 1, 0.5, 0.5), Scalar(-0.5)));
  CHECK(is(hillock::xielu(-most, 1, 3, 1), infinity<Scalar>));
  CHECK(is(hillock::xielu(-most, 1, 0, 1), -most));
  CHECK(hillock::xielu(Scalar(-3), 1, 0, 0) == Scalar(0));
  CHECK(close(static_cast<double>(hillock::xielu(Scalar(-1e-3), 1, 2, 0)), 2 * (std::expm1(-1e-3) + 1e-3), 1e-6));
}

TEMPLATE_TEST_CASE("log1mexp", "[special]", float, double) {
  using Scalar = TestType;
  const hillock::Function<hillock::definition::Log1mexp> log1mexp;
  CHECK(is(log1mexp(Scalar(0)), -infinity<Scalar>));
  CHECK(is(log1mexp(-Scalar(0)), -infinity<Scalar>));
  CHECK(is(log1mexp(infinity<Scalar>), -Scalar(0)));
  CHECK(is(log1mexp(Scalar(-1)), not_a_number<Scalar>));
  CHECK(is(log1mexp(-infinity<Scalar>), not_a_number<Scalar>));
  CHECK(is(log1mexp.derivative(-Scalar(0)), infinity<Scalar>));
  CHECK(is(log1mexp.derivative(infinity<Scalar>), Scalar(0)));
  CHECK(is(log1mexp.derivative(Scalar(-1)), not_a_number<Scalar>));
  CHECK(is(log1mexp.derivative(std::numeric_limits<Scalar>::denorm_min()), infinity<Scalar>));
  CHECK(close(static_cast<double>(log1mexp(Scalar(80))), -std::exp(-80.0), 1e-6));
  CHECK(close(static_cast<double>(log1mexp(Scalar(0x1p-40))), std::log(0x1p-40), 1e-6));
}

TEMPLATE_TEST_CASE("Even functions are even bit for bit", "[special]", float, double) {
  using Scalar = TestType;
  for (const Scalar x : every::difficult_values<Scalar>(2000)) {
    CHECK(is(hillock::lisht(-x), hillock::lisht(x)));
    CHECK(is(hillock::gaussian(-x), hillock::gaussian(x)));
  }
  in_every_tier<hillock::definition::LiSHT, Scalar>([](const auto& act) {
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -infinity<Scalar>), infinity<Scalar>));
    CHECK(is(df(act, Scalar(0)), Scalar(0)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(-1)));
  });
  in_every_tier<hillock::definition::Gaussian, Scalar>([](const auto& act) {
    CHECK(is(f(act, Scalar(0)), Scalar(1)));
    CHECK(is(f(act, infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, std::numeric_limits<Scalar>::lowest()), Scalar(0)));
    CHECK(df(act, infinity<Scalar>) == Scalar(0));
    CHECK(df(act, Scalar(0)) == Scalar(0));
  });
}

TEMPLATE_TEST_CASE("The exponential linear units", "[special]", float, double) {
  using Scalar = TestType;
  in_every_tier<hillock::definition::ELU, Scalar>([](const auto& act) {
    CHECK(is(f(act, -Scalar(0)), -Scalar(0)));
    CHECK(is(f(act, -infinity<Scalar>), Scalar(-1)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, -std::numeric_limits<Scalar>::denorm_min()), -std::numeric_limits<Scalar>::denorm_min()));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
  });
  const hillock::ELU<Scalar> half(Scalar(0.5));
  CHECK(is(df(half, Scalar(0)), Scalar(0.5)));
  CHECK(is(f(half, -infinity<Scalar>), Scalar(-0.5)));
  CHECK_FALSE(hillock::ELU<Scalar>(Scalar(-1)).output_determines_derivative());
  in_every_tier<hillock::definition::CELU, Scalar>([](const auto& act) {
    CHECK(is(f(act, -infinity<Scalar>), Scalar(-1)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(df(act, Scalar(0)), Scalar(1)));
  });
  CHECK(is(f(hillock::CELU<Scalar>(Scalar(2)), -infinity<Scalar>), Scalar(-2)));
  const double lambda = 1.0507009873554804934193349852946, lambda_alpha = 1.75809934084737685994;
  in_every_tier<hillock::definition::SELU, Scalar>([&](const auto& act) {
    CHECK(is(f(act, -infinity<Scalar>), static_cast<Scalar>(-lambda_alpha)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(df(act, Scalar(0)), static_cast<Scalar>(lambda_alpha)));
    CHECK(is(df(act, Scalar(1)), static_cast<Scalar>(lambda)));
    CHECK(is(f(act, std::numeric_limits<Scalar>::max()), infinity<Scalar>));
  });
}

TEMPLATE_TEST_CASE("softplus and log_sigmoid", "[special]", float, double) {
  using Scalar = TestType;
  const Scalar smallest = std::numeric_limits<Scalar>::denorm_min();
  in_every_tier<hillock::definition::Softplus, Scalar>([&](const auto& act) {
    CHECK(is(f(act, -infinity<Scalar>), Scalar(0)));
    CHECK(is(f(act, infinity<Scalar>), infinity<Scalar>));
    CHECK(is(f(act, std::numeric_limits<Scalar>::max()), std::numeric_limits<Scalar>::max()));
    CHECK(is(f(act, Scalar(sizeof(Scalar) == 4 ? -103 : -744.5)), smallest));
    CHECK(is(df(act, Scalar(0)), Scalar(0.5)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(0)));
  });
  in_every_tier<hillock::definition::LogSigmoid, Scalar>([&](const auto& act) {
    CHECK(is(f(act, -infinity<Scalar>), -infinity<Scalar>));
    CHECK(is(f(act, infinity<Scalar>), -Scalar(0)));
    CHECK(is(f(act, Scalar(sizeof(Scalar) == 4 ? 103 : 744.5)), -smallest));
    CHECK(is(df(act, -infinity<Scalar>), Scalar(1)));
    CHECK(is(df(act, infinity<Scalar>), Scalar(0)));
  });
}

TEMPLATE_TEST_CASE("The building blocks", "[special]", float, double) {
  using Scalar = TestType;
  namespace math = hillock::math;
  CHECK(is(math::log(Scalar(0)), -infinity<Scalar>));
  CHECK(is(math::log(-Scalar(0)), -infinity<Scalar>));
  CHECK(is(math::log(Scalar(1)), Scalar(0)));
  CHECK(is(math::log(infinity<Scalar>), infinity<Scalar>));
  CHECK(is(math::log(Scalar(-1)), not_a_number<Scalar>));
  CHECK(is(math::log(not_a_number<Scalar>), not_a_number<Scalar>));
  CHECK(is(math::log(std::numeric_limits<Scalar>::denorm_min()),
           static_cast<Scalar>(std::log(std::numeric_limits<Scalar>::denorm_min()))));
  CHECK(is(math::log1p(Scalar(-1)), -infinity<Scalar>));
  CHECK(is(math::log1p(-Scalar(0)), -Scalar(0)));
  CHECK(is(math::log1p(infinity<Scalar>), infinity<Scalar>));
  CHECK(is(math::log1p(Scalar(-2)), not_a_number<Scalar>));
  CHECK(is(math::log1p(-infinity<Scalar>), not_a_number<Scalar>));
  CHECK(is(math::log1p(not_a_number<Scalar>), not_a_number<Scalar>));
  CHECK(is(math::expm1(-infinity<Scalar>), Scalar(-1)));
  CHECK(is(math::expm1(infinity<Scalar>), infinity<Scalar>));
  CHECK(is(math::expm1(-Scalar(0)), -Scalar(0)));
  CHECK(is(math::erfc(infinity<Scalar>), Scalar(0)));
  CHECK(is(math::erfc(-infinity<Scalar>), Scalar(2)));
  CHECK(is(math::erfc(Scalar(0)), Scalar(1)));
  CHECK(is(math::erfc(not_a_number<Scalar>), not_a_number<Scalar>));
  CHECK(is(math::erf(Scalar(0.25)), hillock::erf(Scalar(0.25))));
  CHECK(is(math::precise::exp(Scalar(0)), Scalar(1)));
  const Eigen::Matrix<Scalar, Eigen::Dynamic, 1> x =
      Eigen::Matrix<Scalar, Eigen::Dynamic, 1>::LinSpaced(33, Scalar(0.1), 4);
  const Eigen::Matrix<Scalar, Eigen::Dynamic, 1> y = math::log(x);
  for (Eigen::Index i = 0; i < x.size(); ++i) CHECK(is(y[i], math::log(x[i])));
}
