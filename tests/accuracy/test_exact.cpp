// The exact tier: every result is the float nearest to the exact value. All floats are for hillock_accuracy
// (--rounding); here the hardest of them by name, a sample, and what the tier is made of.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <mpreal.h>

#include "../catch.hpp"
#include "../reference.hpp"
#include "../traps.hpp"
#include "samples.hpp"

namespace {

using mpfr::mpreal;
using Array = Eigen::ArrayXf;

/// More digits than x/2 + x^2/4 has for the smallest x.
constexpr int digits = 400;

template <template <typename> class Definition>
using Exact = hillock::Activation<Definition<float>, hillock::tier::Exact>;

template <template <typename> class Definition, typename Act>
mpreal exact(const Act& act, float x) {
  return reference::Reference<Definition>::forward(act, mpreal(x));
}
/// How far a value is from the middle of two floats, in their spacing.
double distance_to_middle(const mpreal& y, float nearest) {
  const auto exponent = std::max<mp_exp_t>(mpfr_get_exp(y.mpfr_srcptr()) - std::numeric_limits<float>::digits, -149);
  const mpreal spacing = mpfr::ldexp(mpreal(1), exponent);
  return static_cast<double>(abs(mpreal(abs(mpreal(y - mpreal(nearest))) / spacing - mpreal(0.5))));
}
float nearest_float(const mpreal& y) { return mpfr_get_flt(y.mpfr_srcptr(), MPFR_RNDN); }
bool same(float a, float b) { return a == b && std::signbit(a) == std::signbit(b); }

/// How many results of one call are not the nearest float.
template <template <typename> class Definition>
int wrong(const Exact<Definition>& act, const std::vector<float>& x) {
  const Array y = act(Eigen::Map<const Array>(x.data(), static_cast<Eigen::Index>(x.size())));
  int count = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float expected = nearest_float(exact<Definition>(act, x[i]));
    if (y[static_cast<Eigen::Index>(i)] == expected) continue;
    if (count++ == 0) UNSCOPED_INFO(act.name << " of " << x[i] << " is not " << expected);
  }
  return count;
}

/// Visits each function that has an exact tier.
template <typename Visitor>
struct VisitExact {
  Visitor& visit;
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition> function) const {
    if constexpr (hillock::detail::has_exact_tier<Definition<float>>) visit(function);
  }
};
template <typename Visitor>
int for_each_exact(Visitor visit) {
  int count = 0;
  const auto counted = [&](auto function) {
    visit(function);
    ++count;
  };
  hillock::Activations::for_each(VisitExact<const decltype(counted)>{counted});
  return count;
}

struct HardFloats {
  const char* name;
  std::vector<float> x;
};
/// The floats whose exact values are nearest to the middle of two, printed by hillock_accuracy --rounding --tier exact
/// for all floats.
const std::vector<HardFloats> hardest = {
    {"sigmoid", {-0x1p-24f, 0x1p-23f, -0x1.8p-23f, 0x1.8p-22f, -0x1.4p-22f, -0x1.cp-22f}},
    {"tanh", {0x1.86fbc4p-10f, -0x1.86fbc4p-10f, -0x1.dc0accp-2f, 0x1.dc0accp-2f, 0x1.a83722p-6f, -0x1.a83722p-6f}},
    {"exponential", {-0x1.d2259ap+3f, -0x1.e1dbe2p-8f, 0x1.fdff02p-17f, -0x1.c1c4b8p-10f, -0x1p-25f, 0x1.8d7cb6p-12f}},
    {"silu", {0x1.fffffep-126f, -0x1p-24f, 0x1p-23f, 0x1.8p-21f, -0x1.8p-21f, 0x1.4p-19f}},
    {"softplus", {0x1.d483ap-12f, 0x1.47f11p+2f, 0x1.ad174ep-10f, 0x1.172c44p-12f, -0x1.df473ep-25f, 0x1.529a84p-11f}},
    {"gelu", {0x1.fffffep-126f, -0x1.6148dep-16f, 0x1.6148dep-16f, 0x1.9437c4p-14f, -0x1.9437c4p-14f, -0x1.24b10ap+2f}},
    {"erf", {-0x1.81d5acp-13f, 0x1.81d5acp-13f, 0x1.800afap-12f, -0x1.800afap-12f, 0x1.1d3a5ap-20f, -0x1.1d3a5ap-20f}},
    {"elu", {-0x1.eb97f8p-19f, -0x1.f676d8p-9f, -0x1p-24f, -0x1.d3dc32p+3f, -0x1.680cbap-4f, -0x1.bc1a6p-6f}},
    {"log_sigmoid",
     {-0x1.d483ap-12f, -0x1.47f11p+2f, -0x1.ad174ep-10f, -0x1.172c44p-12f, 0x1.df473ep-25f, -0x1.529a84p-11f}},
    {"mish", {-0x1.4p-24f, 0x1.4p-24f, 0x1.c989ap-9f, 0x1.327efep-1f, -0x1.2c0e62p-12f, -0x1.932ff2p-20f}},
};

