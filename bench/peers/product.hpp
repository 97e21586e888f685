// The matrix product alone, by Eigen: a layer without bias and activation, what fusing these is measured against.
#pragma once

#include <Eigen/Core>

namespace bench {

struct Product {
  static constexpr const char* name = "eigen_product";

  template <typename F, typename W, typename B, typename X, typename Y>
  static auto dense(const F&, const W& weights, const B&, const X& x, Y& y) {
    return [&] { y.noalias() = weights * x; };
  }

  template <typename F, typename W, typename B, typename X, typename Y, typename DY>
  static auto dense_backward(const F&, const W& weights, const B& bias, const X& x, const Y&, const DY& dy) {
    return [&, dx = typename X::PlainObject(x), dw = typename W::PlainObject(weights),
            db = typename B::PlainObject(bias)]() mutable {
      dx.noalias() = weights.transpose() * dy;
      dw.noalias() = dy * x.transpose();
      db = dy.rowwise().sum();
    };
  }
};

}  // namespace bench
