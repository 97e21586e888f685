// A module of C++20 with hillock in its global fragment. Its importers instantiate what these templates call, and see
// nothing of hillock but what the templates have seen. (No layers: Eigen 3.4's product of matrices calls functions of
// internal linkage, which importers do not see.)
module;
#include <hillock/hillock.hpp>
export module activations;

export namespace activations {

template <typename X, typename Y>
void vectors(const X& x, Y& y) {
  y = hillock::softmax(x);
  y = hillock::softmax.backward(x, y);
  y = hillock::log_softmax(x, hillock::rowwise);
  y = hillock::log_softmax.backward_from_output(x, y, hillock::rowwise);
  y = hillock::softmin(x);
  y = hillock::sparsemax(x);
  y = hillock::hardmax(x);
  y = hillock::min_max_normalize(x);
  y = hillock::logsumexp(x);
  y = hillock::layer_norm(x, y.col(0), y.col(0));
  y = hillock::rms_norm.backward(x, y, y.col(0)).input;
  y = hillock::swiglu(x);
  y = hillock::swiglu.backward(x, y);
  y = hillock::softmax_cross_entropy(x, y).gradient;
  y = hillock::binary_cross_entropy_with_logits(x, hillock::softmax(x)).gradient;
}

template <typename X>
struct Elementwise {
  const X& x;
  X& y;

  template <typename Function>
  void operator()(Function function) const {
    y = function(x);
    y = function.derivative(x);
    y = function.backward(x, y);
    y(0) = function(y(0));
  }
};
template <typename X>
void elementwise(const X& x, X& y) {
  hillock::Activations::for_each(Elementwise<X>{x, y});
  Elementwise<X>{x, y}(hillock::precise::tanh);
  Elementwise<X>{x, y}(hillock::fast::gelu);
}

using hillock::gelu;
using hillock::softmax;

}  // namespace activations
