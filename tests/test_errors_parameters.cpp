// Errors: what is thrown for wrong parameters of the piecewise functions and of the leaky rectifiers, word for word.
#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;

template <typename Scalar>
constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();
template <typename Scalar>
constexpr Scalar not_a_number = std::numeric_limits<Scalar>::quiet_NaN();

/// Makes a functor with each of the values infinity, -infinity and NaN, and with more that are named.
template <typename Scalar, typename Make>
void check(const std::string& start, const char* allowed, Make make,
           std::initializer_list<std::pair<Scalar, const char*>> more = {}) {
  std::vector<std::pair<Scalar, const char*>> wrong = {
      {infinity<Scalar>, "inf"}, {-infinity<Scalar>, "-inf"}, {not_a_number<Scalar>, "nan"}};
  wrong.insert(wrong.end(), more);
  for (const auto& [value, printed] : wrong) {
    const Scalar v = value;
    CHECK(message_of([&] { make(v); }) == "hillock::" + start + " is " + printed + " but must be " + allowed);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Parameters that must be finite", "[errors]", float, double) {
  using S = TestType;
  using namespace hillock;
  check<S>("binary_step: threshold", "finite", [](S v) { BinaryStep<S>{v}; });
  check<S>("hard_sigmoid: beta", "finite", [](S v) { HardSigmoid<S>{S(0.2), v}; });
  check<S>("threshold: threshold", "finite", [](S v) { Threshold<S>{v, S(0)}; });
  check<S>("threshold: value", "finite", [](S v) { Threshold<S>{S(0), v}; });
  check<S>("thresholded_relu: theta", "finite", [](S v) { ThresholdedReLU<S>{v}; });
  check<S>("prelu: alpha", "finite", [](S v) { PReLU<S>{v}; });
  check<S>("rrelu: lower", "finite", [](S v) { RReLU<S>{v, S(1)}; });
  check<S>("rrelu: upper", "finite", [](S v) { RReLU<S>{S(0), v}; });
  check<S>("shrink: bias", "finite", [](S v) { Shrink<S>{S(1), v}; });
  check<S>("sine: omega", "finite", [](S v) { Sine<S>{v}; });
  check<S>("ChannelPReLU: alpha", "finite", [](S v) { ChannelPReLU<S>{Vector<S>::Constant(3, v)}; });
}

TEMPLATE_TEST_CASE("Parameters that must be positive, or not negative", "[errors]", float, double) {
  using S = TestType;
  using namespace hillock;
  const char* positive = "positive and finite";
  const char* not_negative = "finite and not negative";
  const auto check_positive = [&](const char* start, auto make) {
    check<S>(start, positive, make, {{S(0), "0"}, {-S(0), "-0"}, {S(-1.5), "-1.5"}});
  };
  const auto check_not_negative = [&](const char* start, auto make) {
    check<S>(start, not_negative, make, {{S(-1.5), "-1.5"}});
    CHECK(message_of([&] { make(S(0)); }).empty());
  };
  check_positive("hard_sigmoid: alpha", [](S v) { HardSigmoid<S>{v}; });
  check_positive("softcap: cap", [](S v) { Softcap<S>{v}; });
  check_positive("smelu: beta", [](S v) { SmeLU<S>{v}; });
  check_positive("isru: alpha", [](S v) { ISRU<S>{v}; });
  check_positive("isrlu: alpha", [](S v) { ISRLU<S>{v}; });
  check_not_negative("squareplus: b", [](S v) { Squareplus<S>{v}; });
  check_not_negative("hard_shrink: lambda", [](S v) { HardShrink<S>{v}; });
  check_not_negative("soft_shrink: lambda", [](S v) { SoftShrink<S>{v}; });
  check_not_negative("shrink: lambda", [](S v) { Shrink<S>{v}; });
  check_not_negative("leaky_hard_tanh: max_val", [](S v) { LeakyHardTanh<S>{S(-1), v}; });
}

TEMPLATE_TEST_CASE("Parameters that must lie between two numbers", "[errors]", float, double) {
  using S = TestType;
  using namespace hillock;
  const bool is_float = sizeof(S) == 4;
  const auto check_slope = [](const char* start, auto make) {
    check<S>(start, "from 0 to 1", make, {{S(-0.5), "-0.5"}, {S(1.5), "1.5"}});
    CHECK(message_of([&] { make(S(0)), make(S(1)); }).empty());
  };
  check_slope("leaky_hard_tanh: min_slope", [](S v) { LeakyHardTanh<S>{S(-1), S(1), v}; });
  check_slope("leaky_hard_tanh: max_slope", [](S v) { LeakyHardTanh<S>{S(-1), S(1), S(0), v}; });
  check_slope("clipped_relu: negative_slope", [](S v) { ClippedReLU<S>{v}; });
  check<S>("leaky_hard_tanh: min_val", "finite and not positive", [](S v) { LeakyHardTanh<S>{v}; }, {{S(0.5), "0.5"}});
  check<S>("clipped_relu: threshold", "from 0 to 2^-60 of the largest number",
           [](S v) {
             ClippedReLU<S>{S(0), S(1), v};
           },
           {{S(-1), "-1"}});
  CHECK(message_of([] {
          ClippedReLU<S>{S(0), S(-1)};
        }) == "hillock::clipped_relu: max_value is -1 but must be not negative");
  const char* moderate = is_float ? "between 2^-60 and 2^60 in magnitude" : "between 2^-300 and 2^300 in magnitude";
  check<S>("snake: a", moderate, [](S v) { Snake<S>{v}; }, {{S(0), "0"}});
  check<S>("snake_beta: alpha", moderate, [](S v) { SnakeBeta<S>{v}; }, {{S(0), "0"}});
  check<S>("snake_beta: beta", moderate, [](S v) { SnakeBeta<S>{S(1), v}; }, {{S(0), "0"}});
  check<S>("xielu: alpha_p", is_float ? "from 2^-60 to 2^60" : "from 2^-300 to 2^300", [](S v) { XIELU<S>{v}; },
           {{S(0), "0"}, {S(-1), "-1"}});
  const char* moderate_or_0 = is_float ? "0 or from 2^-60 to 2^60" : "0 or from 2^-300 to 2^300";
  check<S>("xielu: alpha_n", moderate_or_0, [](S v) { XIELU<S>{S(1), v}; }, {{S(-1), "-1"}});
  check<S>("xielu: beta", moderate_or_0, [](S v) { XIELU<S>{S(1), S(1), v}; }, {{S(-1), "-1"}});
  check<S>("laplace: mu", is_float ? "within +-2^60" : "within +-2^300", [](S v) { Laplace<S>{v}; });
  check<S>("laplace: sigma", is_float ? "between 2^-60 and 2^60" : "between 2^-300 and 2^300",
           [](S v) {
             Laplace<S>{S(0), v};
           },
           {{S(0), "0"}, {S(-1), "-1"}});
}

TEMPLATE_TEST_CASE("Parameters that must be in order", "[errors]", float, double) {
  using S = TestType;
  CHECK(message_of([] {
          hillock::HardTanh<S>{S(2), S(1)};
        }) == "hillock::hard_tanh: min_val is 2 but must be at most max_val");
  // A clamp to one value and clamps to one side are hard_tanh too.
  const S infinity = hillock::detail::infinity<S>(), nan = hillock::detail::not_a_number<S>();
  CHECK(message_of([] { hillock::HardTanh<S>{S(1), S(1)}; }).empty());
  CHECK(message_of([&] { hillock::HardTanh<S>{-infinity, infinity}; }).empty());
  CHECK(message_of([&] {
          hillock::HardTanh<S>{nan, S(1)};
        }) == "hillock::hard_tanh: min_val is nan but must be a number");
  CHECK(message_of([&] {
          hillock::HardTanh<S>{S(0), nan};
        }) == "hillock::hard_tanh: max_val is nan but must be a number");
  CHECK(message_of([] {
          hillock::RReLU<S>{S(0.5), S(0.25)};
        }) == "hillock::rrelu: lower is 0.5 but must be at most upper");
  CHECK(message_of([] { hillock::RReLU<S>{S(0.25), S(0.25)}; }).empty());
}

TEMPLATE_TEST_CASE("Wrong parameters where the function is called", "[errors]", float, double) {
  using S = TestType;
  Vector<S> y = Vector<S>::Constant(4, 7);
  const std::string expected = "hillock::soft_shrink: lambda is -1 but must be finite and not negative";
  CHECK(message_of([&] { y = hillock::soft_shrink(y, S(-1)); }) == expected);
  CHECK(message_of([&] { y = hillock::precise::soft_shrink.derivative(y, S(-1)); }) == expected);
  CHECK(message_of([&] { y = hillock::soft_shrink.backward(y, y, S(-1)); }) == expected);
  CHECK((y.array() == 7).all());
}

TEST_CASE("An output that does not determine the derivative of a piecewise function", "[errors]") {
  const std::string rest = ": with these parameters the output does not determine the derivative; use derivative(x)";
  CHECK(message_of([] { hillock::ThresholdedReLU<float>(-1).derivative_from_output(1.0f); }) ==
        "hillock::thresholded_relu" + rest);
  CHECK(message_of([] { hillock::PReLU<float>(-1).derivative_from_output(1.0f); }) == "hillock::prelu" + rest);
  CHECK(message_of([] { hillock::Squareplus<float>(0).derivative_from_output(1.0f); }) == "hillock::squareplus" + rest);
}
