// The functions of a vector as their documentation states them, in long double: what a line's results must be.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "../softmax_reference.hpp"
#include "../support.hpp"
#include "../trust/tables.hpp"

namespace fuzz {

using Eigen::Index;

template <typename Scalar>
struct Line {
  trust::Vector<Scalar> x, y;
  trust::Options<Scalar> options;

  bool any(bool (*condition)(Scalar)) const { return std::any_of(x.data(), x.data() + x.size(), condition); }
  bool all(bool (*condition)(Scalar)) const { return std::all_of(x.data(), x.data() + x.size(), condition); }
  bool all_results(Scalar value) const {
    return std::all_of(y.data(), y.data() + y.size(), [=](Scalar r) { return every::same_bits(r, value); });
  }
};

template <typename Scalar>
inline constexpr Scalar inf = std::numeric_limits<Scalar>::infinity();
template <typename Scalar>
inline constexpr Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();

template <typename Scalar>
bool is_nan(Scalar x) {
  return std::isnan(x);
}
template <typename Scalar>
bool is_high(Scalar x) {
  return std::isnan(x) || x == inf<Scalar>;
}
template <typename Scalar>
bool is_low(Scalar x) {
  return x == -inf<Scalar>;
}
template <typename Scalar>
bool is_infinite(Scalar x) {
  return std::isinf(x);
}

/// softmax and its kin: 2 ULP for temperatures like those of the tests, special values for all.
template <typename Scalar>
bool is_softmax(const Line<Scalar>& line, bool logarithm, bool fast) {
  if (line.any(is_high<Scalar>)) return line.all_results(nan<Scalar>);
  if (line.all(is_low<Scalar>)) {
    return line.all_results(!line.options.masked ? nan<Scalar> : logarithm ? -inf<Scalar> : Scalar(0));
  }
  const Scalar t = line.options.temperature;
  const reference::Softmax exact(line.x, static_cast<long double>(t));
  for (Index i = 0; i < line.x.size(); ++i) {
    if (is_low(line.x[i])) {
      if (line.y[i] != (logarithm ? -inf<Scalar> : Scalar(0))) return false;
      continue;
    }
    if (std::isnan(line.y[i])) return false;
    if (!(t >= Scalar(0.25) && t <= Scalar(4))) continue;
    const long double value = logarithm ? exact.log_softmax(i) : exact.softmax(i);
    if (fast && std::is_same<Scalar, float>::value) {
      if (!(reference::relative_error(static_cast<float>(line.y[i]), value) <= 0x1p-11)) return false;
    } else if (!(support::ulp_error(line.y[i], value) <= 3)) {
      return false;
    }
  }
  return true;
}

/// softmax of one more logit, the lower end of the interval, whose share is not there.
template <typename Scalar>
bool is_softmax_with_sink(Line<Scalar> line) {
  const Scalar sink = line.options.lo;
  if (line.any(is_high<Scalar>) || std::isnan(sink)) return line.all_results(nan<Scalar>);
  if (sink == inf<Scalar>) return line.all_results(0);
  if (line.all(is_low<Scalar>)) {
    return line.all_results(is_low(sink) && !line.options.masked ? nan<Scalar> : Scalar(0));
  }
  const Index n = line.x.size();
  line.x.conservativeResize(n + 1);
  line.y.conservativeResize(n + 1);
  line.x[n] = sink;
  line.y[n] = 0;
  if (!is_low(sink)) {
    line.y[n] =
        static_cast<Scalar>(reference::Softmax(line.x, static_cast<long double>(line.options.temperature)).softmax(n));
  }
  return is_softmax(line, false, false);
}

template <typename Scalar>
bool is_hardmax(const Line<Scalar>& line) {
  if (line.any(is_nan<Scalar>)) return line.all_results(nan<Scalar>);
  Index first = 0;
  for (Index i = 1; i < line.x.size(); ++i) {
    if (line.x[i] > line.x[first]) first = i;
  }
  for (Index i = 0; i < line.x.size(); ++i) {
    if (!every::same_bits(line.y[i], Scalar(i == first ? 1 : 0))) return false;
  }
  return true;
}

/// By sorting, in long double; that judges floats.
template <typename Scalar>
bool is_sparsemax(const Line<Scalar>& line) {
  if (line.any(is_high<Scalar>) || line.all(is_low<Scalar>)) return line.all_results(nan<Scalar>);
  if (!std::is_same<Scalar, float>::value) return true;
  const long double largest = line.x.maxCoeff();
  std::vector<long double> sorted;
  for (Index i = 0; i < line.x.size(); ++i) sorted.push_back(static_cast<long double>(line.x[i]) - largest);
  const std::vector<long double> shifted = sorted;
  std::sort(sorted.rbegin(), sorted.rend());
  long double sum = 0, tau = 0;
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    sum += sorted[k];
    const long double candidate = (sum - 1) / static_cast<long double>(k + 1);
    if (!(sorted[k] > candidate)) break;
    tau = candidate;
  }
  for (Index i = 0; i < line.x.size(); ++i) {
    const long double exact = std::max(shifted[static_cast<std::size_t>(i)] - tau, 0.0L);
    if (support::ulp_error(line.y[i], exact) <= 1) continue;
    if (!(std::abs(static_cast<long double>(line.y[i]) - exact) <= 0x1p-40L)) return false;
  }
  return true;
}

