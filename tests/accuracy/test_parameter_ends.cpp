// The error bounds hold for every value that a constructor takes: against MPFR, with parameters from the smallest
// subnormal to the largest number, of both signs, and random ones near 1; at infinities, zeros, the ends of the range,
// around the points where a function bends or its result saturates, overflows and underflows, and from the worst of
// these on to worse neighbours. And nothing raises a floating-point exception that its result does not explain.
#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include <mpreal.h>

#include "../catch.hpp"
#include "../every.hpp"
#include "../reference.hpp"
#include "../traps.hpp"
#include "samples.hpp"
#include "ulp.hpp"

namespace {

using mpfr::mpreal;

#if defined(HILLOCK_EXHAUSTIVE_TESTS)
constexpr int effort = 20;
#else
constexpr int effort = 1;
#endif

/// Parameters for a function that takes them all, or all that are positive.
enum class Sign { positive, any };

template <typename Scalar>
std::vector<Scalar> parameters(Sign sign) {
  using Limits = std::numeric_limits<Scalar>;
  const Scalar least = Limits::denorm_min(), normal = (Limits::min)(), most = (Limits::max)();
  std::vector<Scalar> values = {
      least,          3 * least,       1000 * least,       normal / 3,    normal / 4,  normal,      normal * 10,
      most,           most / 2,        most / Scalar(1.7), most / 4,      most / 30,   Scalar(1),   Scalar(3),
      Scalar(0.1),    Scalar(1.1),     Scalar(0.67),       Scalar(2.71),  Scalar(7.3), Scalar(1e7), Scalar(0x1p60),
      Scalar(0x1p61), Scalar(0x1p-61), Scalar(0x1p100),    Scalar(0x1p16)};
  const int step = (sizeof(Scalar) == 4 ? 37 : 311) / (effort > 1 ? 5 : 1);
  for (int k = Limits::min_exponent - Limits::digits; k < Limits::max_exponent; k += step) {
    values.push_back(std::ldexp(Scalar(1), k));
    values.push_back(std::ldexp(Scalar(1.7), k));
  }
  std::mt19937_64 engine(3);
  for (int k = 0; k < 6 * effort; ++k) {
    values.push_back(static_cast<Scalar>(std::exp2(6 * std::generate_canonical<double, 53>(engine) - 3)));
  }
  const std::size_t count = values.size();
  for (std::size_t i = 0; sign == Sign::any && i < count; ++i) values.push_back(-values[i]);
  return values;
}

/// Arguments for a function that bends where |x| is near one of `units`, or x at one of `points`.
template <typename Scalar>
std::vector<Scalar> arguments(const std::vector<double>& units, const std::vector<double>& points) {
  using Limits = std::numeric_limits<Scalar>;
  const Scalar infinity = Limits::infinity();
  std::vector<Scalar> values = {infinity, -infinity, Scalar(0), -Scalar(0)};
  const auto add = [&](const mpreal& exact) {
    const double largest = static_cast<double>((Limits::max)());
    const Scalar x = static_cast<Scalar>(exact > largest ? largest : exact < -largest ? -largest : exact.toDouble());
    values.push_back(x);
    return x;
  };
  const auto add_around = [&](const mpreal& exact) {
    Scalar below = add(exact), above = below;
    for (int k = 0; k < 2; ++k) {
      values.push_back(below = std::nextafter(below, -infinity));
      values.push_back(above = std::nextafter(above, infinity));
    }
  };
  for (const double end : {double((Limits::max)()), double((Limits::min)()), double(Limits::denorm_min())}) {
    add_around(end);
    add_around(-end);
  }
  for (const double point : points) add_around(point);
  constexpr double zero_of_swish = -1.2784645427610738;
  std::mt19937_64 engine(7);
  const auto uniform = [&] { return 2 * std::generate_canonical<double, 53>(engine) - 1; };
  for (const double unit : units) {
    for (const double at :
         {1e-30,  0x1p-70, 1e-10, 0x1p-35, 0x1p-24, 0.01,  0.1,    0.5,   0.69, 1.0,    1.2,    -zero_of_swish,
          1.5284, 2.0,     3.0,   9.0,     17.0,    37.0,  45.0,   60.0,  64.0, 80.0,   88.7,   104.,
          150.0,  200.0,   400.0, 709.7,   745.2,   755.0, 1000.0, 1.4e3, 1e4,  0x1p40, 0x1p60, 0x1p80}) {
      add_around(mpreal(at) * unit);
      add_around(mpreal(-at) * unit);
    }
    for (int k = 0; k < 8 * effort; ++k) {
      for (const double range : {1.0, 4.0, 30.0, 120.0, 800.0}) add(mpreal(uniform() * range) * unit);
      add(mpreal(zero_of_swish + uniform() * std::ldexp(1e-3, -(k % 20))) * unit);
      add(mpfr::ldexp(mpreal(uniform()) * unit, static_cast<mp_exp_t>(engine() % 80) - 40));
    }
  }
  return values;
}

/// Functions that have no limit at infinity, because they are waves there; what they are is their reference's say.
template <template <typename> class Definition>
inline constexpr bool is_wave = false;
template <>
inline constexpr bool is_wave<hillock::definition::Sine> = true;
template <>
inline constexpr bool is_wave<hillock::definition::Snake> = true;
template <>
inline constexpr bool is_wave<hillock::definition::SnakeBeta> = true;

/// One function with its parameters in one tier: what is exact, and the worst of what was found.
template <template <typename> class Definition, typename Scalar, typename Tier>
struct Search {
  const hillock::Activation<Definition<Scalar>, Tier> act;
  const bool is_derivative;
  double worst = 0;
  Scalar worst_at = 0;
  int unexplained = 0;  // exceptions
  Scalar raised_at = 0;

