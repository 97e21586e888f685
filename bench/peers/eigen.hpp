// Eigen alone: what its user writes today, fast where Eigen has a fast way, accurate or not.
// A function without an entry here has no row `eigen`.
#ifndef HILLOCK_BENCH_PEERS_EIGEN_HPP
#define HILLOCK_BENCH_PEERS_EIGEN_HPP

#include <type_traits>

#include <hillock/activations.hpp>

namespace bench {

struct EigenAlone {
  static constexpr const char* name = "eigen";

  // x is any array expression. Derivatives start from x too, like all others here, but go through the output, which is
  // stored between: in one expression, Eigen would compute it twice.

  template <typename T, typename X, typename Y>
  static void forward(const hillock::definition::Sigmoid<T>&, const X& x, Y&& y) {
    y = x.logistic();
  }
  template <typename T, typename X, typename Y>
  static void derivative(const hillock::definition::Sigmoid<T>&, const X& x, Y&& y) {
    y = x.logistic();
    y = y * (1 - y);
  }

  template <typename T, typename X, typename Y>
  static void forward(const hillock::definition::Tanh<T>&, const X& x, Y&& y) {
    y = x.tanh();
  }
  template <typename T, typename X, typename Y>
  static void derivative(const hillock::definition::Tanh<T>&, const X& x, Y&& y) {
    y = x.tanh();
    y = 1 - y * y;
  }

  template <typename T, typename X, typename Y>
  static void forward(const hillock::definition::ReLU<T>&, const X& x, Y&& y) {
    y = x.cwiseMax(T(0));
  }
  template <typename T, typename X, typename Y>
  static void derivative(const hillock::definition::ReLU<T>&, const X& x, Y&& y) {
    y = (x > T(0)).select(ones(x), T(0));
  }

  template <typename T, typename X, typename Y>
  static void forward(const hillock::definition::LeakyReLU<T>& f, const X& x, Y&& y) {
    y = (x > T(0)).select(x, f.negative_slope() * x);
  }
  template <typename T, typename X, typename Y>
  static void derivative(const hillock::definition::LeakyReLU<T>& f, const X& x, Y&& y) {
    y = (x > T(0)).select(ones(x), f.negative_slope());
  }

  template <typename T, typename X, typename Y>
  static void forward(const hillock::definition::Exponential<T>&, const X& x, Y&& y) {
    y = x.exp();
  }
  template <typename T, typename X, typename Y>
  static void derivative(const hillock::definition::Exponential<T>&, const X& x, Y&& y) {
    y = x.exp();
  }

  template <typename X, typename Y>
  static void softmax(const X& x, Y&& y) {
    y = (x - x.maxCoeff()).exp();
    y /= y.sum();
  }

  template <typename F, typename W, typename B>
  static auto dense(const F& f, const W& weights, const B& bias) {
    return [&f, &weights, &bias](const auto& x, auto& y) {
      y.noalias() = weights * x;
      if constexpr (std::decay_t<decltype(y)>::IsVectorAtCompileTime) {
        forward(f, (y + bias).array(), y.array());
      } else {  // two steps: Eigen 3.4 does not vectorise f(y.colwise() + bias)
        y.colwise() += bias;
        forward(f, y.array(), y.array());
      }
    };
  }

 private:
  template <typename X>
  static auto ones(const X& x) {
    return X::PlainObject::Ones(x.rows(), x.cols());
  }
};

}  // namespace bench

#endif  // HILLOCK_BENCH_PEERS_EIGEN_HPP