template <typename Scalar>
bool is_normalized(const Line<Scalar>& line) {
  const Scalar lo = line.options.lo, hi = line.options.hi;
  if (line.any(is_nan<Scalar>)) return line.all_results(nan<Scalar>);
  if (!(line.x.minCoeff() < line.x.maxCoeff())) return line.all_results(lo);
  const bool infinite = line.any(is_infinite<Scalar>);
  const long double least = line.x.minCoeff(), range = line.x.maxCoeff() - least;
  for (Index i = 0; i < line.x.size(); ++i) {
    const Scalar y = line.y[i];
    if (!(y >= lo && y <= hi)) return false;
    if (line.x[i] == line.x.minCoeff() && y != lo) return false;
    if (line.x[i] == line.x.maxCoeff() && y != hi) return false;
    if (infinite) continue;
    const long double t = (line.x[i] - least) / range, exact = lo + (static_cast<long double>(hi) - lo) * t;
    const bool is_unit = lo == 0 && hi == 1;
    const Scalar scale = is_unit ? static_cast<Scalar>(exact) : std::max(std::abs(lo), std::abs(hi));
    const double one_ulp = is_unit ? 1 : 2;
    int exponent = scale == 0 ? std::numeric_limits<Scalar>::min_exponent : std::ilogb(scale) + 1;
    exponent = std::max(exponent, std::numeric_limits<Scalar>::min_exponent);
    const long double unit = std::ldexp(1.0L, exponent - std::numeric_limits<Scalar>::digits);
    if (!(std::abs(static_cast<long double>(y) - exact) <= one_ulp * unit)) return false;
  }
  return true;
}

template <typename Scalar>
bool is_logsumexp(const Line<Scalar>& line) {
  const Scalar y = line.y[0];
  if (line.any(is_nan<Scalar>)) return std::isnan(y);
  if (line.x.size() == 0 || line.all(is_low<Scalar>)) return y == -inf<Scalar>;
  if (line.any(is_infinite<Scalar>) && line.x.maxCoeff() == inf<Scalar>) return y == inf<Scalar>;
  return reference::logsumexp_error(y, line.x.maxCoeff(), reference::Softmax(line.x)) <= 2;
}

template <typename Scalar>
bool is_logmeanexp(const Line<Scalar>& line) {
  const Scalar y = line.y[0];
  if (line.x.size() == 0 || line.any(is_nan<Scalar>)) return std::isnan(y);
  if (line.all(is_low<Scalar>)) return y == -inf<Scalar>;
  if (line.any(is_infinite<Scalar>) && line.x.maxCoeff() == inf<Scalar>) return y == inf<Scalar>;
  return reference::logmeanexp_error(y, line.x) <= 2;
}

/// layer_norm and rms_norm without gain and bias, in long double; that judges floats.
template <typename Scalar>
bool is_norm(const Line<Scalar>& line, bool subtracts_mean) {
  if (line.any(is_nan<Scalar>) || line.any(is_infinite<Scalar>)) {
    return std::all_of(line.y.data(), line.y.data() + line.y.size(), is_nan<Scalar>);
  }
  if (!std::is_same<Scalar, float>::value)
    return !std::any_of(line.y.data(), line.y.data() + line.y.size(), is_nan<Scalar>);
  const Index n = line.x.size();
  const long double count = static_cast<long double>(n);
  long double mean = 0, magnitude = 0, square = 0;
  for (Index i = 0; i < n; ++i) {
    magnitude += std::abs(static_cast<long double>(line.x[i])) / count;
    if (subtracts_mean) mean += static_cast<long double>(line.x[i]) / count;
  }
  for (Index i = 0; i < n; ++i) {
    const long double d = static_cast<long double>(line.x[i]) - mean;
    square += d * d / count;
  }
  const long double divisor = std::sqrt(square + (subtracts_mean ? 1e-5L : 0x1p-23L));
  for (Index i = 0; i < n; ++i) {
    const long double x = line.x[i], exact = (x - mean) / divisor;
    const long double lost =
        subtracts_mean ? std::ldexp(count + 16, -53) * ((magnitude + std::abs(x)) / divisor + std::abs(exact)) : 0;
    const long double unit = std::max(std::ldexp(1.0L, exact == 0 ? -149 : std::ilogb(exact) - 23), 0x1p-149L);
    if (!(std::abs(static_cast<long double>(line.y[i]) - exact) <= unit + lost)) return false;
  }
  return true;
}

/// Whether the results of one of the functions of trust::vector_functions are right.
template <typename Scalar>
bool is_right(const std::string& name, Line<Scalar> line) {
  if (name == "logsumexp") return is_logsumexp(line);
  if (name == "logmeanexp") return is_logmeanexp(line);
  if (line.x.size() == 0) return true;
  if (name == "softmax") return is_softmax(line, false, false);
  if (name == "fast softmax") return is_softmax(line, false, true);
  if (name == "log_softmax") return is_softmax(line, true, false);
  if (name == "softmin") {
    line.x = -line.x;
    return is_softmax(line, false, false);
  }
  if (name == "softmax_with_sink") return is_softmax_with_sink(line);
  if (name == "hardmax") return is_hardmax(line);
  if (name == "sparsemax") return is_sparsemax(line);
  if (name == "min_max_normalize") return is_normalized(line);
  if (name == "layer_norm") return is_norm(line, true);
  if (name == "rms_norm") return is_norm(line, false);
  return true;  // a gate: see vectors.cpp
}

}  // namespace fuzz
