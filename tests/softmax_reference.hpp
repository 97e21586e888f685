// The exact softmax, log-softmax and logsumexp of one vector, in long double.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Core>

#include "support.hpp"

namespace reference {

/// The exact functions, to about 2^-62 of the result: differences and sums are kept with their rounding errors.
class Softmax {
 public:
  template <typename X>
  explicit Softmax(const X& x, long double temperature = 1) : scaled_(static_cast<std::size_t>(x.size())) {
    const long double largest = x.maxCoeff();
    long double sum = 0, error = 0;
    for (std::size_t i = 0; i < scaled_.size(); ++i) {
      scaled_[i] = divided(x[static_cast<Eigen::Index>(i)], largest, temperature);
      if (is_largest(i)) {
        ++largest_;
        continue;
      }
      const long double term = exponential(i), next = sum + term;
      error += sum >= term ? (sum - next) + term : (term - next) + sum;
      sum = next;
    }
    rest_ = sum + error + static_cast<long double>(largest_ - 1);
  }

  long double softmax(Eigen::Index i) const { return exponential(static_cast<std::size_t>(i)) / (1 + rest_); }
  long double log_softmax(Eigen::Index i) const {
    const Sum& d = scaled_[static_cast<std::size_t>(i)];
    return d.high - std::log1p(rest_) + d.low;
  }
  /// The cross-entropy where i is the class, and its derivative in x_i, p_i - 1.
  long double loss(Eigen::Index i) const { return -log_softmax(i); }
  long double softmax_less_one(Eigen::Index i) const {
    const std::size_t k = static_cast<std::size_t>(i);
    return is_largest(k) ? -rest_ / (1 + rest_) : softmax(i) - 1;
  }
  Eigen::Index size() const { return static_cast<Eigen::Index>(scaled_.size()); }
  /// log Σ e^(x - max x).
  long double log_of_sum() const { return std::log1p(rest_); }

 private:
  struct Sum {
    long double high, low;
  };

  // (x - m) / T
  static Sum divided(long double x, long double m, long double temperature) {
    const long double high = x - m, back = high + m, low = (x - back) - (m - (back - high));
    if (high < -std::numeric_limits<long double>::max() / 2) return {high, 0};  // -inf
    if (temperature == 1) return {high, low};
    const long double quotient = high / temperature;
    return {quotient, (std::fma(-quotient, temperature, high) + low) / temperature};
  }
  // (std::exp(-inf) may be NaN under -ffast-math, where these suites run too.)
  long double exponential(std::size_t i) const {
    return scaled_[i].high < -20000 ? 0 : std::exp(scaled_[i].high) * (1 + scaled_[i].low);
  }
  bool is_largest(std::size_t i) const { return scaled_[i].high == 0; }

  std::vector<Sum> scaled_;
  int largest_ = 0;
  long double rest_;
};

/// The error relative to a probability; below the smallest normal number there is only absolute accuracy to have.
inline double relative_error(float computed, long double exact) {
  if (computed == static_cast<float>(exact)) return 0;  // infinities too
  const long double scale = std::max(std::abs(exact), static_cast<long double>(std::numeric_limits<float>::min()));
  // What is next to the largest number.
  const long double value = std::isinf(computed) ? std::copysign(0x1p128L, computed) : computed;
  return static_cast<double>(std::abs(value - exact) / scale);
}

/// The error of y = logsumexp(x) in ULP of the larger of the exact value, m + log Σ, and m: where the two cancel, only
/// the absolute error is small.
template <typename Scalar>
double logsumexp_error(Scalar y, Scalar m, const Softmax& exact) {
  const long double exact_value = static_cast<long double>(m) + exact.log_of_sum();
  if (!(std::abs(exact_value) < std::abs(static_cast<long double>(m)))) {
    return support::ulp_error(y, exact_value);
  }
  return support::ulp_error(m, static_cast<long double>(m) + (static_cast<long double>(y) - exact_value));
}

/// The same of y = logmeanexp(x), and in ULP of the largest element where the result is smaller.
template <typename X>
double logmeanexp_error(typename X::Scalar y, const X& x) {
  const typename X::Scalar m = x.maxCoeff();
  const long double count = static_cast<long double>(x.size());
  long double sum = 0, error = 0;  // Sum (e^(x - m) - 1), of which all terms have one sign
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const long double d = static_cast<long double>(x[i]) - static_cast<long double>(m);
    const long double term = d < -20000 ? -1 : std::expm1(d), next = sum + term;
    error += sum <= term ? (sum - next) + term : (term - next) + sum;
    sum = next;
  }
  const long double less_one = (sum + error) / count;
  const long double log = less_one > -0.5L ? std::log1p(less_one) : Softmax(x).log_of_sum() - std::log(count);
  const long double exact = static_cast<long double>(m) + log;
  if (!(std::abs(exact) < std::abs(static_cast<long double>(m)))) return support::ulp_error(y, exact);
  return support::ulp_error(m, static_cast<long double>(m) + (static_cast<long double>(y) - exact));
}

}  // namespace reference