  mpreal exact(Scalar x) const {
    using Reference = reference::Reference<Definition>;
    const auto of = [&](const mpreal& at) {
      return is_derivative ? Reference::derivative(act, at) : Reference::forward(act, at);
    };
    const mpreal y = of(mpreal(x));
    if (is_wave<Definition> || !mpfr::isnan(y) || !std::isinf(x)) return y;
    return of(mpreal(x > 0 ? "1e100000" : "-1e100000"));  // a limit
  }
  double error(Scalar x, const mpreal& expected) {
    volatile Scalar y = 0;
    const int raised = traps::raised_by([&] { y = is_derivative ? act.derivative(x) : act(x); });
    const Scalar result = y;
    if (std::isfinite(x) && traps::unexplained(raised, result) != 0) {
      unexplained = traps::unexplained(raised, result);
      raised_at = x;
    }
    const double ulp = accuracy::ulp_error(result, expected);
    if (!(ulp <= worst)) worst = ulp, worst_at = x;
    return ulp;
  }
  /// From x to worse ones whose bits are near.
  void climb(Scalar x, double ulp) {
    if (x == 0 || !std::isfinite(x)) return;
    for (int round = 0; round < 3; ++round) {
      for (int bit = 0; bit < (sizeof(Scalar) == 4 ? 24 : 40); ++bit) {
        const auto bits = accuracy::to_bits(x), step = static_cast<accuracy::BitsOf<Scalar>>(1) << bit;
        for (const Scalar next : {accuracy::from_bits<Scalar>(bits + step), accuracy::from_bits<Scalar>(bits - step)}) {
          if (!std::isfinite(next)) continue;
          const double there = error(next, exact(next));
          if (!(there > ulp)) continue;
          ulp = there;
          x = next;
          break;
        }
      }
    }
  }
};

template <template <typename> class Definition, typename Scalar, typename Tier, typename... Parameters>
void search(bool is_derivative, const std::vector<Scalar>& x, const std::vector<mpreal>& exact,
            Parameters... parameters) {
  Search<Definition, Scalar, Tier> search{hillock::Activation<Definition<Scalar>, Tier>{parameters...}, is_derivative};
  const hillock::ErrorBound bounds = search.act.bounds.of(Tier{});
  std::vector<std::pair<double, Scalar>> found;
  for (std::size_t i = 0; i < x.size(); ++i) found.emplace_back(search.error(x[i], exact[i]), x[i]);
  const auto count = std::min<std::size_t>(2 * effort, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                    [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < count; ++i) search.climb(found[i].second, found[i].first);
  const std::vector<double> given = {static_cast<double>(parameters)...};
  CAPTURE(search.act.name, Tier::name, every::scalar_name<Scalar>(), is_derivative, given, search.worst_at,
          search.raised_at, traps::names(search.unexplained));
  CHECK(search.worst <= (is_derivative ? bounds.derivative : bounds.forward));
  CHECK(search.unexplained == 0);
}

/// f and f' in both tiers, on the same arguments.
template <template <typename> class Definition, typename Scalar, typename... Parameters>
void check(const std::vector<double>& units, const std::vector<double>& points, Parameters... parameters) {
  using hillock::tier::Default;
  using hillock::tier::Precise;
  const std::vector<Scalar> x = arguments<Scalar>(units, points);
  for (const bool is_derivative : {false, true}) {
    const Search<Definition, Scalar, Default> reference{hillock::Activation<Definition<Scalar>, Default>{parameters...},
                                                        is_derivative};
    std::vector<mpreal> exact;
    for (const Scalar value : x) exact.push_back(reference.exact(value));
    search<Definition, Scalar, Default>(is_derivative, x, exact, parameters...);
    if constexpr (!hillock::detail::same_code<Definition<Scalar>, Default, Precise>) {
      search<Definition, Scalar, Precise>(is_derivative, x, exact, parameters...);
    }
  }
}

using List = std::vector<double>;

template <template <typename> class Definition, typename Scalar, typename Units>
void check_all(Sign sign, Units units) {
  for (const Scalar p : parameters<Scalar>(sign)) check<Definition, Scalar>(units(static_cast<double>(p)), {}, p);
}
/// With knees at p and -p.
template <template <typename> class Definition, typename Scalar>
void check_knees(Sign sign) {
  for (const Scalar p : parameters<Scalar>(sign)) {
    const double at = static_cast<double>(p);
    check<Definition, Scalar>({1, at}, {at, -at}, p);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Exponential units and Softplus with every parameter", "[parameters]", float, double) {
  using namespace hillock::definition;
  mpreal::set_default_prec(240);
  check_all<ELU, TestType>(Sign::any, [](double) { return List{1}; });
  check<ELU, TestType>({1}, {}, TestType(0));
  check_all<CELU, TestType>(Sign::any, [](double p) { return List{std::abs(p), 1}; });
  check_all<Softplus, TestType>(Sign::positive, [](double p) { return List{1 / p, 1}; });
}

TEMPLATE_TEST_CASE("Swish with every parameter", "[parameters]", float, double) {
  mpreal::set_default_prec(240);
  check_all<hillock::definition::Swish, TestType>(Sign::any, [](double p) { return List{1 / p, 1}; });
  check<hillock::definition::Swish, TestType>({1}, {}, TestType(0));
  // Products with beta that come nearer to the zero of f' than two numbers tell.
  check<hillock::definition::Swish, TestType>({1}, {-1.9081560339717518}, TestType(0.67));
  check<hillock::definition::Swish, TestType>({1}, {-12.784645427610737}, TestType(0.1));
}

TEMPLATE_TEST_CASE("Scaled tanh with every parameter", "[parameters]", float, double) {
  using hillock::definition::ScaledTanh;
  mpreal::set_default_prec(240);
  const auto all = parameters<TestType>(Sign::any);
  std::mt19937_64 engine(9);
  for (const TestType b : all) {
    for (int k = 0; k < 2; ++k) {
      check<ScaledTanh, TestType>({1 / static_cast<double>(b)}, {}, k == 0 ? TestType(1.3) : all[engine() % all.size()],
                                  b);
    }
  }
  check<ScaledTanh, TestType>({1}, {}, TestType(1), TestType(0));
  check<ScaledTanh, TestType>({1}, {}, TestType(0), TestType(1));
}

TEMPLATE_TEST_CASE("Softcap and Laplace with every parameter", "[parameters]", float, double) {
  using namespace hillock::definition;
  mpreal::set_default_prec(240);
  check_all<Softcap, TestType>(Sign::positive, [](double p) { return List{p}; });
  for (const TestType sigma : parameters<TestType>(Sign::positive)) {
    if (!hillock::kernel::is_moderate(sigma)) continue;
    const double unit = static_cast<double>(sigma);
    check<Laplace, TestType>({unit}, {}, TestType(0), sigma);
    check<Laplace, TestType>({unit}, {0.3}, TestType(0.3), sigma);
    if (sigma < TestType(1e12)) check<Laplace, TestType>({unit}, {-7 * unit}, TestType(-7) * sigma, sigma);
  }
}

TEMPLATE_TEST_CASE("Waves with every parameter", "[parameters]", float, double) {
  using namespace hillock::definition;
  mpreal::set_default_prec(400);
  check_all<Sine, TestType>(Sign::any, [](double p) { return List{1 / p, 1}; });
  check<Sine, TestType>({1}, {}, TestType(0));
  const auto all = parameters<TestType>(Sign::any);
  std::mt19937_64 engine(5);
  for (const TestType a : all) {
    if (!hillock::kernel::is_moderate(a)) continue;
    const double unit = 1 / static_cast<double>(a);
    check<Snake, TestType>({unit, 1}, {-0.78539816339744831 * unit, 2.3561944901923449 * unit}, a);
    // The bound is for |alpha| <= |beta|.
    TestType b = all[engine() % all.size()];
    if (!hillock::kernel::is_moderate(b) || std::abs(b) < std::abs(a)) b = TestType(-1.1) * a;
    if (hillock::kernel::is_moderate(b)) check<SnakeBeta, TestType>({unit, 1}, {-0.78539816339744831 * unit}, a, b);
  }
}

TEMPLATE_TEST_CASE("SnakeBeta where its terms cancel: an error relative to the larger term", "[parameters]", float,
                   double) {
  mpreal::set_default_prec(240);
  using Reference = reference::Reference<hillock::definition::SnakeBeta>;
  std::mt19937_64 engine(7);
  const auto uniform = [&] { return 2 * std::generate_canonical<double, 53>(engine) - 1; };
  for (int k = 0; k < 4000 * effort; ++k) {
    const TestType beta = static_cast<TestType>(std::exp2(4 * uniform())),
                   alpha = beta * static_cast<TestType>(std::exp2(4 + 4 * uniform()));
    const hillock::SnakeBeta<TestType> act(alpha, beta);
    // Around zeros of f and of f', which Newton's steps find, and anywhere.
    double x = 10 * uniform();
    for (int step = 0; k % 3 > 0 && step < 40; ++step) {
      const double a = static_cast<double>(alpha), s = std::sin(a * x);
      const double ratio = a / static_cast<double>(beta), slope = 1 + ratio * std::sin(2 * a * x);
      const double step_size =
          k % 3 == 1 ? (x + s * s / static_cast<double>(beta)) / slope : slope / (2 * a * ratio * std::cos(2 * a * x));
      if (std::isfinite(step_size)) x -= step_size;
    }
    const TestType at = static_cast<TestType>(x);
    if (!(std::abs(at) > TestType(0x1p-60) && std::abs(at) < TestType(1e6))) continue;
    const double unit = sizeof(TestType) == 4 ? 0x1p-48 : 0x1p-54;
    const mpreal f = Reference::forward(act, mpreal(at)), slope = Reference::derivative(act, mpreal(at));
    CAPTURE(alpha, beta, at);
    const auto off = [&](TestType y, const mpreal& exact, double term) {
      const mpreal ulp = mpfr::abs(mpreal(std::nextafter(std::abs(y), TestType(1e30))) - mpfr::abs(mpreal(y)));
      return mpfr::abs(mpreal(y) - exact) <= ulp * 2 + term * unit;
    };
    CHECK(off(act(at), f, std::abs(static_cast<double>(at))));
    CHECK(off(act.derivative(at), slope, static_cast<double>(alpha / beta)));
  }
}

TEMPLATE_TEST_CASE("XIELU with other parameters: an error relative to its terms", "[parameters]", float, double) {
  mpreal::set_default_prec(240);
  using Reference = reference::Reference<hillock::definition::XIELU>;
  std::mt19937_64 engine(11);
  const auto uniform = [&] { return 2 * std::generate_canonical<double, 53>(engine) - 1; };
  for (int k = 0; k < 4000 * effort; ++k) {
    const auto size = [&] { return static_cast<TestType>(std::exp2(6 * uniform())); };
    const TestType alpha_p = size(), alpha_n = k % 7 == 0 ? TestType(0) : size(),
                   beta = k % 5 == 0 ? TestType(0) : size();
    const hillock::XIELU<TestType> act(alpha_p, alpha_n, beta);
    const double a = static_cast<double>(alpha_n), b = static_cast<double>(beta);
    // Around the zeros of f and of f', which Newton's steps find, and anywhere.
    double x = k % 3 == 0 ? 20 * uniform() : k % 3 == 1 ? -std::exp2(30 * uniform() - 20) : -a / 2 - 1;
    for (int step = 0; k % 3 == 2 && a > b && step < 60; ++step) {
      const double f = a * (std::expm1(x) - x) + b * x, slope = b + a * std::expm1(x);
      x -= k % 2 == 0 ? f / slope : slope / (a * std::exp(x));
      if (!(std::abs(x) < 1e3)) x = std::log1p(-b / a);
    }
    const TestType at = static_cast<TestType>(x);
    const double unit = sizeof(TestType) == 4 ? 0x1p-48 : 0x1p-54, size_of_x = std::abs(static_cast<double>(at));
    const auto is_close = [](TestType y, const mpreal& exact, double room) {
      const TestType next = std::nextafter(std::abs(y), std::numeric_limits<TestType>::infinity());
      return mpfr::abs(mpreal(y) - exact) <= (mpreal(next) - mpfr::abs(mpreal(y))) * 2 + room;
    };
    CAPTURE(alpha_p, alpha_n, beta, at);
    const bool is_left = at < 0 && a > b;
    CHECK(is_close(act(at), Reference::forward(act, mpreal(at)), is_left ? (a + b) * size_of_x * unit : 0));
    CHECK(is_close(act.derivative(at), Reference::derivative(act, mpreal(at)), is_left ? (a + b) * unit : 0));
  }
}

TEMPLATE_TEST_CASE("Algebraic functions with every parameter", "[parameters]", float, double) {
  using namespace hillock::definition;
  mpreal::set_default_prec(240);
  check_all<ISRU, TestType>(Sign::positive, [](double p) { return List{1 / std::sqrt(p)}; });
  check_all<ISRLU, TestType>(Sign::positive, [](double p) { return List{1 / std::sqrt(p)}; });
  check_all<Squareplus, TestType>(Sign::positive, [](double p) { return List{std::sqrt(p)}; });
  check_knees<SmeLU, TestType>(Sign::positive);
}

TEMPLATE_TEST_CASE("Hard sigmoid with every parameter", "[parameters]", float, double) {
  using hillock::definition::HardSigmoid;
  mpreal::set_default_prec(4500);  // on which side of a knee an argument is, is exact
  const auto all = parameters<TestType>(Sign::any);
  std::mt19937_64 engine(9);
  for (const TestType alpha : parameters<TestType>(Sign::positive)) {
    for (const TestType beta : {TestType(0.5), TestType(0), TestType(1), all[engine() % all.size()]}) {
      const double a = static_cast<double>(alpha), b = static_cast<double>(beta);
      check<HardSigmoid, TestType>({1 / a}, {-b / a, (1 - b) / a}, alpha, beta);
    }
  }
}

TEMPLATE_TEST_CASE("Other piecewise functions with every parameter", "[parameters]", float, double) {
  using namespace hillock::definition;
  mpreal::set_default_prec(240);
  check_all<LeakyReLU, TestType>(Sign::any, [](double) { return List{1}; });
  check_all<PReLU, TestType>(Sign::any, [](double) { return List{1}; });
  check_knees<BinaryStep, TestType>(Sign::any);
  check_knees<ThresholdedReLU, TestType>(Sign::any);
  check_knees<HardShrink, TestType>(Sign::positive);
  check_knees<SoftShrink, TestType>(Sign::positive);
  const auto all = parameters<TestType>(Sign::any);
  std::mt19937_64 engine(9);
  for (const TestType p : all) {
    const TestType q = all[engine() % all.size()];
    const double a = static_cast<double>(p), b = static_cast<double>(q);
    check<Threshold, TestType>({a}, {a}, p, q);
    check<RReLU, TestType>({1}, {}, std::min(p, q), std::max(p, q));
    check<HardTanh, TestType>({1}, {a, b}, std::min(p, q), std::max(p, q));
    check<HardTanh, TestType>({1}, {a}, p, p);
  }
}
