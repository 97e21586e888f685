// Eigen alone: what its user writes today, fast where Eigen has a fast way, accurate or not.
// A function without an entry here has no row `eigen`.
#pragma once

#include <cmath>

#include <unsupported/Eigen/SpecialFunctions>

#include <hillock/activations.hpp>
#include <hillock/axis.hpp>

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

  // One expression each, as in most code bases: fast, and inaccurate or infinite in a tail.
#define HILLOCK_BENCH_FORWARD(Type, expression)                                                    \
  template <typename T, typename X, typename Y>                                                    \
  static void forward([[maybe_unused]] const hillock::definition::Type<T>& f, const X& x, Y&& y) { \
    y = expression;                                                                                \
  }
  HILLOCK_BENCH_FORWARD(LogSigmoid, -(1 + (-x).exp()).log())
  HILLOCK_BENCH_FORWARD(Softplus, x.cwiseMax(T(0)) + (1 + (-x.abs()).exp()).log())
  HILLOCK_BENCH_FORWARD(SiLU, x / (1 + (-x).exp()))
  HILLOCK_BENCH_FORWARD(Swish, x / (1 + (-f.beta() * x).exp()))
  HILLOCK_BENCH_FORWARD(QuickGELU, x / (1 + (T(-1.702) * x).exp()))
  HILLOCK_BENCH_FORWARD(GELU, T(0.5) * x * (1 + (T(0.70710678118654752) * x).erf()))
  HILLOCK_BENCH_FORWARD(GELUTanh, T(0.5) * x * (1 + (T(0.79788456080286536) * (x + T(0.044715) * x * x * x)).tanh()))
  HILLOCK_BENCH_FORWARD(ELU, (x > T(0)).select(x, f.alpha() * (x.exp() - 1)))
  HILLOCK_BENCH_FORWARD(CELU, (x > T(0)).select(x, f.alpha() * ((x / f.alpha()).exp() - 1)))
  HILLOCK_BENCH_FORWARD(SELU, T(1.0507009873554805) * (x > T(0)).select(x, T(1.6732632423543772) * (x.exp() - 1)))
  HILLOCK_BENCH_FORWARD(Mish, x*((1 + x.exp()).log()).tanh())
  HILLOCK_BENCH_FORWARD(Smish, x*((1 + 1 / (1 + (-x).exp())).log()).tanh())
  HILLOCK_BENCH_FORWARD(TanhExp, x* x.exp().tanh())
  HILLOCK_BENCH_FORWARD(TanhShrink, x - x.tanh())
  HILLOCK_BENCH_FORWARD(LiSHT, x* x.tanh())
  HILLOCK_BENCH_FORWARD(ScaledTanh, f.a() * (f.b() * x).tanh())
  HILLOCK_BENCH_FORWARD(Softcap, f.cap() * (x / f.cap()).tanh())
  HILLOCK_BENCH_FORWARD(Symlog, x.sign() * x.abs().log1p())
  HILLOCK_BENCH_FORWARD(Laplace, T(0.5) * (1 + ((x - f.mu()) / (f.sigma() * T(1.4142135623730951))).erf()))
  HILLOCK_BENCH_FORWARD(Sine, (f.omega() * x).sin())
  HILLOCK_BENCH_FORWARD(Snake, x + (f.a() * x).sin().square() / f.a())
  HILLOCK_BENCH_FORWARD(SnakeBeta, x + (f.alpha() * x).sin().square() / f.beta())
  HILLOCK_BENCH_FORWARD(Log1mexp, (1 - (-x).exp()).log())
  HILLOCK_BENCH_FORWARD(BipolarSigmoid, (T(0.5) * x).tanh())
  HILLOCK_BENCH_FORWARD(Gaussian, (-x * x).exp())
  HILLOCK_BENCH_FORWARD(Erf, x.erf())
  HILLOCK_BENCH_FORWARD(Erfc, x.erfc())
  HILLOCK_BENCH_FORWARD(Expm1, x.expm1())
  HILLOCK_BENCH_FORWARD(Log, x.log())
  HILLOCK_BENCH_FORWARD(Log1p, x.log1p())
  HILLOCK_BENCH_FORWARD(HardTanh, x.cwiseMax(f.min_val()).cwiseMin(f.max_val()))
  HILLOCK_BENCH_FORWARD(ReLU6, x.cwiseMax(T(0)).cwiseMin(T(6)))
  HILLOCK_BENCH_FORWARD(HardSigmoid, (x / 6 + T(0.5)).cwiseMax(T(0)).cwiseMin(T(1)))
  HILLOCK_BENCH_FORWARD(HardSwish, x*(x + 3).cwiseMax(T(0)).cwiseMin(T(6)) / 6)
  HILLOCK_BENCH_FORWARD(ReLUSquared, x.cwiseMax(T(0)).square())
  HILLOCK_BENCH_FORWARD(PReLU, (x > T(0)).select(x, f.alpha() * x))
  HILLOCK_BENCH_FORWARD(Softsign, x / (1 + x.abs()))
  HILLOCK_BENCH_FORWARD(Squareplus, T(0.5) * (x + (x * x + f.b()).sqrt()))
  HILLOCK_BENCH_FORWARD(ISRU, x / (1 + f.alpha() * x * x).sqrt())
