// The public face of every activation: the ways to call it agree, and its derivative is the slope of its function.
#include <functional>

#include "catch.hpp"
#include "every.hpp"
#include "operations.hpp"
#include "reference.hpp"

namespace {

/// Whether the exact function is not smooth within 3h of x: its second differences there are not all alike. Those of a
/// smooth function differ by h^3 times its third derivative, of one whose slope or curvature jumps by h or h^2 times
/// the jump.
bool is_near_a_kink(long double (*f)(long double), long double x, long double h) {
  const auto bend = [&](long double at) { return (f(at + h) - f(at)) - (f(at) - f(at - h)); };
  const long double middle = bend(x), allowed = h * h * 0x1p-6L * (1 + std::abs(f(x)));
  return std::abs(bend(x - 2 * h) - middle) > allowed || std::abs(bend(x + 2 * h) - middle) > allowed;
}

template <typename Scalar>
void check_derivative(const operations::Tabulated<Scalar>& act, long double (*f)(long double)) {
  // Central differences of the exact function in long double are off by h² f'''/6, near 1e-12 of f, and 2^-64 / h.
  const long double h = 0x1p-20L;
  int checked = 0;
  for (const Scalar x : every::difficult_values<Scalar>(3000)) {
    if (!(x > -15 && x < 15) || is_near_a_kink(f, x, h)) continue;
    ++checked;
    const long double at = x, slope = (f(at + h) - f(at - h)) / (2 * h);
    const Scalar derivative = act.derivative(x);
    const long double tolerance =
        8.0L * std::numeric_limits<Scalar>::epsilon() * std::abs(slope) + 1e-11L * (1 + std::abs(slope));
    CAPTURE(act.name, act.tier, x, derivative, static_cast<double>(slope));
    CHECK(std::abs(derivative - slope) <= tolerance);
  }
  CHECK(checked > 2000);
}

struct CheckDerivatives {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    of<Definition, float>();
    of<Definition, double>();
  }
  template <template <typename> class Definition, typename Scalar>
  void of() const {
    const auto exact = [](long double x) {
      return reference::Reference<Definition>::forward(hillock::Activation<Definition<Scalar>>{}, x);
    };
    const auto tiers = operations::tiers_of<Scalar>(Definition<Scalar>::name);
    CHECK(tiers.size() > 0);
    for (const auto& act : tiers) {
      if (!act.is_fast()) check_derivative<Scalar>(act, exact);
    }
  }
};

// The object for all scalars against the functor for one.
struct CheckObjects {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition> object) const {
    if constexpr (every::stands_for_its_kind<Definition>) check(object);
  }

  template <template <typename> class Definition>
  void check(hillock::Function<Definition> object) const {
    const Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(37, -6, 6);
    const Eigen::VectorXf dy = Eigen::VectorXf::LinSpaced(37, 2, -2);
    const typename hillock::Function<Definition>::template For<float> act;
    CAPTURE(act.name);
    CHECK(Eigen::VectorXf(object(x)) == Eigen::VectorXf(act(x)));
    CHECK(Eigen::VectorXf(object.derivative(x)) == Eigen::VectorXf(act.derivative(x)));
    CHECK(Eigen::VectorXf(object.backward(x, dy)) == Eigen::VectorXf(act.backward(x, dy)));
    CHECK(object(0.75f) == act(0.75f));
    CHECK(object.backward(0.75f, 2.0f) == 2 * act.derivative(0.75f));
    CHECK(object(1) == object(1.0));  // integers count as double
    STATIC_REQUIRE(std::is_same<decltype(object(0.5f)), float>::value);
    STATIC_REQUIRE(std::is_same<decltype(object(0.5)), double>::value);

    const Eigen::VectorXf slope = act.derivative(x), product = act.backward(x, dy);
    for (Eigen::Index i = 0; i < x.size(); ++i) CHECK(product[i] == dy[i] * slope[i]);
    if constexpr (act.gradient_needs == hillock::GradientNeeds::output) {
      const Eigen::VectorXf y = act(x), from_output = object.derivative_from_output(y),
                            backward = object.backward_from_output(y, dy);
      for (Eigen::Index i = 0; i < x.size(); ++i) {
        CHECK(from_output[i] == act.derivative_from_output(y[i]));
        CHECK(backward[i] == dy[i] * from_output[i]);
      }
    }
  }
};

