// oneDNN, version 2: eltwise, softmax and inner_product on one thread.
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include <dlfcn.h>
#include <dnnl.hpp>

#include "../dense.hpp"
#include "../elementwise.hpp"
#include "../softmax.hpp"
#include "optional.hpp"

namespace {

using dnnl::algorithm;
using dnnl::memory;
constexpr auto inference = dnnl::prop_kind::forward_inference;

/// Distributions build it with OpenMP, whose number of threads has to be told to the library it was linked with.
dnnl::engine make_engine() {
  using SetThreads = void (*)(int);
  if (const auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"))) set_threads(1);
  return dnnl::engine(dnnl::engine::kind::cpu, 0);
}
const dnnl::engine& engine() {
  static const dnnl::engine cpu = make_engine();
  return cpu;
}

/// A primitive with its arguments. Called through the C interface: that of C++ puts them together anew each time.
class Primitive {
 public:
  Primitive(dnnl::primitive primitive, const std::map<int, memory>& arguments)
      : primitive_(std::move(primitive)), stream_(engine()) {
    for (const auto& [index, argument] : arguments) {
      memories_.push_back(argument);
      arguments_.push_back({index, argument.get()});
    }
  }

  void operator()() const {
    dnnl_primitive_execute(primitive_.get(), stream_.get(), static_cast<int>(arguments_.size()), arguments_.data());
  }

 private:
  dnnl::primitive primitive_;
  dnnl::stream stream_;
  std::vector<memory> memories_;
  std::vector<dnnl_exec_arg_t> arguments_;
};

/// An array as oneDNN sees it, in rows. It takes no const, but does not write to its sources.
template <typename X>
memory as_memory(const memory::desc& shape, const X& x) {
  return memory(shape, engine(), const_cast<float*>(x.data()));
}

template <typename X>
using OnlyFloat = std::enable_if_t<std::is_same<typename X::Scalar, float>::value, Primitive>;

struct OneDnn {
  static constexpr const char* name = "onednn";

#define HILLOCK_BENCH_FORWARD(Type, ...)                                                                   \
  template <typename X, typename Y>                                                                        \
  static Primitive forward([[maybe_unused]] const hillock::definition::Type<float>& f, const X& x, Y& y) { \
    return eltwise(x, y, __VA_ARGS__);                                                                     \
  }
  HILLOCK_BENCH_FORWARD(Sigmoid, algorithm::eltwise_logistic)
  HILLOCK_BENCH_FORWARD(LogSigmoid, algorithm::eltwise_logsigmoid)
  HILLOCK_BENCH_FORWARD(Tanh, algorithm::eltwise_tanh)
  HILLOCK_BENCH_FORWARD(Exponential, algorithm::eltwise_exp)
  HILLOCK_BENCH_FORWARD(GELU, algorithm::eltwise_gelu_erf)
  HILLOCK_BENCH_FORWARD(GELUTanh, algorithm::eltwise_gelu_tanh)
  HILLOCK_BENCH_FORWARD(ELU, algorithm::eltwise_elu, f.alpha())
  HILLOCK_BENCH_FORWARD(Softplus, algorithm::eltwise_soft_relu)
  HILLOCK_BENCH_FORWARD(Mish, algorithm::eltwise_mish)
  HILLOCK_BENCH_FORWARD(SiLU, algorithm::eltwise_swish, 1.0f)
  HILLOCK_BENCH_FORWARD(Swish, algorithm::eltwise_swish, f.beta())
  HILLOCK_BENCH_FORWARD(QuickGELU, algorithm::eltwise_swish, 1.702f)
  HILLOCK_BENCH_FORWARD(ReLU, algorithm::eltwise_relu)
  HILLOCK_BENCH_FORWARD(LeakyReLU, algorithm::eltwise_relu, f.negative_slope())
  HILLOCK_BENCH_FORWARD(ReLU6, algorithm::eltwise_clip, 0.0f, 6.0f)
  HILLOCK_BENCH_FORWARD(HardTanh, algorithm::eltwise_clip, f.min_val(), f.max_val())
  HILLOCK_BENCH_FORWARD(HardSwish, algorithm::eltwise_hardswish)
#undef HILLOCK_BENCH_FORWARD

  template <typename X, typename Y, typename Axis>
  static auto softmax(const X& x, Y& y, Axis axis) -> OnlyFloat<X> {
    return along<dnnl::softmax_forward>(x, y, axis);
  }
  template <typename X, typename Y, typename Axis>
  static auto log_softmax(const X& x, Y& y, Axis axis) -> OnlyFloat<X> {
    return along<dnnl::logsoftmax_forward>(x, y, axis);
  }

  // Samples are columns here, rows there; the weights in the layout it likes best.
  template <typename F, typename W, typename B, typename X, typename Y>
  static Primitive dense(const F& f, const W& weights, const B& bias, const X& x, Y& y) {
    using Tag = memory::format_tag;
    const auto f32 = memory::data_type::f32;
    const memory::dim out = weights.rows(), in = weights.cols(), count = x.cols();
    const memory::desc any_weights({out, in}, f32, Tag::any),
        plain_weights({out, in}, f32, W::IsRowMajor ? Tag::ab : Tag::ba), shape_b({out}, f32, Tag::a),
        shape_x({count, in}, f32, Tag::ab), shape_y({count, out}, f32, Tag::ab);
    dnnl::post_ops after;
    after.append_eltwise(1, activation(f), 0, 0);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(after);
    const dnnl::inner_product_forward::primitive_desc description({inference, shape_x, any_weights, shape_b, shape_y},
                                                                  attributes, engine());
    memory packed(description.weights_desc(), engine());
    Primitive(dnnl::reorder(dnnl::reorder::primitive_desc(engine(), plain_weights, engine(), packed.get_desc())),
              {{DNNL_ARG_FROM, as_memory(plain_weights, weights)}, {DNNL_ARG_TO, packed}})();
    return {dnnl::inner_product_forward(description),
            {{DNNL_ARG_SRC, as_memory(shape_x, x)},
             {DNNL_ARG_WEIGHTS, packed},
             {DNNL_ARG_BIAS, as_memory(shape_b, bias)},
             {DNNL_ARG_DST, as_memory(shape_y, y)}}};
  }

 private:
  static algorithm activation(const hillock::definition::ReLU<float>&) { return algorithm::eltwise_relu; }
  static algorithm activation(const hillock::definition::Tanh<float>&) { return algorithm::eltwise_tanh; }

  template <typename X, typename Y>
  static Primitive eltwise(const X& x, Y& y, algorithm what, float alpha = 0, float beta = 0) {
    const memory::desc shape({x.size()}, memory::data_type::f32, memory::format_tag::a);
    const dnnl::eltwise_forward::primitive_desc description({inference, what, shape, alpha, beta}, engine());
    return {dnnl::eltwise_forward(description),
            {{DNNL_ARG_SRC, as_memory(shape, x)}, {DNNL_ARG_DST, as_memory(shape, y)}}};
  }

  // The columns of our arrays are its rows.
  template <typename Function, typename X, typename Y, typename Axis>
  static Primitive along(const X& x, Y& y, Axis) {
    const memory::desc shape({x.cols(), x.rows()}, memory::data_type::f32, memory::format_tag::ab);
    const int axis = std::is_same<Axis, hillock::Columnwise>::value ? 1 : 0;
    const typename Function::primitive_desc description({inference, shape, axis}, engine());
    return {Function(description), {{DNNL_ARG_SRC, as_memory(shape, x)}, {DNNL_ARG_DST, as_memory(shape, y)}}};
  }
};

std::string version() {
  const dnnl_version_t* v = dnnl_version();
  return std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
}

void add() {
  bench::add_functions<bench::Forward, OneDnn>();
  bench::add_softmaxes<OneDnn>();
  bench::add_dynamic_layers<OneDnn>();
}

const bench::OptionalPeer peer("oneDNN " + version(), add);

}  // namespace