std::vector<float> hardest_of(const std::string& name) {
  for (const HardFloats& entry : hardest) {
    if (entry.name == name) return entry.x;
  }
  return {};
}

struct CheckHardest {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    const Exact<Definition> act;
    const std::vector<float> x = hardest_of(act.name);
    CAPTURE(act.name);
    REQUIRE(x.size() == 6);
    for (const float v : x) {
      const mpreal y = exact<Definition>(act, v);
      const float expected = nearest_float(y);
      CAPTURE(v);
      CHECK(distance_to_middle(y, expected) < 0x1p-20);  // as hard as it says
      CHECK(same(act(v), expected));
    }
    CHECK(wrong<Definition>(act, x) == 0);
  }
};

struct CheckSample {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    std::vector<float> x;
    for (std::uint64_t bits = 0; bits < 0xff800000u; bits += 400009) {
      const auto value = accuracy::from_bits<float>(static_cast<std::uint32_t>(bits));
      if (std::isfinite(value)) x.push_back(value);
    }
    CHECK(wrong<Definition>(Exact<Definition>(), x) == 0);
  }
};

struct CheckPlaces {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    const Exact<Definition> act;
    const std::vector<float> hard = hardest_of(act.name);
    CAPTURE(act.name);
    // At every place of vectors of every length, among ordinary values, special ones and another hard one.
    const float others[] = {0.3f,    -2.5f,
                            0.0f,    -0.0f,
                            1e-40f,  std::numeric_limits<float>::infinity(),
                            hard[0], 90.0f,
                            -95.0f,  std::numeric_limits<float>::quiet_NaN()};
    int differences = 0;
    for (Eigen::Index size = 1; size <= 40; ++size) {
      for (Eigen::Index place = 0; place < size; ++place) {
        Array x(size);
        for (Eigen::Index i = 0; i < size; ++i) x[i] = others[(i + place) % 10];
        x[place] = hard[static_cast<std::size_t>(size + place) % hard.size()];
        const Array y = act(x), sum = act(x + 0.0f);
        for (Eigen::Index i = 0; i < size; ++i) {
          const float alone = act(x[i]);
          differences += !std::isnan(alone) && !same(y[i], alone);
          differences += !std::isnan(alone) && alone != sum[i];
        }
      }
    }
    CHECK(differences == 0);
  }
};

struct CheckTraps {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    const Exact<Definition> act;
    std::vector<float> values = hardest_of(act.name);
    for (const float v : {0.0f, 1e-45f, 1e-40f, 1e-30f, 0.5f, 3.0f, 20.0f, 88.5f, 88.8f, 103.9f, 104.1f, 150.0f, 1e30f,
                          3.4028235e38f}) {
      values.push_back(v);
      values.push_back(-v);
    }
    CAPTURE(act.name);
    for (const float first : values) {
      for (const float second : values) {
        Eigen::Array<float, 19, 1> x, y;
        x.setConstant(first);
        x[7] = x[18] = second;
        const int raised = traps::raised_by([&] { y = act(x); });
        const float largest = y.isInf().any() ? std::numeric_limits<float>::infinity() : 0.0f;
        CAPTURE(first, second, traps::names(raised));
        REQUIRE(traps::unexplained(raised, largest) == 0);
      }
    }
  }
};

struct CheckDerivative {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    const Exact<Definition> act;
    const hillock::Activation<Definition<float>, hillock::tier::Precise> precise;
    const Array x = Array::LinSpaced(1000, -20, 20);
    CHECK((act.derivative(x) == precise.derivative(x)).all());
    CHECK((act.backward(x, x) == precise.backward(x, x)).all());
  }
};

}  // namespace

TEST_CASE("The exact tier rounds the floats correctly that are nearest to the middle of two", "[exact]") {
  mpreal::set_default_prec(digits);
  CHECK(for_each_exact(CheckHardest{}) == static_cast<int>(hardest.size()));
}

TEST_CASE("The exact tier rounds a sample of all floats correctly", "[exact]") {
  mpreal::set_default_prec(digits);
  CHECK(for_each_exact(CheckSample{}) == 10);
}

TEST_CASE("Halves of subnormal floats are rounded to the side on which the exact value lies", "[exact]") {
  mpreal::set_default_prec(digits);
  std::vector<float> x;
  for (std::uint32_t bits = 1; bits < 0x01000000; bits += 20006) {  // odd numbers, at first
    x.push_back(accuracy::from_bits<float>(bits));
    x.push_back(-x.back());
  }
  CHECK(hillock::exact::silu(0x1p-149f) == 0x1p-149f);
  CHECK(same(hillock::exact::silu(-0x1p-149f), -0.0f));
  CHECK(hillock::exact::gelu(0x1p-149f) == 0x1p-149f);
  CHECK(wrong<hillock::definition::SiLU>(hillock::exact::SiLU<float>(), x) == 0);
  CHECK(wrong<hillock::definition::GELU>(hillock::exact::GELU<float>(), x) == 0);
  CHECK(wrong<hillock::definition::Mish>(hillock::exact::Mish<float>(), x) == 0);
  CHECK(wrong<hillock::definition::Erf>(hillock::exact::Erf<float>(), x) == 0);
}