#undef HILLOCK_BENCH_FORWARD

  // One sample after the other, three passes. Rows: all at once, column by column, because Eigen 3.4 does not vectorise
  // x.colwise() - m.
  template <typename X, typename Y>
  static void softmax(const X& x, Y&& y, hillock::Columnwise) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      y.col(j) = (x.col(j) - x.col(j).maxCoeff()).exp();
      y.col(j) *= 1 / y.col(j).sum();
    }
  }
  template <typename X, typename Y>
  static void softmax(const X& x, Y&& y, hillock::Rowwise) {
    const Column<X> m = x.rowwise().maxCoeff();
    Column<X> sum = Column<X>::Zero(x.rows());
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      y.col(j) = (x.col(j) - m).exp();
      sum += y.col(j);
    }
    sum = sum.inverse();
    for (Eigen::Index j = 0; j < x.cols(); ++j) y.col(j) *= sum;
  }

  template <typename X, typename Y>
  static void log_softmax(const X& x, Y&& y, hillock::Columnwise axis) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) y.col(j) = x.col(j) - log_sum_exp(x.col(j), axis);
  }
  template <typename X, typename Y>
  static void log_softmax(const X& x, Y&& y, hillock::Rowwise axis) {
    const Column<X> log = log_sum_exp(x, axis);
    for (Eigen::Index j = 0; j < x.cols(); ++j) y.col(j) = x.col(j) - log;
  }

  template <typename X, typename Values>
  static void logsumexp(const X& x, Values&& values, hillock::Columnwise axis) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) values[j] = log_sum_exp(x.col(j), axis);
  }
  template <typename X, typename Values>
  static void logsumexp(const X& x, Values&& values, hillock::Rowwise axis) {
    values = log_sum_exp(x, axis);
  }

  template <typename X, typename Values>
  static void logmeanexp(const X& x, Values&& values, hillock::Columnwise axis) {
    logsumexp(x, values, axis);
    values -= std::log(static_cast<typename X::Scalar>(x.rows()));
  }
  template <typename X, typename Values>
  static void logmeanexp(const X& x, Values&& values, hillock::Rowwise axis) {
    logsumexp(x, values, axis);
    values -= std::log(static_cast<typename X::Scalar>(x.cols()));
  }
  // The sink is 0.
  template <typename X, typename Y>
  static void softmax_with_sink(const X& x, Y&& y, hillock::Columnwise) {
    using Scalar = typename X::Scalar;
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      const Scalar m = std::max(x.col(j).maxCoeff(), Scalar(0));
      y.col(j) = (x.col(j) - m).exp();
      y.col(j) *= 1 / (y.col(j).sum() + std::exp(-m));
    }
  }
  template <typename X, typename Y>
  static void softmax_with_sink(const X& x, Y&& y, hillock::Rowwise) {
    const Column<X> m = x.rowwise().maxCoeff().max(typename X::Scalar(0));
    Column<X> sum = (-m).exp();
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      y.col(j) = (x.col(j) - m).exp();
      sum += y.col(j);
    }
    sum = sum.inverse();
    for (Eigen::Index j = 0; j < x.cols(); ++j) y.col(j) *= sum;
  }

  template <typename X, typename Labels, typename Losses, typename Gradient>
  static void cross_entropy(const X& x, const Labels& labels, Losses& losses, Gradient& gradient, hillock::Columnwise) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      const Eigen::Index label = labels[static_cast<std::size_t>(j)];
      const auto m = x.col(j).maxCoeff();
      gradient.col(j) = (x.col(j) - m).exp();
      const auto sum = gradient.col(j).sum();
      gradient.col(j) *= 1 / sum;
      gradient(label, j) -= 1;
      losses[j] = std::log(sum) - (x(label, j) - m);
    }
  }

  template <typename X, typename Labels, typename Losses, typename Gradient>
  static void cross_entropy(const X& x, const Labels& labels, Losses& losses, Gradient& gradient, hillock::Rowwise) {
    const Column<X> m = x.rowwise().maxCoeff();
    Column<X> sum = Column<X>::Zero(x.rows());
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      gradient.col(j) = (x.col(j) - m).exp();
      sum += gradient.col(j);
    }
    losses = m + sum.log();
    sum = sum.inverse();
    for (Eigen::Index j = 0; j < x.cols(); ++j) gradient.col(j) *= sum;
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      const Eigen::Index label = labels[static_cast<std::size_t>(i)];
      losses[i] -= x(i, label);
      gradient(i, label) -= 1;
    }
  }

  template <typename F, typename W, typename B, typename X, typename Y>
  static auto dense(const F& f, const W& weights, const B& bias, const X& x, Y& y) {
    return [&f, &weights, &bias, &x, &y] {
      y.noalias() = weights * x;
      if constexpr (Y::IsVectorAtCompileTime) {
        forward(f, (y + bias).array(), y.array());
      } else {  // two steps: Eigen 3.4 does not vectorise f(y.colwise() + bias)
        y.colwise() += bias;
        forward(f, y.array(), y.array());
      }
    };
  }

 private:
  template <typename X>
  using Column = Eigen::Array<typename X::Scalar, Eigen::Dynamic, 1>;

  template <typename X>
  static auto log_sum_exp(const X& x, hillock::Columnwise) {
    const auto m = x.maxCoeff();
    return m + std::log((x - m).exp().sum());
  }
  template <typename X>
  static Column<X> log_sum_exp(const X& x, hillock::Rowwise) {
    const Column<X> m = x.rowwise().maxCoeff();
    Column<X> sum = Column<X>::Zero(x.rows());
    for (Eigen::Index j = 0; j < x.cols(); ++j) sum += (x.col(j) - m).exp();
    return m + sum.log();
  }

  template <typename X>
  static auto ones(const X& x) {
    return X::PlainObject::Ones(x.rows(), x.cols());
  }
};

}  // namespace bench
