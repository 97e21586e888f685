// Climbs from the worst inputs of a sample to worse ones: a random sample alone stays ten percent below the largest
// error there is. The error of a kernel of doubles is a sum of roundings, as good as random from one number to the
// next, under an envelope that varies slowly; so the climb is one from window to window, each a stretch of neighbours
// of which many are tried. Within a window a Taylor polynomial from MPFR's values is the reference, which takes
// nanoseconds; MPFR judges the worst, and only its figures count.
#pragma once

#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "samples.hpp"
#include "sweep.hpp"

namespace accuracy {

/// An input and its error in ULP.
template <typename Scalar>
struct Place {
  Scalar x = 0;
  double error = -1;
};

template <typename Scalar>
void keep_worst(std::vector<Place<Scalar>>& places, std::size_t count) {
  const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min(places.size(), count));
  std::partial_sort(places.begin(), end, places.end(),
                    [](const Place<Scalar>& a, const Place<Scalar>& b) { return a.error > b.error; });
  places.erase(end, places.end());
}

/// The worst inputs in the file of an earlier output of this program, by function, "forward" or "derivative", and
/// scalar.
using KnownWorst = std::map<std::array<std::string, 3>, std::vector<double>>;
inline KnownWorst read_known_worst(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::invalid_argument("--from " + path + ": cannot be opened");
  KnownWorst known;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string function, tier, what, scalar, isa, inputs, error, bound, worst;
    if (!(fields >> function >> tier >> what >> scalar >> isa >> inputs >> error >> bound >> worst)) continue;
    if (worst.find("0x") == std::string::npos) continue;
    known[{function, what, scalar}].push_back(std::strtod(worst.c_str(), nullptr));
  }
  if (known.empty()) throw std::invalid_argument("--from " + path + ": has no worst inputs");
  return known;
}

/// The function around an input, as a polynomial of degree 2.
template <typename Scalar>
class Window {
 public:
  Window(const Oracle<Scalar>& oracle, Scalar centre) : centre_(centre) {
    if (!(std::abs(centre) > 0 && std::abs(centre) <= std::numeric_limits<Scalar>::max() / 2)) return;
    const mpreal x(centre), step = mpfr::ldexp(mpfr::abs(x), -30);
    const mpreal value = oracle.exact_at(x), left = oracle.exact_at(x - step), right = oracle.exact_at(x + step);
    if (!mpfr::isfinite(left) || !mpfr::isfinite(right)) return;
    const mpreal least = mpfr::min(mpfr::abs(left), mpfr::abs(right));
    if (!(least > 0 && mpfr::max(mpfr::abs(left), mpfr::abs(right)) < std::numeric_limits<Scalar>::max())) return;
    value_ = value.toLDouble();
    slope_ = mpreal((right - left) / (2 * step)).toLDouble();
    half_curvature_ = mpreal((right - 2 * value + left) / (2 * step * step)).toLDouble();
    spacing_ = std::ldexp(1.0L, static_cast<int>(spacing_exponent<Scalar>(least)));
    // The next term of the polynomial is to be less than a five-hundredth of an ULP: f changes by a factor of
    // 1 + `growth` d / x.
    const long double x_of_f = std::abs(static_cast<long double>(centre) / value_);
    const long double growth =
        std::max({1.0L, x_of_f * std::abs(slope_), std::sqrt(x_of_f * std::abs(half_curvature_ * centre))});
    if (!std::isfinite(growth)) return;
    constexpr int digits = std::numeric_limits<Scalar>::digits;
    bits_ = std::min(digits > 24 ? 30 : 12, 2 * digits / 3 - 2 - std::ilogb(growth));
    usable_ = bits_ >= 6;
  }

  bool usable() const { return usable_; }
  Scalar centre() const { return centre_; }
  /// It has 2^bits() bit patterns on either side of its centre.
  int bits() const { return bits_; }

  /// In ULP; where the window has a power of two, by the smaller spacing, and so not less than the error.
  double error(Scalar x, Scalar y) const {
    const long double d = static_cast<long double>(x) - static_cast<long double>(centre_);
    const long double rest = (static_cast<long double>(y) - value_) - d * (slope_ + d * half_curvature_);
    return static_cast<double>(std::abs(rest) / spacing_);
  }

 private:
  Scalar centre_;
  bool usable_ = false;
  int bits_ = std::numeric_limits<Scalar>::digits > 24 ? 30 : 12;
  long double value_ = 0, slope_ = 0, half_curvature_ = 0, spacing_ = 1;
};

/// Seconds, of all threads together: a busy machine does not make a climb shorter.
inline double processor_time() { return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC); }

