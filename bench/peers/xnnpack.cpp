// XNNPACK through its public operators, which pick the micro-kernel for the processor. One thread.
// Older packages (Debian 12: February 2022) have no tanh, gelu and exp among them.
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <xnnpack.h>

#include "../dense.hpp"
#include "../elementwise.hpp"
#include "../softmax.hpp"
#include "optional.hpp"

namespace {

void require(xnn_status status) {
  if (status != xnn_status_success) throw std::runtime_error("XNNPACK: status " + std::to_string(status));
}

struct Delete {
  void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};

/// An operator with its arguments.
class Operator {
 public:
  /// create(&op), then setup(op, batch, from, to, no threads).
  template <typename Create, typename Setup>
  Operator(const Create& create, const Setup& setup, std::size_t batch, const float* from, float* to) {
    require(xnn_initialize(nullptr));
    xnn_operator_t op = nullptr;
    require(create(&op));
    operator_.reset(op);
    require(setup(op, batch, from, to, nullptr));
  }

  void operator()() const { xnn_run_operator(operator_.get(), nullptr); }

 private:
  std::unique_ptr<std::remove_pointer_t<xnn_operator_t>, Delete> operator_;
};

constexpr std::uint32_t no_flags = 0;

struct Xnnpack {
  static constexpr const char* name = "xnnpack";

  // Element-wise: a batch of single elements, side by side.
#define HILLOCK_BENCH_FORWARD(Type, function, ...)                                                        \
  template <typename X, typename Y>                                                                       \
  static Operator forward([[maybe_unused]] const hillock::definition::Type<float>& f, const X& x, Y& y) { \
    return {[&](xnn_operator_t* op) { return xnn_create_##function##_nc_f32(1, 1, 1, __VA_ARGS__, op); }, \
            xnn_setup_##function##_nc_f32, static_cast<std::size_t>(x.size()), x.data(), y.data()};       \
  }
  HILLOCK_BENCH_FORWARD(Sigmoid, sigmoid, no_flags)
  HILLOCK_BENCH_FORWARD(HardSwish, hardswish, no_flags)
  HILLOCK_BENCH_FORWARD(ELU, elu, f.alpha(), no_flags)
  HILLOCK_BENCH_FORWARD(LeakyReLU, leaky_relu, f.negative_slope(), no_flags)
  HILLOCK_BENCH_FORWARD(ReLU, clamp, 0.0f, std::numeric_limits<float>::infinity(), no_flags)
  HILLOCK_BENCH_FORWARD(ReLU6, clamp, 0.0f, 6.0f, no_flags)
  HILLOCK_BENCH_FORWARD(HardTanh, clamp, f.min_val(), f.max_val(), no_flags)
#undef HILLOCK_BENCH_FORWARD

  template <typename X, typename Y>
  static auto softmax(const X& x, Y& y, hillock::Columnwise)
      -> std::enable_if_t<std::is_same<typename X::Scalar, float>::value, Operator> {
    const auto n = static_cast<std::size_t>(x.rows());
    return {[&](xnn_operator_t* op) { return xnn_create_softmax_nc_f32(n, n, n, 0, op); }, xnn_setup_softmax_nc_f32,
            static_cast<std::size_t>(x.cols()), x.data(), y.data()};
  }

  // Packs the weights. Of activations it fuses only those that limit the output.
  template <typename W, typename B, typename X, typename Y>
  static Operator dense(const hillock::definition::ReLU<float>&, const W& weights, const B& bias, const X& x, Y& y) {
    const auto in = static_cast<std::size_t>(weights.cols()), out = static_cast<std::size_t>(weights.rows());
    const std::uint32_t flags = W::IsRowMajor ? no_flags : XNN_FLAG_TRANSPOSE_WEIGHTS;
    return {[&](xnn_operator_t* op) {
              return xnn_create_fully_connected_nc_f32(in, out, in, out, weights.data(), bias.data(), 0,
                                                       std::numeric_limits<float>::infinity(), flags, op);
            },
            xnn_setup_fully_connected_nc_f32, static_cast<std::size_t>(x.cols()), x.data(), y.data()};
  }
};

void add() {
  bench::add_functions<bench::Forward, Xnnpack>();
  bench::add_softmaxes<Xnnpack>();
  bench::add_dynamic_layers<Xnnpack>();
}

const bench::OptionalPeer peer("XNNPACK", add);  // it has no version

}  // namespace
