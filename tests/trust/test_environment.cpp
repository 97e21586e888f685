// What a call must leave alone: the heap, errno, the rounding mode and the other floating-point controls; and what
// these controls may change in turn.
#include <cerrno>
#include <cfenv>
#include <cmath>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "../accuracy/samples.hpp"
#include "../catch.hpp"
#include "../counting_allocator.hpp"
#include "../every.hpp"
#include "every_call.hpp"

namespace {

/// The controls of SSE and AVX without the flags of exceptions, which arithmetic raises.
unsigned controls() {
#if defined(__SSE2__)
  return _mm_getcsr() & ~0x3fu;
#else
  return 0;
#endif
}

/// For the lifetime of an object: results that are subnormal become zero, and subnormal arguments count as zero.
class FlushToZero {
 public:
#if defined(__SSE2__)
  static constexpr bool exists = true;
  FlushToZero() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040u); }
  ~FlushToZero() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#else
  static constexpr bool exists = false;
  ~FlushToZero() {}
#endif
};

class RoundingMode {
 public:
  explicit RoundingMode(int mode) : before_(std::fegetround()) { std::fesetround(mode); }
  ~RoundingMode() { std::fesetround(before_); }

 private:
  int before_;
};

}  // namespace

TEMPLATE_TEST_CASE("A call leaves heap, errno and floating-point controls alone", "[environment]", float, double) {
  const std::vector<TestType> arguments = every::difficult_values<TestType>(500);
  for (const auto& call : trust::every_call(arguments)) {
    CAPTURE(call.name);
    std::vector<TestType> results(static_cast<std::size_t>(call.count));
    call.run(results.data());  // whatever is done once
    // Not the usual mode: something that sets that would be noticed.
    for (const int mode : {FE_TONEAREST, FE_UPWARD}) {
      int allocations = 0, error = 0, mode_after = 0;
      unsigned before = 0, after = 0;
      {
        const RoundingMode rounding(mode);
        const FlushToZero flush;
        before = controls();
        errno = 0;
        counting_allocator::count = 0;
        call.run(results.data());
        allocations = counting_allocator::count;
        error = errno;
        after = controls();
        mode_after = std::fegetround();
      }
      CHECK(allocations == 0);
      CHECK(error == 0);
      CHECK(after == before);
      CHECK(mode_after == mode);
    }
  }
}

// Flushed are subnormal results, and on the way to others the errors of roundings that are subnormal, and factors: a
// gate, a probability. So results near the smallest normal number may change by a rounding, and arguments of moderate
// size change nothing. Without FMA the parts of an exact product are factors too, of half the digits.
TEMPLATE_TEST_CASE("Flushing subnormals to zero changes little near them and nothing else", "[environment]", float,
                   double) {
  if (!FlushToZero::exists) return;
  using Scalar = TestType;
  constexpr Scalar least = std::numeric_limits<Scalar>::min();
  constexpr bool is_float = sizeof(Scalar) == sizeof(float);
#if defined(HILLOCK_FMA)
  const Scalar near = std::ldexp(least, is_float ? 30 : 70), change = 2 * std::numeric_limits<Scalar>::epsilon();
#else
  const Scalar near = std::ldexp(least, is_float ? 33 : 70), change = std::ldexp(Scalar(1), is_float ? -9 : -23);
#endif
  std::vector<Scalar> any, moderate;
  const accuracy::Samples<Scalar> sample;
  for (std::uint64_t i = 0; i < 50000; ++i) {
    const Scalar x = sample(i);
    if (x != 0 && std::abs(x) < least) continue;
    any.push_back(x);
    if (!(std::abs(x) > 10) && !(x != 0 && std::abs(x) < Scalar(1e-6))) moderate.push_back(x);
  }
  const auto check = [](const auto& call, const std::vector<Scalar>& arguments, auto may_change_to) {
    trust::Vector<Scalar> usual(call.count), flushed(call.count);
    call.run(usual.data());
    {
      const FlushToZero flush;
      call.run(flushed.data());
    }
    for (Eigen::Index i = 0; i < call.count; ++i) {
      if (every::same_bits(usual[i], flushed[i]) || may_change_to(usual[i], flushed[i])) continue;
      const Scalar argument = arguments[static_cast<std::size_t>(i) % arguments.size()];
      CAPTURE(call.name, i, argument, usual[i], flushed[i]);
      FAIL_CHECK("changed");
    }
  };
  for (const auto& call : trust::every_call(moderate)) {
    check(call, moderate, [](Scalar usual, Scalar) { return std::abs(usual) < least; });
  }
  for (const auto& call : trust::every_call(any)) {
    if (call.tier.empty()) continue;
    // The fast tier loses what is smaller than this, others what is not greater than the smallest normal number.
    const Scalar lost = call.tier == "fast" ? 256 * least : least;
    check(call, any, [=](Scalar usual, Scalar flushed) {
      return std::abs(usual) <= lost ||
             (std::abs(usual) <= near && std::abs(flushed - usual) <= change * std::abs(usual));
    });
  }
  CHECK(any.size() > 40000);
  CHECK(moderate.size() > 8000);
}