// f' by the output is that by the input.
void check_outputs(const operations::Operation<float>& f, const operations::Operation<float>& slope) {
  for (int i = -18; i <= 18; ++i) {
    const float x = static_cast<float>(i) / 3;
    CAPTURE(f.function, x);
    // Next to a jump of the slope, the output may have been rounded to the other side.
    const float around = 4 * std::numeric_limits<float>::epsilon() * (1 + std::abs(x)), y = f(x);
    if (std::abs(slope(x + around) - slope(x - around)) > 0.1f) continue;
    CHECK(std::abs(slope.from_output(y) - slope(x)) <= 4 * std::numeric_limits<float>::epsilon() * (1 + std::abs(y)));
  }
}

// dy f'(x) where f'(x) itself is beyond the largest number or below the smallest one: what f' loses there, half of the
// smallest number and its own error, dy multiplies.
// (Through functions that are called: one loop serves all.)
template <typename Scalar>
void check_products(const char* name, const std::function<Scalar(Scalar, Scalar)>& backward, double bound,
                    const std::function<long double(Scalar)>& slope) {
  using Limits = std::numeric_limits<Scalar>;
  const auto exponents = [](int step, int first = Limits::min_exponent) {
    std::vector<Scalar> values;
    for (int e = first; e <= Limits::max_exponent; e += step) {
      for (const double digits : {0.5, 0.61, 0.83, 0.99}) values.push_back(std::ldexp(static_cast<Scalar>(digits), e));
    }
    return values;
  };
  // From subnormal numbers, of which 1/x overflows.
  for (const Scalar magnitude : exponents(sizeof(Scalar) == sizeof(float) ? 1 : 3, Limits::min_exponent - 4)) {
    for (const Scalar x : {magnitude, -magnitude}) {
      const long double exact_slope = slope(x);
      for (const Scalar dy : exponents(Limits::max_exponent / 4, Limits::min_exponent - Limits::digits + 5)) {
        const long double exact = exact_slope * static_cast<long double>(dy);
        if (!(std::abs(exact) <= static_cast<long double>((Limits::max)()))) continue;
        const long double unit = std::max(std::abs(exact), static_cast<long double>((Limits::min)())) *
                                 static_cast<long double>(Limits::epsilon());
        const long double tolerance =
            (bound + 0.5L) * unit + 4 * static_cast<long double>(Limits::denorm_min()) * static_cast<long double>(dy);
        const Scalar product = backward(x, dy);
        if (!(std::abs(product - exact) <= tolerance)) {
          CAPTURE(name, x, dy, product, static_cast<double>(exact));
          CHECK(std::abs(product - exact) <= tolerance);
        }
      }
    }
  }
  CHECK(std::isnan(backward(Limits::quiet_NaN(), Scalar(1))));
}
template <typename Act>
void check_products(const Act& act, double bound, const std::function<long double(typename Act::Scalar)>& slope) {
  using Scalar = typename Act::Scalar;
  check_products<Scalar>(
      act.name, [&act](Scalar x, Scalar dy) { return act.backward(x, dy); }, bound, slope);
}
struct CheckProducts {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    // The exact slope is that of doubles, with parameters that are the same there.
    const auto check = [](const auto& act, const auto& of_doubles) {
      check_products(act, act.bounds.of(typename std::decay_t<decltype(act)>::Tier()).derivative,
                     [&](float x) { return static_cast<long double>(of_doubles.derivative(double(x))); });
    };
    using Act = hillock::Activation<Definition<float>>;
    if constexpr (std::is_same<Act, hillock::ScaledTanh<float>>::value ||
                  std::is_same<Act, hillock::Laplace<float>>::value) {
      check(Act(0.625f, 0.75f), hillock::Activation<Definition<double>>(0.625, 0.75));
    } else if constexpr (std::is_same<Act, hillock::XIELU<float>>::value) {
      // Where its f' is 0 depends on the last digit of 0.8.
      const Act act;
      const hillock::XIELU<double> of_doubles(act.alpha_p(), act.alpha_n(), act.beta());
      check(act, of_doubles);
      check(hillock::precise::XIELU<float>{}, of_doubles);
    } else {
      check(hillock::Activation<Definition<float>>{}, hillock::Activation<Definition<double>>{});
      check(hillock::Activation<Definition<float>, hillock::tier::Precise>{},
            hillock::Activation<Definition<double>>{});
    }
  }
};

}  // namespace

