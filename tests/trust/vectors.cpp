// The tables of functions of a vector, gates and loss: through their public face. Nothing is tested here.
#include <hillock/hillock.hpp>

#include "../every.hpp"
#include "tables.hpp"

namespace trust {
namespace {

/// Calls evaluate(axis).
template <typename Scalar, typename Evaluate>
void along(const Options<Scalar>& options, Evaluate evaluate) {
  options.rowwise ? evaluate(hillock::rowwise) : evaluate(hillock::columnwise);
}

// How each kind of function is made from the options.

template <typename Kernel, typename Scalar>
auto with_temperature(const Options<Scalar>& options) {
  using Function = hillock::VectorActivation<Kernel, Scalar>;
  return options.masked ? Function(options.temperature, hillock::masked) : Function(options.temperature);
}
/// The sink is the lower end of the interval.
template <typename Kernel, typename Scalar>
auto with_sink(const Options<Scalar>& options) {
  using Function = hillock::VectorActivation<Kernel, Scalar>;
  return options.masked ? Function(options.lo, options.temperature, hillock::masked)
                        : Function(options.lo, options.temperature);
}
template <typename Kernel, typename Scalar>
auto without_options(const Options<Scalar>&) {
  return hillock::VectorActivation<Kernel, Scalar>();
}
template <typename Kernel, typename Scalar>
auto with_interval(const Options<Scalar>& options) {
  return hillock::VectorActivation<Kernel, Scalar>(options.lo, options.hi);
}
template <typename Function, typename Scalar>
auto bound(const Options<Scalar>&) {
  return Function::template functor<Scalar>();
}

template <typename Scalar, auto Make>
void forward(const In<Scalar>& x, Out<Scalar> y, const Options<Scalar>& options) {
  along(options, [&](auto axis) { y = Make(options)(x, axis); });
}
template <typename Scalar, auto Make>
void backward(const In<Scalar>& x, const In<Scalar>& dy, Out<Scalar> dx, const Options<Scalar>& options) {
  along(options, [&](auto axis) { dx = Make(options).backward(x, dy, axis); });
}
template <typename Scalar, auto Make>
void backward_from_output(const In<Scalar>& y, const In<Scalar>& dy, Out<Scalar> dx, const Options<Scalar>& options) {
  along(options, [&](auto axis) { dx = Make(options).backward_from_output(y, dy, axis); });
}

template <typename Scalar, auto Make>
VectorFunction<Scalar> with_both(const char* name) {
  return {name, Length::same, forward<Scalar, Make>, backward<Scalar, Make>, backward_from_output<Scalar, Make>};
}
template <typename Scalar, typename Unit>
VectorFunction<Scalar> gate() {
  constexpr auto make = bound<hillock::GatedFunction<Unit>, Scalar>;
  return {Unit::name, Length::half, forward<Scalar, make>, backward<Scalar, make>, nullptr};
}

/// A gate with the order of its halves, made of no options.
template <typename Scalar>
auto clipped_in_turns(const Options<Scalar>&) {
  return hillock::OrderedGate{hillock::ClippedSwiGLU<Scalar>(), hillock::gate_first, hillock::interleaved};
}
template <typename Scalar>
auto wave(const Options<Scalar>&) {
  return hillock::Gate{hillock::Tanh<Scalar>{}, hillock::Sigmoid<Scalar>{}};
}
template <typename Scalar>
auto blend(const Options<Scalar>&) {
  return hillock::Blend{hillock::ReLU<Scalar>{}, hillock::Sigmoid<Scalar>{}};
}
template <typename Scalar, auto Make>
VectorFunction<Scalar> gate(const char* name) {
  return {name, Length::half, forward<Scalar, Make>, backward<Scalar, Make>, nullptr};
}
template <typename Scalar>
auto layer_norm(const Options<Scalar>&) {
  return hillock::layer_norm;
}
template <typename Scalar>
auto rms_norm(const Options<Scalar>&) {
  return hillock::rms_norm;
}

/// The gradient of a norm with respect to its argument, into dx itself.
template <typename Scalar, auto Make>
void norm_backward(const In<Scalar>& x, const In<Scalar>& dy, Out<Scalar> dx, const Options<Scalar>& options) {
  hillock::NormalizationGradient<Out<Scalar>> gradient{dx, {}, {}, {}};
  along(options, [&](auto axis) { Make(options).backward(x, dy, gradient, axis); });
}

template <typename Scalar>
void logmeanexp(const In<Scalar>& x, Out<Scalar> y, const Options<Scalar>& options) {
  along(options, [&](auto axis) { y = hillock::logmeanexp(x, axis); });
}
template <typename Scalar>
void logmeanexp_backward(const In<Scalar>& x, const In<Scalar>& dy, Out<Scalar> dx, const Options<Scalar>& options) {
  along(options, [&](auto axis) { dx = hillock::logmeanexp.backward(x, dy, axis); });
}
template <typename Scalar>
void logsumexp(const In<Scalar>& x, Out<Scalar> y, const Options<Scalar>& options) {
  along(options, [&](auto axis) { y = hillock::logsumexp(x, axis); });
}
template <typename Scalar>
void logsumexp_backward(const In<Scalar>& x, const In<Scalar>& dy, Out<Scalar> dx, const Options<Scalar>& options) {
  along(options, [&](auto axis) { dx = hillock::logsumexp.backward(x, dy, axis); });
}

// Losses are a column, in memory of their own.
template <typename Scalar>
using LossInto = hillock::CrossEntropy<Eigen::Map<Vector<Scalar>>, Out<Scalar>>;

template <typename Scalar, typename Targets>
void cross_entropy(const In<Scalar>& x, const Targets& targets, Out<Scalar> losses, Out<Scalar> gradient,
                   const Options<Scalar>& options) {
  LossInto<Scalar> result{Eigen::Map<Vector<Scalar>>(losses.data(), losses.size()), gradient};
  along(options, [&](auto axis) { hillock::softmax_cross_entropy.forward(x, targets, result, axis); });
}

template <typename Scalar>
void binary_cross_entropy(const In<Scalar>& x, const In<Scalar>& targets, Out<Scalar> losses, Out<Scalar> gradient) {
  hillock::BinaryCrossEntropy<Out<Scalar>, Out<Scalar>> result{losses, gradient};
  hillock::binary_cross_entropy_with_logits.forward(x, targets, result, 2.0);
}

}  // namespace

template <typename Scalar>
std::vector<VectorFunction<Scalar>> vector_functions() {
  using namespace hillock;
  std::vector<VectorFunction<Scalar>> functions{
      with_both<Scalar, with_temperature<SoftmaxKernel<tier::Default>, Scalar>>("softmax"),
      with_both<Scalar, with_sink<SoftmaxWithSinkKernel<tier::Default>, Scalar>>("softmax_with_sink"),
      with_both<Scalar, without_options<SparsemaxKernel, Scalar>>("sparsemax"),
      {"logsumexp", Length::one, logsumexp<Scalar>, logsumexp_backward<Scalar>, nullptr},
      gate<Scalar, GluUnit<tier::Default>>(),
      {"layer_norm", Length::same, forward<Scalar, trust::layer_norm<Scalar>>,
       norm_backward<Scalar, trust::layer_norm<Scalar>>, nullptr}};
  // The others of each kind: every day of floats.
  if constexpr (every::stands_for_types<Scalar>) {
    const std::vector<VectorFunction<Scalar>> others{
        with_both<Scalar, with_temperature<SoftmaxKernel<tier::Fast>, Scalar>>("fast softmax"),
        with_both<Scalar, with_temperature<LogSoftmaxKernel<tier::Default>, Scalar>>("log_softmax"),
        with_both<Scalar, with_temperature<SoftminKernel<tier::Default>, Scalar>>("softmin"),
        with_both<Scalar, without_options<HardmaxKernel, Scalar>>("hardmax"),
        {"min_max_normalize", Length::same, forward<Scalar, with_interval<MinMaxNormalizeKernel, Scalar>>, nullptr,
         nullptr},
        {"logmeanexp", Length::one, logmeanexp<Scalar>, logmeanexp_backward<Scalar>, nullptr},
        gate<Scalar, SwiGluUnit<tier::Default>>(),
        gate<Scalar, GeGluUnit<tier::Default>>(),
        gate<Scalar, ReGluUnit<tier::Default>>(),
        gate<Scalar, GluUnit<tier::Precise>>(),
        gate<Scalar, clipped_in_turns<Scalar>>("ClippedSwiGLU"),
        gate<Scalar, wave<Scalar>>("Gate"),
        gate<Scalar, blend<Scalar>>("Blend"),
        {"rms_norm", Length::same, forward<Scalar, trust::rms_norm<Scalar>>,
         norm_backward<Scalar, trust::rms_norm<Scalar>>, nullptr}};
    functions.insert(functions.end(), others.begin(), others.end());
  }
  return functions;
}
template std::vector<VectorFunction<float>> vector_functions();
template std::vector<VectorFunction<double>> vector_functions();

template <typename Scalar>
Loss<Scalar> loss() {
  return {cross_entropy<Scalar, std::vector<int>>, cross_entropy<Scalar, In<Scalar>>, binary_cross_entropy<Scalar>};
}
template Loss<float> loss();
template Loss<double> loss();

}  // namespace trust