TEST_CASE("A result of the exact tier does not depend on what stands beside it", "[exact]") {
  for_each_exact(CheckPlaces{});
}

TEST_CASE("The exact tier raises no exceptions of its own", "[exact]") { for_each_exact(CheckTraps{}); }

TEST_CASE("The derivative of the exact tier is that of the precise one", "[exact]") {
  for_each_exact(CheckDerivative{});
}

TEST_CASE("Parameters of the exact tier", "[exact]") {
  mpreal::set_default_prec(digits);
  std::vector<float> x;
  for (int i = -3000; i <= 3000; ++i) x.push_back(static_cast<float>(i) * 0.00371f);
  for (const float p : {0.5f, 0.7f, 3.0f}) {
    CHECK(wrong<hillock::definition::ELU>(hillock::exact::ELU<float>(p), x) == 0);
    CHECK(wrong<hillock::definition::Softplus>(hillock::exact::Softplus<float>(p), x) == 0);
  }
  const Eigen::VectorXf y = hillock::exact::elu(Eigen::VectorXf::Constant(3, -1.0f), 0.7f);
  CHECK(y[1] == hillock::exact::ELU<float>(0.7f)(-1.0f));
}

TEST_CASE("What is near the middle of two floats", "[exact]") {
  namespace kernel = hillock::kernel;
  using V = hillock::Lanes<double, hillock::detail::loop_width<float>, float>;
  const auto near_middle = [](double y, double margin) { return !all_of(kernel::is_certain(V(y), margin).bits); };
  const auto any = [](double y, double margin) { return kernel::is_any_near_middle(V(y), margin); };
  const double middles[] = {1 + 0x1p-24,    1 - 0x1p-25, 0x1.fffffep0 + 0x1p-24,   0x1p-126 - 0x1p-150,
                            0x1p-149 * 1.5, 0x1p-150,    0x1.fffffep127 + 0x1p103, 3 + 0x1p-23};
  for (const double size : middles) {
    for (const double middle : {size, -size}) {
      const double unit = std::max(std::ldexp(1.0, std::ilogb(middle) - 23), 0x1p-149);
      CAPTURE(middle);
      for (const double away : {0.0, 0x1p-12, -0x1p-12, 0x1.8p-11, -0x1.8p-11}) {
        CHECK(near_middle(middle + away * unit, 0x1p-10));
        CHECK(any(middle + away * unit, 0x1p-10));
      }
      for (const double away : {0x1.4p-10, -0x1.4p-10, 0.25, -0.25, 0.5, -0.5}) {
        CHECK_FALSE(near_middle(middle + away * unit, 0x1p-10));
        if (size >= 0x1p-126) CHECK_FALSE(any(middle + away * unit, 0x1p-10));
      }
      // A sum of two is rounded to the side of its lower part.
      const auto rounded = [&](double low) {
        using D = hillock::Lanes<double, V::width>;
        const hillock::DoubleWord<D> sum{D(middle), D(low)};
        return static_cast<float>(kernel::rounded_once_to_float(sum).first());
      };
      const float above = rounded(std::ldexp(std::abs(middle), -60)),
                  below = rounded(-std::ldexp(std::abs(middle), -60));
      CHECK(above > below);
      CHECK(static_cast<double>(above) > middle);
      CHECK(static_cast<double>(below) < middle);
      CHECK(rounded(0) == static_cast<float>(middle));
    }
  }
  for (const double y :
       {0.0, -0.0, 1.0, -3.5, 0x1p-160, 1e-300, 1e300, double(hillock::detail::infinity<float>()), 0x1p128}) {
    CAPTURE(y);
    CHECK_FALSE(near_middle(y, 0x1p-10));
    CHECK_FALSE(any(y, 0x1p-10));
  }
  // One lane of many.
  alignas(64) double lanes[V::width];
  for (int place = 0; place < V::width; ++place) {
    for (double& lane : lanes) lane = 0.7f;
    CHECK_FALSE(kernel::is_any_near_middle(V::load(lanes), 0x1p-10));
    lanes[place] = 1 + 0x1p-24;
    CHECK(kernel::is_any_near_middle(V::load(lanes), 0x1p-10));
    lanes[place] = 0x1p-140;
    CHECK(kernel::is_any_near_middle(V::load(lanes), 0x1p-10));
  }
}