TEST_CASE("Gradients of floats where the derivative overflows or underflows", "[activations]") {
  hillock::Activations::for_each(CheckProducts{});
  hillock::BuildingBlocks::for_each(CheckProducts{});
}

TEST_CASE("Gradients of doubles where the derivative overflows", "[activations]") {
  const auto exp = [](double x) { return std::exp(static_cast<long double>(x)); };
  check_products(hillock::Exponential<double>{}, 3, exp);
  check_products(hillock::precise::Exponential<double>{}, 1, exp);
  check_products(hillock::Activation<hillock::definition::Expm1<double>>{}, 3, exp);
  const auto log = [](double x) {
    return x < 0 ? std::numeric_limits<long double>::quiet_NaN() : 1 / static_cast<long double>(x);
  };
  check_products(hillock::Activation<hillock::definition::Log<double>>{}, 0.5, log);
  check_products(hillock::Activation<hillock::definition::Log<double>, hillock::tier::Precise>{}, 0.5, log);
  check_products(hillock::ReLUSquared<double>{}, 0.5,
                 [](double x) { return x > 0 ? 2 * static_cast<long double>(x) : 0; });
  const auto slope_of_xielu = [](double x) {
    const long double at = x, alpha = 0.8;
    return x > 0 ? 2 * alpha * at + 0.5L : alpha * std::expm1(at) + 0.5L;
  };
  check_products(hillock::XIELU<double>{}, 3, slope_of_xielu);
  check_products(hillock::precise::XIELU<double>{}, 1, slope_of_xielu);
  // The same in a vector, beside usual arguments, and in half.
  Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(37, -3, 5), dy = Eigen::VectorXf::Constant(37, 0.7f);
  x[20] = 100;
  dy[20] = 1e-20f;
  const Eigen::VectorXf dx = hillock::exponential.backward(x, dy);
  for (Eigen::Index i = 0; i < x.size(); ++i) CHECK(dx[i] == hillock::exponential.backward(x[i], dy[i]));
  CHECK(std::abs(dx[20] - 2.6881171e23f) <= 1e17f);
  CHECK(dx[19] == 0.7f * hillock::exponential.derivative(x[19]));
  CHECK(hillock::exponential.backward(1e30f, 0.0f) == 0);
  CHECK(hillock::exponential.backward(1e30f, 1e-37f) == std::numeric_limits<float>::infinity());
  CHECK(hillock::exponential.backward(-1e30f, 1e37f) == 0);
  // A subnormal dy needs more of x than e^(x/2) has room for.
  CHECK(std::abs(hillock::exponential.backward(180.0f, 0x1p-149f) - 0x1p-149 * std::exp(180.0)) <= 0x1p88);  // 2 ULP
  CHECK(std::abs(hillock::fast::exponential.backward(180.0f, 0x1p-149f) - 0x1p-149 * std::exp(180.0)) <= 0x1p100);
  CHECK(std::abs(hillock::exponential.backward(1400.0, 0x1p-1074) / std::ldexp(std::exp(700.0), -1010) /
                     std::ldexp(std::exp(700.0), -64) -
                 1) <= 1e-15);
}