/// Climbs for one tier of one function.
template <typename Scalar>
class Climb {
 public:
  Climb(const TierUnderTest<Scalar>& tier, const Oracle<Scalar>& oracle, double deadline)
      : tier_(tier), oracle_(oracle), deadline_(deadline), x_(block_size), y_(block_size) {}

  /// From what is known and the worst of a sample.
  void up_from(const std::vector<double>& known, std::uint64_t begin, std::uint64_t samples, std::size_t count) {
    draw_ = begin << 24;
    std::vector<Place<Scalar>> places = starts(begin, samples, count);
    for (const double x : known) places.push_back(judged(static_cast<Scalar>(x)));
    for (const Place<Scalar>& place : survey()) places.push_back(place);
    keep_worst(places, count);
    for (Place<Scalar>& place : places) place = judged(place.x);
    keep_worst(places, count);
    // The fewer places are left, the more is tried in a window. (What is slow in an error is the same all over a
    // window, so that at first many windows of few numbers tell more than the other way round.)
    const int levels = std::isfinite(deadline_) ? 8 : 12;
    for (int level = 0; level < levels; ++level) {
      const double now = processor_time(), until = now + (deadline_ - now) / (levels - level);
      for (Place<Scalar>& place : places) {
        const bool is_last = places.size() == 1;
        double before = 0;
        do {
          before = place.error;
          if (processor_time() < until) up(place, std::uint64_t(1) << (9 + level));
        } while (is_last && place.error > before);
      }
      keep_worst(places, std::max<std::size_t>(1, places.size() * 2 / 3));
    }
  }

  Measurement<Scalar> own;

 private:
  bool in_time() const { return processor_time() < deadline_; }

  /// By MPFR.
  Place<Scalar> judged(Scalar x) {
    Scalar y;
    tier_.evaluate(&x, &y, 1);
    ++own.judged;
    const Place<Scalar> place{x, ulp_error(y, oracle_.exact(x))};
    if (place.error > own.max_ulp) {
      own.max_ulp = place.error;
      own.worst = x;
      own.computed = y;
    }
    return place;
  }

