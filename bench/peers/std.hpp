// Plain loops over the functions of the C++ standard library, as fast as the compiler makes them.
// A function without an entry here has no row `std`.
#pragma once

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

#include <hillock/activations.hpp>

namespace bench {

struct StdLoops {
  static constexpr const char* name = "std";

  template <typename T>
  static T value(const hillock::definition::Sigmoid<T>&, T x) {
    return 1 / (1 + std::exp(-x));
  }
  template <typename T>
  static T slope(const hillock::definition::Sigmoid<T>& f, T x) {
    const T y = value(f, x);
    return y * (1 - y);
  }

  template <typename T>
  static T value(const hillock::definition::Tanh<T>&, T x) {
    return std::tanh(x);
  }
  template <typename T>
  static T slope(const hillock::definition::Tanh<T>&, T x) {
    const T y = std::tanh(x);
    return 1 - y * y;
  }

  template <typename T>
  static T value(const hillock::definition::ReLU<T>&, T x) {
    return std::max(x, T(0));
  }
  template <typename T>
  static T slope(const hillock::definition::ReLU<T>&, T x) {
    return x > 0 ? T(1) : T(0);
  }

  template <typename T>
  static T value(const hillock::definition::LeakyReLU<T>& f, T x) {
    return x > 0 ? x : f.negative_slope() * x;
  }
  template <typename T>
  static T slope(const hillock::definition::LeakyReLU<T>& f, T x) {
    return x > 0 ? T(1) : f.negative_slope();
  }

  template <typename T>
  static T value(const hillock::definition::Exponential<T>&, T x) {
    return std::exp(x);
  }
  template <typename T>
  static T slope(const hillock::definition::Exponential<T>&, T x) {
    return std::exp(x);
  }

  template <typename F, typename X, typename Y>
  static auto forward(const F& f, const X& x, Y&& y) -> decltype(void(value(f, x[0]))) {
    const auto* from = x.data();
    auto* to = y.data();
    for (Eigen::Index i = 0; i < x.size(); ++i) to[i] = value(f, from[i]);
  }
  template <typename F, typename X, typename Y>
  static auto derivative(const F& f, const X& x, Y&& y) -> decltype(void(slope(f, x[0]))) {
    const auto* from = x.data();
    auto* to = y.data();
    for (Eigen::Index i = 0; i < x.size(); ++i) to[i] = slope(f, from[i]);
  }

  template <typename X, typename Y>
  static void softmax(const X& x, Y&& y, hillock::Columnwise) {
    using T = typename X::Scalar;
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      const Eigen::Index n = x.rows();
      const T* from = x.data() + j * n;
      T* to = y.data() + j * n;
      T largest = from[0], sum = 0;
      for (Eigen::Index i = 1; i < n; ++i) largest = std::max(largest, from[i]);
      for (Eigen::Index i = 0; i < n; ++i) sum += to[i] = std::exp(from[i] - largest);
      for (Eigen::Index i = 0; i < n; ++i) to[i] /= sum;
    }
  }
};

}  // namespace bench