TEST_CASE("A scaled_tanh steeper than any number", "[activations]") {
  static constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto check = [](const auto& steep) {
    CHECK(steep(0.0f) == 0);
    CHECK(std::abs(steep(1e-29f) - 1e30 * std::tanh(10.0)) <= 1e24);
    CHECK(steep(1.0f) == 1e30f);
    CHECK(steep.derivative(0.0f) == infinity);
    const double inner = static_cast<double>(6e-29f) * static_cast<double>(1e30f);
    CHECK(std::abs(steep.derivative(6e-29f) - 4e60 * std::exp(-2 * inner)) <= 100);
    CHECK(steep.derivative(1.0f) == 0);
    CHECK(steep.backward(0.0f, 1e-30f) == infinity);  // dy times f', which is a number of its own
    CHECK(steep.backward(1.0f, 1e30f) == 0);
  };
  check(hillock::ScaledTanh<float>(1e30f, 1e30f));
  check(hillock::precise::ScaledTanh<float>(1e30f, 1e30f));
}

TEST_CASE("The derivative is the slope of the function", "[activations]") {
  hillock::Activations::for_each(CheckDerivatives{});
}

TEST_CASE("Objects, functors and scalars agree", "[activations]") { hillock::Activations::for_each(CheckObjects{}); }

TEST_CASE("The derivative by the output is that by the input", "[activations]") {
  const auto all = operations::of_activations<float>();
  int checked = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {  // f' stands behind f
    if (all[i].from_output == nullptr || all[i].tier != std::string(hillock::tier::Default::name)) continue;
    check_outputs(all[i - 1], all[i]);
    ++checked;
  }
#if !defined(HILLOCK_SOME_ACTIVATIONS)  // tests/mutations leaves the others out of the registry
  CHECK(checked > 0);
#endif
  static_cast<void>(checked);
}

TEST_CASE("What a user writes", "[activations]") {
  const Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(21, -3, 3);
  Eigen::VectorXf y = hillock::sigmoid(Eigen::VectorXf::Zero(21));
  CHECK(y[10] == 0.5f);

  Eigen::MatrixXf matrix = Eigen::MatrixXf::Constant(5, 5, 0.5f);
  matrix.block(1, 1, 3, 3) = hillock::tanh(matrix.block(1, 1, 3, 3));
  CHECK(matrix(1, 1) == hillock::tanh(0.5f));
  CHECK(matrix(0, 0) == 0.5f);

  hillock::LeakyReLU<float> act(0.2f);
  y = hillock::leaky_relu(x, 0.2f);
  CHECK(Eigen::VectorXf(act(x)) == y);
  CHECK(Eigen::VectorXf(x.unaryExpr(act)) == y);
  CHECK(Eigen::VectorXf(hillock::leaky_relu.derivative(x, 0.2f)) == Eigen::VectorXf(act.derivative(x)));
  CHECK(hillock::leaky_relu(-1.0f, 0.2f) == -0.2f);
  CHECK(hillock::leaky_relu(-1.0f, 0.2) == -0.2f);

  const Eigen::ArrayXXd array = hillock::precise::tanh(Eigen::ArrayXXd::Constant(2, 3, 1.0)) * 2.0;
  CHECK(array(1, 2) == 2 * hillock::precise::tanh(1.0));
  CHECK(hillock::precise::Sigmoid<double>()(0.0) == 0.5);
  STATIC_REQUIRE(hillock::is_vectorized_v<hillock::Tanh<float>, float>);
  STATIC_REQUIRE(hillock::version.major == HILLOCK_VERSION_MAJOR);
}