  /// The largest errors of a sample by the reference, in different places (binade and 8 further bits); by MPFR the
  /// worst `count` of them.
  std::vector<Place<Scalar>> starts(std::uint64_t begin, std::uint64_t samples, std::size_t count) {
    std::map<BitsOf<Scalar>, Place<Scalar>> worst;
    const Samples<Scalar> sample;
    for (std::uint64_t i = begin; i < begin + samples && in_time(); i += block_size) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(block_size, begin + samples - i));
      for (std::size_t k = 0; k < n; ++k) x_[k] = sample(i + k);
      tier_.evaluate(x_.data(), y_.data(), static_cast<int>(n));
      for (std::size_t k = 0; k < n; ++k) {
        const double error = long_double_is_wider ? ulp_error(y_[k], oracle_.wider(x_[k]), true)
                                                  : ulp_error(y_[k], oracle_.exact(x_[k]));
        Place<Scalar>& known = worst[to_bits(x_[k]) >> (std::numeric_limits<Scalar>::digits - 9)];
        if (error > known.error) known = {x_[k], error};
      }
      own.tested += n;
    }
    std::vector<Place<Scalar>> places;
    for (const auto& entry : worst) places.push_back(entry.second);
    keep_worst(places, 4 * count);  // the reference may be wrong about some
    for (Place<Scalar>& place : places) place = judged(place.x);
    keep_worst(places, count);
    return places;
  }

  /// The worst of a few numbers in windows all over the range in which functions bend.
  std::vector<Place<Scalar>> survey() {
    std::vector<Place<Scalar>> places;
    for (int exponent = -28; exponent < 11; ++exponent) {
      for (int part = 0; part < 4; ++part) {
        const std::uint64_t random = random_bits(draw_++);
        const double mantissa = 1 + (part + static_cast<double>(random >> 11) * 0x1p-53) / 4;
        const auto x = static_cast<Scalar>(std::ldexp(random % 2 == 0 ? mantissa : -mantissa, exponent));
        if (in_time()) places.push_back(worst_in(Window<Scalar>(oracle_, x), 256)[0]);
      }
    }
    return places;
  }

  /// To the worst of the windows around.
  void up(Place<Scalar>& place, std::uint64_t tries) {
    const Scalar x = place.x;
    const Window<Scalar> around(oracle_, x);
    const auto try_in = [&](const Window<Scalar>& window) {
      for (const Place<Scalar>& candidate : worst_in(window, tries)) {
        if (!(candidate.error + 0.02 > place.error)) continue;
        const Place<Scalar> found = judged(candidate.x);
        if (found.error > place.error) place = found;
      }
    };
    try_in(around);
    for (const Scalar centre : centres(x, around.bits())) {
      if (!in_time()) return;
      try_in(Window<Scalar>(oracle_, centre));
    }
  }

  /// Around an input: a bit more or less at every other bit above a window's, other binades, the other sign.
  std::vector<Scalar> centres(Scalar x, int window_bits) {
    using Bits = BitsOf<Scalar>;
    constexpr int digits = std::numeric_limits<Scalar>::digits - 1;
    std::vector<Scalar> all = {-x};
    const auto both_sides = [&](Bits distance) {
      all.push_back(from_bits<Scalar>(static_cast<Bits>(to_bits(x) + distance)));
      all.push_back(from_bits<Scalar>(static_cast<Bits>(to_bits(x) - distance)));
    };
    for (int bit = window_bits; bit <= digits; bit += 2) {
      const Bits step = Bits(1) << bit;
      both_sides(step + static_cast<Bits>(random_bits(draw_++) & (3 * step - 1)));
    }
    for (Bits binade = 1; binade <= 2; ++binade) both_sides(static_cast<Bits>(binade << digits));
    return all;
  }

  /// The worst of `tries` numbers in a window, the very worst first: its centre's neighbours, then any.
  std::vector<Place<Scalar>> worst_in(const Window<Scalar>& window, std::uint64_t tries) {
    using Bits = BitsOf<Scalar>;
    std::vector<Place<Scalar>> worst(4);
    if (!window.usable()) return worst;
    const Bits centre = to_bits(window.centre());
    const auto mask = (std::uint64_t(2) << window.bits()) - 1;
    const std::uint64_t begin = draw_, size = std::min<std::uint64_t>(block_size, tries);
    draw_ += tries;
    for (std::uint64_t i = 0; i < tries && in_time(); i += size) {
      for (std::uint64_t k = 0; k < size; ++k) {
        const std::uint64_t step = i + k < 128 ? i + k - 64 : (random_bits(begin + i + k) & mask) - mask / 2;
        x_[k] = from_bits<Scalar>(static_cast<Bits>(centre + static_cast<Bits>(step)));
      }
      tier_.evaluate(x_.data(), y_.data(), static_cast<int>(size));
      for (std::size_t k = 0; k < size; ++k) {
        const double error = window.error(x_[k], y_[k]);
        if (!(error > worst.back().error)) continue;
        worst.back() = {x_[k], error};
        for (std::size_t j = worst.size() - 1; j > 0 && worst[j].error > worst[j - 1].error; --j) {
          std::swap(worst[j], worst[j - 1]);
        }
      }
      own.tested += size;
    }
    return worst;
  }

  static constexpr bool long_double_is_wider =
      std::numeric_limits<long double>::digits >= std::numeric_limits<Scalar>::digits + 10;

  const TierUnderTest<Scalar>& tier_;
  const Oracle<Scalar>& oracle_;
  double deadline_;
  std::vector<Scalar> x_, y_;
  std::uint64_t draw_ = 0;
};

/// The largest error that climbing finds from the worst hundred of a sample, and from those of further samples until
/// two of them have brought nothing; all of it until the time is over (0: no limit), per tier, from the fewer the less
/// time there is. The first climb starts from the inputs in `known` too.
template <typename Scalar>
std::vector<Measurement<Scalar>> climb(const std::vector<TierUnderTest<Scalar>>& tiers, const Oracle<Scalar>& oracle,
                                       const std::vector<double>& known, std::uint64_t samples, double seconds) {
  std::vector<Measurement<Scalar>> measurements;
  const std::size_t places =
      seconds > 0 ? static_cast<std::size_t>(std::max(10.0, std::min(100.0, 75 * seconds))) : 100;
  for (const TierUnderTest<Scalar>& tier : tiers) {
    const double deadline = seconds > 0 ? processor_time() + seconds : std::numeric_limits<double>::infinity();
    Measurement<Scalar> all;
    std::mutex mutex;
    int in_vain = 0;
    for (std::uint64_t round = 0; in_vain < 2 && processor_time() < deadline; ++round) {
      const double before = all.max_ulp;
      // Every core has its share of the sample and climbs from the worst of that.
      const std::uint64_t cores = std::max(1u, std::thread::hardware_concurrency()), share = samples / cores + 1;
      on_all_cores(cores, [&](const auto& next) {
        Climb<Scalar> climber(tier, oracle, deadline);
        for (std::uint64_t core = next(); core < cores; core = next()) {
          const bool first = round == 0 && core == 0;
          climber.up_from(first ? known : std::vector<double>(), (round * cores + core) * share, share, places / cores);
        }
        const std::lock_guard<std::mutex> lock(mutex);
        all.add(climber.own);
      });
      in_vain = all.max_ulp > before ? 0 : in_vain + 1;
    }
    measurements.push_back(all);
  }
  return measurements;
}

}  // namespace accuracy
